#!/usr/bin/env bash
# Serves the city with its scheduler beside it; one Ctrl-C stops both. The demo city is loaded once, into an empty database.
set -euo pipefail
cd "$(dirname "$0")/.."
port=${PORT:-8000}
export RONGQIAO_PUBLIC_URL=${RONGQIAO_PUBLIC_URL:-http://127.0.0.1:$port}
flask=(.venv/bin/flask --app wsgi)

"${flask[@]}" init
"${flask[@]}" demo load --if-empty
"${flask[@]}" doctor --quiet || exit 1

"${flask[@]}" scheduler run & scheduler=$!
stop() { trap - INT TERM EXIT; kill "$scheduler" "${server:-}" 2>/dev/null || true; wait 2>/dev/null || true; }
trap stop INT TERM EXIT
.venv/bin/gunicorn --bind "127.0.0.1:$port" --workers "${RONGQIAO_WORKERS:-2}" --access-logfile /dev/null --log-level warning 'wsgi:create_app()' & server=$!
echo "戎桥已开通：http://127.0.0.1:$port （按 Ctrl-C 停止）"
wait "$server"
