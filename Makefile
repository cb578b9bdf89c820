# Every target sets up what it needs: a clone and Python 3.11 are enough.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
READY := $(VENV)/.ready
AXE := $(VENV)/npm/node_modules/axe-core/axe.min.js

.PHONY: demo test lint bench

demo: $(READY)
	$(PY) run_sim.py

test: lint $(AXE)
	$(PY) -m pytest -q

lint: $(READY)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

bench: $(READY)
	$(PY) benchmarks/run.py
	$(PY) benchmarks/page.py

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Plumbline needs Python 3.11 or newer: make PYTHON=python3.11")'
	@test -x $(PY) || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "python3 -m venv does not work here; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	$(PY) -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

# What checks the interactive page for readers who cannot see it; without npm those tests are left out.
$(AXE): | $(READY)
	@if command -v npm >/dev/null; then \
		npm install --prefix $(VENV)/npm --no-save --no-audit --no-fund --silent axe-core@4.11.0; \
	else echo "npm is not installed: the interactive page is not checked with axe-core" >&2; fi
