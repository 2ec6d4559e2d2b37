#!/bin/sh
# Generates a world, downloads its five files, checks every digest, and loads them into a SQLite database with all constraints.
# Needs curl, sqlite3 (3.37 or later) and sha256sum or shasum; nothing else. Run it again: what is done already is not done twice.
#
# usage: ingest.sh [-u URL] [-b BODY.json] [-d DIRECTORY] [-t SECONDS]
#   -u  the service                          (http://127.0.0.1:3000)
#   -b  the body of POST /generate, a file   (a world of 1,000 customers)
#   -d  where files and database go          (mockbuster-ingest)
#   -t  how long to wait for the job         (3600)
# MOCKBUSTER_API_KEY in the environment is sent as the key, where the service asks for one.
# exit: 0 loaded, 2 bad usage or a tool is missing, 3 the service refused or cannot be reached, 4 the job did not succeed,
#       5 a download does not have its digest, 6 the database does not hold what the files hold
set -eu

url=http://127.0.0.1:3000
body=
directory=mockbuster-ingest
patience=3600

say() { printf '%s\n' "$*" >&2; }
die() {
  status=$1
  shift
  say "ingest: $*"
  exit "$status"
}
usage() { die 2 "usage: ingest.sh [-u URL] [-b BODY.json] [-d DIRECTORY] [-t SECONDS]"; }

while getopts u:b:d:t: option; do
  case $option in
    u) url=${OPTARG%/} ;;
    b) body=$OPTARG ;;
    d) directory=$OPTARG ;;
    t) patience=$OPTARG ;;
    *) usage ;;
  esac
done
shift $((OPTIND - 1))
[ $# -eq 0 ] || usage
case $patience in '' | *[!0-9]*) usage ;; esac

for tool in curl sqlite3; do
  command -v "$tool" >/dev/null || die 2 "$tool is not installed"
done
if command -v sha256sum >/dev/null; then digest_tool=sha256sum; else digest_tool='shasum -a 256'; fi
digest_of() { $digest_tool <"$1" | cut -d ' ' -f 1; }

if [ -n "$body" ]; then
  [ -r "$body" ] || die 2 "cannot read $body"
  request=$(cat "$body")
else
  request='{"asOf": "2026-01-01", "customers": 1000}'
fi
mkdir -p "$directory"
cd "$directory"

# fetch CURL-ARGUMENTS...: curl, with the key where there is one; on stdin, since arguments show in the list of processes.
fetch() {
  if [ -n "${MOCKBUSTER_API_KEY:-}" ]; then
    printf 'header = "authorization: Bearer %s"\n' "$MOCKBUSTER_API_KEY" | curl --config - -sS --retry-connrefused "$@"
  else
    curl -sS --retry-connrefused "$@"
  fi
}

# json FILE PATH: one value. The SQLite shell reads JSON, so that no other tool is needed.
json() { sqlite3 :memory: "SELECT json_extract(CAST(readfile('$1') AS TEXT), '$2')"; }

# ask FILE CURL-ARGUMENTS...: the body goes to FILE; ends the script with the problem's own words when the service refuses.
ask() {
  file=$1
  shift
  code=$(fetch --retry 2 -o "$file" -w '%{http_code}' "$@") || die 3 "$url cannot be reached"
  case $code in
    2*) ;;
    *) die 3 "the service answered $code: $(json "$file" '$.detail' 2>/dev/null || cat "$file")" ;;
  esac
}

# 1. Ask for the world. The same body is the same job: running this again finds the result, not the work.
say "generating..."
ask job.json -X POST "$url/generate" -H 'content-type: application/json' -H 'prefer: wait=30' --data-binary "$request"
job=$(json job.json '$.id')
deadline=$(($(date +%s) + patience))
while :; do
  state=$(json job.json '$.state')
  case $state in
    succeeded) break ;;
    queued | running) ;;
    *) die 4 "job $job is $state. $(json job.json '$.problem.detail')" ;;
  esac
  [ "$(date +%s)" -lt "$deadline" ] || die 4 "job $job is still $state after $patience s"
  say "  $state, $(json job.json "$.progress.rowsWritten") rows"
  ask job.json "$url/jobs/$job" -H 'prefer: wait=30'
