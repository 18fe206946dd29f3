#!/usr/bin/env bash
# Runs a command beside a temporary PostgreSQL cluster owned by an unprivileged user: postgres.sh COMMAND…
# The command finds the server in TEST_DATABASE_URL. The cluster is gone afterwards. With DURABLE=1 it writes to disk as a real one does.
set -euo pipefail
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb)")
folder=$(mktemp -d /tmp/rongqiao-postgres.XXXXXX)
if [ "$(id -u)" -eq 0 ]; then
  owner=postgres; id "$owner" >/dev/null 2>&1 || owner=nobody
  chown "$owner" "$folder"
  as=(setpriv --reuid="$owner" --regid="$(id -g "$owner")" --clear-groups env HOME="$folder")
else
  as=(env)
fi
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
stop() { (cd "$folder" && "${as[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1) || true; rm -rf "$folder"; }
trap stop EXIT
cd "$folder"
"${as[@]}" "$bin/initdb" -D "$folder/data" -U rongqiao -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
"${as[@]}" "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder \
  $([ -n "${DURABLE:-}" ] || echo -c fsync=off -c synchronous_commit=off -c full_page_writes=off) -c max_connections=200 -c shared_buffers=128MB" start >/dev/null
cd - >/dev/null
TEST_DATABASE_URL="postgresql://rongqiao@127.0.0.1:$port/postgres" "$@"
