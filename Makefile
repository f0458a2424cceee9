# What people type. `make run` and `make test` need Python 3.11 or newer and nothing else.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# The rooms whose tests need nothing but Python; stories, flows, compose and browser take longer.
ROOMS  := $(addprefix tests/,structure core metadata read send store check attain receive operate)
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help install install-dev run test test-ui test-long test-faults test-writes gallery docs unit check format bench load mutants audit lock clean test-bi

help:            ## this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*##/\t/' | expand -t 14

# An old pip compares each file of an index with all that this machine takes: minutes of processor.
$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Cần Python 3.11 trở lên; chỉ rõ bằng: make PYTHON=python3.12 run"; exit 2; }
	@echo "Cài đặt thư viện vào $(VENV) (lần đầu mất một, hai phút)…"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@-$(PIP) install "pip>=26"
	@touch $@

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/.made
	@$(PIP) install --requirement requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

# All of requirements.lock is in it.
$(VENV)/.installed-dev: requirements-dev.lock requirements.lock pyproject.toml | $(VENV)/.made
	@$(PIP) install --requirement requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $(VENV)/.installed $@

install: $(VENV)/.installed          ## the virtual environment, from requirements.lock

install-dev: $(VENV)/.installed-dev  ## and what the tests need

run: install     ## the sample months, from the shared folder to the mailed reports; another office: OFFICE=xa-huong-do-2025
	@$(if $(OFFICE),PATH="$(CURDIR)/$(BIN):$$PATH" sh examples/$(OFFICE)/run.sh,$(BIN)/giamngheo run --period 2020-03 --period 2020-Q1 --today 2020-03-17)

test: install-dev  ## every test but the long ones; brings the programs they need, or says what was not run
	@$(BIN)/python -m tests

test-ui: install-dev  ## all that an operator does in the Prefect UI, in a real browser (10 minutes)
	@GIAMNGHEO_TEST_PROGRAMS=all $(BIN)/python -m pytest tests/browser

gallery: install-dev  ## pictures of every form of a report into docs/gallery: Word, Excel, mail; says what is missing
	@$(BIN)/python -m tests.gallery

docs: install    ## docs/indicators.md, docs/form.md, docs/forms/, docs/schemas/, docs/data-dictionary.md and Superset's datasets again, from config/ and the views
	@$(BIN)/python -m giamngheo.metadata.reference
	@$(BIN)/python -m giamngheo.warehouse.data_dictionary
	@$(BIN)/python -m giamngheo.warehouse.superset_datasets

test-long: install-dev  ## the long tests outside the browser: every moment of a kill, LibreOffice as the officer's program
	@$(BIN)/python -m tests --long

# Superset wants other versions of what we use, too: it has an environment of its own, with what bi/Dockerfile names. The last three,
# as its image has them: with newer ones, or without, Superset 6.1.0 does not start, and its package does not say so.
var/superset/.installed: bi/Dockerfile
	@$(PYTHON) -m venv var/superset
	@var/superset/bin/python -m pip install --quiet $$(sed -nE 's|^FROM apache/superset:(.*)|apache-superset==\1|p; s|.* (psycopg2-binary==.*)|\1|p' bi/Dockerfile) flask-caching==2.3.1 flask-limiter==3.12 cachetools
	@touch $@

test-bi: install-dev var/superset/.installed  ## Superset of `--profile bi` itself, with the sample months; its pictures: PICTURES=folder
	@GIAMNGHEO_TEST_PROGRAMS=all GIAMNGHEO_TEST_SUPERSET=$(CURDIR)/var/superset/bin $(BIN)/python -m pytest tests/compose/superset_shown.py

test-faults: install-dev  ## every fault that is tried, how often, and what came of it: as a table (a quarter of an hour)
	@$(BIN)/python -m tests.faults $(FAULTS)

test-writes: install-dev  ## a fault at every write of a run, three kinds, one by one: in `make test` a sample (half an hour)
	@GIAMNGHEO_TEST_WRITES=all $(BIN)/python -m pytest -s tests/stories/test_every_write.py

unit: install-dev  ## the fast tests, room by room: no Prefect, no server, no other program
	@$(BIN)/python -m pytest -n 2 --dist worksteal -m "not slow and not long" $(ROOMS)

check: install-dev  ## lint, format, types, and the order of the rooms
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: install-dev  ## mend what can be mended by itself
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: install-dev  ## a month of 22 and 216 units beside a floor and the usual way; BENCH="--units 22 216 1000 10599 --write" for the page
	@$(BIN)/python -m tests.bench $(BENCH)

audit: install-dev  ## the locked libraries against the published advisories; says so where these cannot be asked
	@$(BIN)/python -m tests.audit

load: install-dev  ## a year of 22 units, 50 collections a day: is the last as quick as the first? LOAD="--a-day 6": a smaller one
	@$(BIN)/python -m tests.load $(LOAD)

mutants: install-dev  ## small faults planted into a copy of what decides: which of them does no test notice? (an hour)
	@PYTHONHASHSEED=0 $(BIN)/python -m tests.mutants $(MUTANTS)

lock:            ## new versions of everything, within pyproject.toml
	uv pip compile pyproject.toml --extra install --universal --python-version 3.11 --no-emit-index-url --no-header --quiet --upgrade -o requirements.lock
	uv pip compile pyproject.toml --extra install --extra dask --extra dev --constraint requirements.lock --universal --python-version 3.11 --no-emit-index-url --no-header --quiet -o requirements-dev.lock

clean:           ## the state of the first try (var/); not the environment
	rm -rf var examples/*/var
