# Every target sets up what it needs: a clone and Python 3.11 are enough.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
READY := $(VENV)/.ready
TOOLS := $(VENV)/.tools
AXE := $(VENV)/npm/node_modules/axe-core/axe.min.js

.PHONY: demo test lint bench course kernels trust

demo: $(READY)
	$(PY) run_sim.py

test: lint kernels $(AXE)
	$(PY) -m pytest -q -n 2 --dist loadfile

lint: $(TOOLS)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

bench: kernels
	$(PY) benchmarks/run.py
	$(PY) benchmarks/page.py
	$(PY) benchmarks/explore.py

# Every attack of docs/trust.md but OpenSim's, which needs a package and a model of its own: some hours.
trust: kernels
	for attack in mechanics muscles_qp properties continuity robustness fuzzing writing killing newcomer repeatability; do \
		$(PY) tests/trust/$$attack.py || exit 1; done
	$(PY) tests/trust/page.py

course: $(TOOLS)
	$(PY) -m nbconvert --execute --to html --output-dir out/course notebooks/*.ipynb

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Plumbline needs Python 3.11 or newer: make PYTHON=python3.11")'
	@test -x $(PY) || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "python3 -m venv does not work here; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	$(PY) -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(TOOLS): $(READY)
	$(PY) -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

# Compiled once, a minute or two; kept beside the source under the name of its content.
kernels: $(TOOLS)
	$(PY) -m sim.kernels

# What checks the interactive page for readers who cannot see it; without npm those tests are left out.
$(AXE): | $(TOOLS)
	@if command -v npm >/dev/null; then \
		npm install --prefix $(VENV)/npm --no-save --no-audit --no-fund --silent axe-core@4.11.0 || \
		echo "axe-core could not be fetched: the interactive page is not checked with it" >&2; \
	else echo "npm is not installed: the interactive page is not checked with axe-core" >&2; fi
