#!/usr/bin/env bash
# Every test on SQLite, then what touches the database again on PostgreSQL. `long` runs the long forms instead.
set -euo pipefail
cd "$(dirname "$0")/.."
export PYTHONPATH=.
if [ "${1:-}" = long ]; then
  .venv/bin/python -m pytest -m long --timeout=3600
  scripts/postgres.sh .venv/bin/python -m pytest -m "long and not sqlite" --timeout=3600
  exit
fi
echo "— SQLite"
.venv/bin/python -m pytest -n 2 --dist loadgroup -m "not long" --hypothesis-profile=steady
echo "— PostgreSQL"
scripts/postgres.sh .venv/bin/python -m pytest -n 2 --dist loadgroup -m "not long and not browser and not sqlite" --ignore=tests/architecture --hypothesis-profile=steady
