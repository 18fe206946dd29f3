#!/usr/bin/env bash
# The benchmarks, one after another: each prints ratios against its named rival in the same run, with the load average.
set -euo pipefail
cd "$(dirname "$0")/.."
export PYTHONPATH=.
for script in benchmarks/*.py; do
  echo "— $script"
  .venv/bin/python "$script"
done
