.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
.PHONY: help setup setup-dev run check test test-long bench translations

help:            ## what can be made
	@grep -hE '^[a-z-]+: .*##|^[a-z-]+:  +##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

setup:           ## virtual environment in .venv with everything pinned, kernels and catalogues compiled
	@scripts/setup.sh

setup-dev:       ## the same with what the tests need: tools, Chromium, fonts, PostgreSQL
	@scripts/setup.sh dev

run: setup       ## the city on http://127.0.0.1:8000 (PORT=…) with its scheduler; Ctrl-C stops both
	@scripts/run.sh

check: setup-dev ## style, types, import contracts, catalogues, vendored files
	@scripts/check.sh

test: check      ## every test, on SQLite and on PostgreSQL
	@scripts/test.sh

test-long: check ## races, fuzzing, kills at length
	@scripts/test.sh long

bench: setup-dev ## the benchmarks, each against its named rival
	@scripts/bench.sh

translations: setup-dev ## read the source strings into the catalogues
	@PYTHONPATH=. $(PYTHON) scripts/catalogue.py extract && $(PYTHON) scripts/catalogue.py missing
