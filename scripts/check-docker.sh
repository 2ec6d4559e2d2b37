#!/usr/bin/env bash
# Builds the image with the engine at hand (docker, podman, or buildah without one), runs it as its own user, waits for its
# health check, generates a small world over HTTP, and reads the compose file. Needs a network for the base image.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

image=localhost/mockbuster-check
port=${PORT:-3179}
url=http://127.0.0.1:$port
engine=${ENGINE:-$(command -v docker podman buildah | head -n 1 | xargs -r basename)}
[ -n "$engine" ] || { echo "Install docker, podman or buildah first." >&2; exit 1; }

# Prints the id or pid of the running service, for `stop`.
start() {
  if [ "$engine" = buildah ]; then
    # Chroot isolation starts no entry point of its own, so the image's command and settings are said here.
    container=$(buildah from --pull-never "$image")
    buildah run --isolation chroot --network host --env "PORT=$port" --env HOST=127.0.0.1 "$container" -- node dist/server.js &
    running=$!
  else
    running=$("$engine" run --detach --init --read-only --tmpfs /tmp --publish "127.0.0.1:$port:3000" "$image")
  fi
}

stop() {
  [ -n "${running:-}" ] || return 0
  if [ "$engine" = buildah ]; then
    pkill -TERM -P "$running" || true
    wait "$running" || true
    buildah rm "$container" >/dev/null
  else
    "$engine" rm --force --volumes "$running" >/dev/null
  fi
}
trap stop EXIT

case $engine in
buildah) buildah bud --isolation chroot --network host --format docker --tag "$image" . ;;
*) "$engine" build --tag "$image" . ;;
esac
start

for _ in $(seq 60); do
  if curl --silent --fail "$url/healthz" >/dev/null; then break; fi
  sleep 1
done
curl --silent --show-error --fail "$url/healthz"
echo
curl --silent --show-error --fail --header 'content-type: application/json' --header 'prefer: wait=60' \
  --data '{ "customers": 1000, "asOf": "2026-01-01" }' "$url/generate" | grep --quiet '"state":"succeeded"'
curl --silent --show-error --fail "$url/datasets/usage_logs?limit=3"

if command -v docker-compose >/dev/null; then
  docker-compose --file compose.yaml config --quiet
elif "$engine" compose version >/dev/null 2>&1; then
  "$engine" compose --file compose.yaml config --quiet
fi
npx --no-install dclint --max-warnings 0 compose.yaml
echo "The image builds, runs, answers and generates."
