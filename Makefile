# The two commands are `make run` and `make test`; both set up first and can be run twice.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
export YANZHEN_HOME ?= $(CURDIR)/.home
PORT ?= 8000

.PHONY: setup run demo test test-all lint bench clean help

help: ## show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/  /'

setup: $(STAMP) ## make .venv with the yanzhen command in it

$(STAMP): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed, $$($(PYTHON) --version) was found; set PYTHON=…" >&2; exit 2; }
	@echo "setup: virtual environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@echo "setup: the locked packages (each by its hash)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@echo "setup: warming caches"
	@$(BIN)/python -m compileall -q src $(VENV)/lib >/dev/null 2>&1 || true
	@$(BIN)/yanzhen warm
	@touch $@

run: setup ## read the example page, print its figures, serve the desk on PORT (8000)
	@$(BIN)/yanzhen demo --serve --port $(PORT)

demo: setup ## the same without serving
	@$(BIN)/yanzhen demo

test: setup ## the tests that need nothing but Python
	@$(BIN)/python -m pytest -n 2 --dist worksteal -m "not browser and not postgres and not directory and not spark and not slow"
	@echo "not run here: the tests marked browser, postgres, directory, spark and slow (make test-all)"

test-all: setup ## all tests; installs and starts Chromium, PostgreSQL, slapd and Spark where apt-get is at hand
	@PYTHON=$(BIN)/python tests/with_spark.sh tests/with_services.sh $(BIN)/python -m pytest -n 2 --dist worksteal -m ""

lint: setup ## formatting, lint, types, walls
	@$(BIN)/ruff format --check src tests bench
	@$(BIN)/ruff check src tests bench
	@$(BIN)/mypy --no-incremental
	@$(BIN)/lint-imports

clean: ## remove what setup made (not the data in YANZHEN_HOME)
	rm -rf $(VENV)
