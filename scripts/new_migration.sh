#!/usr/bin/env bash
# Writes the next numbered migration from the difference between the models and an empty, migrated SQLite database: new_migration.sh "what changes"
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export RONGQIAO_INSTANCE="$folder" DATABASE_URL=
next=$(printf '%04d' $(( $(ls migrations/versions | grep -cE '^[0-9]{4}_' || true) + 1 )))
.venv/bin/flask db upgrade >/dev/null
.venv/bin/flask db revision --autogenerate --rev-id "$next" -m "$1"
.venv/bin/ruff check --quiet --fix migrations
