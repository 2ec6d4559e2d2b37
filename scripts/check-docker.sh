#!/usr/bin/env bash
# Builds the image with docker (or ENGINE=podman), runs it as compose.yaml would, waits for its health, generates a small
# world over HTTP, and has the compose file read. Needs a network for the base image.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

engine=${ENGINE:-docker}
image=localhost/mockbuster-check
port=${PORT:-3179}
url=http://127.0.0.1:$port

"$engine" build --tag "$image" .
container=$("$engine" run --detach --init --read-only --tmpfs /tmp --cap-drop ALL --publish "127.0.0.1:$port:3000" "$image")
trap '"$engine" rm --force --volumes "$container" >/dev/null' EXIT

for _ in $(seq 60); do
  if curl --silent --fail --output /dev/null "$url/healthz"; then break; fi
  sleep 1
done
"$engine" exec "$container" node scripts/healthcheck.mjs
[ "$("$engine" exec "$container" id -un)" = node ] || { echo "The service does not run as the user node." >&2; exit 1; }
job=$(curl --silent --show-error --fail-with-body --header 'content-type: application/json' --header 'prefer: wait=60' \
  --data '{ "customers": 1000, "asOf": "2026-01-01" }' "$url/generate")
case $job in
*'"state":"succeeded"'*) ;;
*) echo "The job has not succeeded: $job" >&2; exit 1 ;;
esac
curl --silent --show-error --fail-with-body "$url/datasets/usage_logs?limit=3"

if command -v docker-compose >/dev/null; then compose=(docker-compose); else compose=("$engine" compose); fi
"${compose[@]}" --file compose.yaml config --quiet
npx --no-install dclint --max-warnings 0 compose.yaml
echo "The image builds, runs as node, is healthy and generates; the compose file is sound."
