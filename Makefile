# Two commands are enough: `make run` and `make test`. They need Python 3.11 or newer, and make.
PYTHON ?= python3
WORKERS ?= auto
PYTEST_ARGS ?=
RUN_ARGS ?=
WHAT ?=
VENV := .venv
ORACLE := .venv-oracle
BIN := $(VENV)/bin
STAMPS := .stamps
# The machine's own certificates count, so that set-up also works behind a company's proxy.
export UV_SYSTEM_CERTS := $(if $(wildcard /etc/ssl/certs/ca-certificates.crt),true,false)
SHELL := /bin/bash
.DELETE_ON_ERROR:
.PHONY: help setup setup-dev setup-oracle setup-spark run test check check-code check-style check-types check-words check-licences format bench lock clean

help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "make %-16s %s\n", $$1, $$2}' Makefile

setup: $(STAMPS)/app ## everything that running needs, into .venv
	@:

setup-dev: $(STAMPS)/app $(STAMPS)/dev ## the same and the tools of development
	@:

setup-spark: $(STAMPS)/spark ## PySpark, to ask a cluster for figures; needs Java 17 or newer
	@:

setup-oracle: $(STAMPS)/oracle $(STAMPS)/viewer ## the libraries that figures are proven against, into .venv-oracle; never part of Polku
	@:

run: setup ## start Polku with the demo company; prints the address and how to sign in (RUN_ARGS="--port 9000")
	@exec $(BIN)/polku serve --demo $(RUN_ARGS)

test: setup-dev ## all tests (PYTEST_ARGS="-k word" for some, WORKERS=2 for fewer processes)
	@$(BIN)/pytest -q -n $(WORKERS) --dist worksteal $(PYTEST_ARGS)

check: check-code check-words check-licences test ## all that must hold before a change is handed in

check-code: check-style check-types ## style, types, import contracts, dependencies
	@:

check-style: setup-dev ## style, import contracts, dependencies, migrations
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { echo "run: $(BIN)/ruff format ."; exit 1; }
	@find src -path '*/templates/*' -name '*.html' -print0 | xargs -0 -r $(BIN)/djade --check --target-version 5.2
	@$(BIN)/lint-imports > $(STAMPS)/imports.txt 2>&1 || { cat $(STAMPS)/imports.txt; exit 1; }
	@$(BIN)/deptry . > $(STAMPS)/deptry.txt 2>&1 || { cat $(STAMPS)/deptry.txt; exit 1; }
	@$(BIN)/python manage.py makemigrations --check --dry-run --verbosity 0 || { echo "run: $(BIN)/python manage.py makemigrations"; exit 1; }

check-types: setup-dev ## types
	@$(BIN)/mypy --no-error-summary

check-words: setup-dev ## every text is translated, the generated reference is true
	@$(BIN)/python tools/translations.py check
	@$(BIN)/python tools/reference.py check

check-licences: setup-dev ## what is installed at run time may be passed on
	@$(BIN)/python tools/licences.py

format: setup-dev ## bring code and templates into shape
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format --quiet .
	@find src -path '*/templates/*' -name '*.html' -print0 | xargs -0 -r $(BIN)/djade --target-version 5.2 >/dev/null 2>&1 || true

bench: setup-dev ## the measured figures of docs/benchmarks.md (WHAT="importing memory" for some; POLKU_BENCH_POSTGRES=URL adds PostgreSQL)
	@$(BIN)/python -m benchmarks $(WHAT)

lock: $(STAMPS)/uv ## resolve the dependencies of pyproject.toml anew
	@$(BIN)/uv pip compile pyproject.toml --quiet --extra build --generate-hashes --no-emit-index-url --no-header --no-annotate --universal -o requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --quiet --extra build --extra dev -c requirements.lock --generate-hashes --no-emit-index-url --no-header --no-annotate --universal -o requirements-dev.lock
	@echo 'pyspark>=4.0,<4.1' | $(BIN)/uv pip compile - --quiet --generate-hashes --no-emit-index-url --no-header --no-annotate --universal -o requirements-spark.lock
	@$(BIN)/uv pip compile requirements-oracle.in --quiet --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --universal -o requirements-oracle.lock

clean: ## remove what set-up made; data in var/ stays
	@rm -rf $(VENV) $(ORACLE) $(STAMPS)

$(STAMPS)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Polku needs Python 3.11 or newer; name it: make PYTHON=python3.11 ...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/libraries: requirements.lock $(STAMPS)/uv
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@touch $@

$(STAMPS)/dev: requirements-dev.lock $(STAMPS)/libraries
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.lock
	@touch $@

$(STAMPS)/spark: requirements-spark.lock $(STAMPS)/libraries
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-spark.lock
	@touch $@

$(STAMPS)/oracle: requirements-oracle.lock $(STAMPS)/uv
	@test -x $(ORACLE)/bin/python || $(BIN)/python -m venv --without-pip $(ORACLE)
	@$(BIN)/uv pip install --quiet --python $(ORACLE)/bin/python --require-hashes -r requirements-oracle.lock
	@touch $@

$(STAMPS)/viewer: tools/vendor.json tools/viewer.py $(STAMPS)/oracle
	@$(ORACLE)/bin/python tools/viewer.py $(ORACLE)/viewer
	@touch $@

CATALOGUES := $(shell find src -name '*.po' 2>/dev/null)

$(STAMPS)/app: pyproject.toml $(STAMPS)/libraries $(CATALOGUES)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@$(BIN)/python tools/translations.py compile
	@$(BIN)/python -m compileall -q src
	@touch $@
