#!/usr/bin/env bash
# Style, types, import contracts, catalogues, vendored files. Every line can fail.
set -euo pipefail
cd "$(dirname "$0")/.."
export PYTHONPATH=.
.venv/bin/ruff check --quiet .
.venv/bin/mypy --no-error-summary core accounts veterans employers jobs bureau demo wsgi.py
.venv/bin/lint-imports --no-cache >/tmp/rongqiao-imports.$$ 2>&1 || { cat /tmp/rongqiao-imports.$$; rm -f /tmp/rongqiao-imports.$$; exit 1; }
rm -f /tmp/rongqiao-imports.$$
.venv/bin/djlint --quiet --lint templates
.venv/bin/python scripts/catalogue.py check
(cd static/vendor && sha256sum --quiet -c SHA256SUMS)
echo "check: all good"