done
say "job $job has succeeded"

# 2. Nothing to do? The database says which job it was loaded from; it is put in its place whole, or not at all.
if [ -f warehouse.sqlite ] && [ "$(sqlite3 warehouse.sqlite 'SELECT job FROM loaded' 2>/dev/null)" = "$job" ]; then
  say "warehouse.sqlite holds this job already"
  exit 0
fi

# 3. Download, each file under its digest until it is whole: a transfer that broke goes on where it stopped.
# `?job=` keeps to this run, whatever is published meanwhile.
download() {
  name=$1 sha256=$2
  if [ -f "$name.csv" ] && [ "$(digest_of "$name.csv")" = "$sha256" ]; then
    say "  $name.csv is here"
    return
  fi
  part=$name.$sha256.part
  # A second attempt begins at the first byte: for when going on gave other bytes, or nothing was left to ask for.
  for attempt in 1 2; do
    failure=0
    fetch --fail --retry 5 -C - -D "$name.headers" -o "$part" "$url/datasets/$name?job=$job" ||
      failure=$?
    case $failure in
      0) [ "$(announced "$name.headers")" = "$sha256" ] || die 5 "$name.csv is announced with another digest than job $job wrote" ;;
      22 | 33) ;;
      *) die 3 "the download of $name.csv broke (curl: $failure); run this again to go on where it stopped" ;;
    esac
    [ -f "$part" ] && [ "$(digest_of "$part")" = "$sha256" ] && break
    rm -f "$part"
    [ "$attempt" -eq 1 ] || die 5 "$name.csv does not arrive with the digest $sha256"
  done
  mv "$part" "$name.csv"
  rm -f "$name.headers"
  say "  $name.csv downloaded"
}
# The sha256 header of the last answer.
announced() { tr -d '\r' <"$1" | sed -n 's/^[Ss][Hh][Aa]256: *//p' | tail -n 1; }

sqlite3 -separator ' ' :memory: "
  SELECT json_extract(value, '\$.name'), json_extract(value, '\$.sha256'), json_extract(value, '\$.rows')
  FROM json_each(CAST(readfile('job.json') AS TEXT), '\$.datasets')" >datasets.txt
while read -r name sha256 rows; do download "$name" "$sha256"; done <datasets.txt

# 4. Load into a new file: the service's own DDL, and the statements that its comments give for each file.
ask schema.sql "$url/schema?format=ddl&dialect=sqlite"
rm -f warehouse.new
{
  echo 'PRAGMA journal_mode = OFF;'
  echo '.read schema.sql'
  sed -n 's/^--   //p' schema.sql
  echo "CREATE TABLE loaded (job TEXT NOT NULL, loaded_at TEXT NOT NULL) STRICT;"
  echo "INSERT INTO loaded VALUES ('$job', strftime('%Y-%m-%dT%H:%M:%SZ', 'now'));"
  echo 'VACUUM;'
} >load.sql
sqlite3 -batch -bail warehouse.new <load.sql >load.log 2>&1 || die 6 "the files do not fit the tables: $(tail -n 1 load.log)"

# 5. Is it all there?
while read -r name sha256 rows; do
  found=$(sqlite3 warehouse.new "SELECT count(*) FROM $name")
  [ "$found" = "$rows" ] || die 6 "$name has $found rows; the job wrote $rows"
done <datasets.txt
[ -z "$(sqlite3 warehouse.new 'PRAGMA foreign_key_check')" ] || die 6 "there are references that lead nowhere"
[ "$(sqlite3 warehouse.new 'PRAGMA integrity_check')" = ok ] || die 6 "the database is damaged"
mv warehouse.new warehouse.sqlite
rm -f load.sql load.log datasets.txt

# 6. A first look.
sqlite3 -header -column warehouse.sqlite "
  SELECT p.tier, count(*) AS sessions, round(sum(u.duration_watched) / 60) AS hours, round(avg(u.completion_rate), 3) AS completion
  FROM usage_logs u JOIN subscriptions s USING (subscription_id) JOIN plans p USING (plan_id)
  GROUP BY p.tier ORDER BY p.plan_id"
say "loaded into $directory/warehouse.sqlite"
