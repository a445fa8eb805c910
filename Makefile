# Every command first sets up what it needs in .venv; the set-up runs once.
# All that has to be there is Python 3.11 or newer (name another one with PYTHON=…).

SHELL := /bin/bash
PYTHON ?=
READY := .venv/.ready
RUN := .venv/bin/python -m

# A file's tests stay together: they share what is costly to make, and a notebook's cells their order.
ON_TWO_CORES := -n 2 --dist loadfile --no-loadscope-reorder

# A virtual environment holds its own address: in a folder that was moved or copied it is made anew.
ifneq ($(shell cat $(READY) 2>/dev/null),$(CURDIR))
.PHONY: $(READY)
endif

.PHONY: help setup report lab test check datasets notebooks bench lock
.DEFAULT_GOAL := help

help:
	@echo "make report      the customer value report of the sample company"
	@echo "make lab         the course, in JupyterLab, in a copy of your own"
	@echo "make test        all tests, and every printed number of the notebooks"
	@echo "make check       format, lint, types and floors"
	@echo "make notebooks   run all notebooks afresh and store their outputs"
	@echo "make datasets    make the sample company in datasets/ anew, and the page about it"
	@echo "make bench       speed and memory, against the same work done without cvmlab"
	@echo "make setup       only the set-up that each of these does first"

setup: $(READY)
	@echo "Ready: .venv holds cvmlab and everything it needs."

report: $(READY)
	@$(RUN) cvmlab.cli report customer-value --set segment=channel --out reports/customer-value

lab: $(READY)
	@$(RUN) cvmlab.cli lab

test: $(READY)
	@$(RUN) pytest -q $(ON_TWO_CORES)
	@$(RUN) pytest -q $(ON_TWO_CORES) --nbval --nbval-current-env --nbval-cell-timeout=120 \
		--nbval-sanitize-with tests/nbval.cfg notebooks

check: $(READY)
	@$(RUN) ruff format --check --quiet --output-format concise . || { echo "To format: $(RUN) ruff format ."; exit 1; }
	@$(RUN) ruff check .
	@$(RUN) mypy
	@.venv/bin/lint-imports

datasets: $(READY)
	@.venv/bin/python datasets/make_kestrel.py

notebooks: $(READY)
	@$(RUN) cvmlab.pages.freeze notebooks

bench: $(READY)
	@$(RUN) benchmarks

# Pins every package by its hash, for every system. Needs uv.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--all-extras pyproject.toml --output-file requirements.lock

# Three things make this quick: the lock's own pip goes first, since the one Python brings takes twice
# as long; the lock is installed in two halves at once (it is complete, so nothing is resolved); and
# all modules are compiled at the end on all cores.
$(READY): requirements.lock pyproject.toml
	@set -euo pipefail; export PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1; \
	python=; \
	for each in $(PYTHON) python3.11 python3 python3.12 python3.13 python3.14; do \
		if "$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
			then python=$$each; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
		echo "cvmlab needs Python 3.11 or newer, and none was found." >&2; \
		echo "Install one (python.org, or: apt install python3 python3-venv), or name yours:" >&2; \
		echo "make PYTHON=/path/to/python3.11 …" >&2; exit 1; \
	fi; \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "This Python cannot make virtual environments yet. Run: apt install python3-venv" >&2; \
		exit 1; \
	fi; \
	echo "Setting up (once; about a minute) …"; \
	if [ "$$(cat .venv/.place 2>/dev/null || true)" != "$$PWD" ]; then \
		"$$python" -m venv --clear .venv; echo "$$PWD" > .venv/.place; \
	fi; \
	install() { .venv/bin/python -m pip install --no-deps --no-compile --no-input "$$@"; }; \
	log=.venv/setup.log; \
	stopped() { \
		echo "The set-up stopped. The last lines of $$log:" >&2; tail -n 15 $$log >&2; exit 1; \
	}; \
	awk '/^[a-z]/ { first = /^(pip|setuptools)==/ } first' requirements.lock > .venv/first.lock; \
	install --require-hashes --requirement .venv/first.lock > $$log 2>&1 || stopped; \
	awk '/^[a-z]/ { half = 1 - half } { print > (".venv/half" half ".lock") }' requirements.lock; \
	( install --require-hashes --requirement .venv/half0.lock & \
	  install --require-hashes --requirement .venv/half1.lock && wait $$! ) 2>&1 | \
	tee -a $$log | awk ' \
		/^(Collecting|Processing|Requirement already)/ { n++ } \
		n >= 40 * (k + 1) { print "  " 40 * ++k " packages fetched" } \
		/^Successfully installed/ { print "  " (done++ ? "all" : "half of them") " installed" } \
		{ fflush() }' || stopped; \
	install --no-build-isolation --editable . >> $$log 2>&1 || stopped; \
	echo "  compiling them, so that they start fast"; \
	.venv/bin/python -m compileall -qq -j 0 \
		-x '/(tests?|pip|setuptools|mypy|mypyc|playwright)/' .venv/lib || true; \
	echo "$$PWD" > $(READY); \
	echo "Set up."
