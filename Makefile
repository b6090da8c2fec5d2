# make run · make test · make check · make bench · make validation · make reset
# Each does all its own set-up; Python 3.11 and make are all that must be there.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8000
BIN := .venv/bin
export OPENBLAS_NUM_THREADS ?= 1
export OMP_NUM_THREADS ?= 1
# Each file stays in one process, in the order of the folders: the slow files come before the last.
PYTEST := $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

.PHONY: run test test-database test-browser test-long check format bench validation reset prepare prepare-tests prepare-browser python

run: prepare
	@exec $(BIN)/python manage.py up --port $(PORT)

test: prepare-tests
	$(PYTEST) -m "not browser and not long"

# What touches a database; the rest says the same on every one of them.
test-database: prepare-tests
	$(PYTEST) -m "not browser and not long" \
	  --ignore=tests/engine --ignore=tests/bench \
	  --ignore=tests/measurements/ingest --ignore=tests/measurements/computing

test-browser: prepare-browser
	$(PYTEST) tests/browser -m browser

bench: prepare
	@$(BIN)/python -m tests.bench --write docs/performance.md

validation: prepare-tests
	@$(BIN)/python -m tests.engine.validation --write docs/validation.md

test-long: prepare-tests
	$(BIN)/pytest -m "long"

check: prepare-tests
	@$(BIN)/ruff format --check . && $(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint --lint --quiet templates
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python manage.py round_states --check
	@$(BIN)/python manage.py submission_states --check
	@env $$(grep -v '^#' deploy/check.env | xargs) $(BIN)/python manage.py check --deploy --fail-level WARNING

format: prepare-tests
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .

reset: python
	@$(PYTHON) deploy/reset.py

prepare: python
	@$(PYTHON) deploy/prepare.py

prepare-tests: python
	@$(PYTHON) deploy/prepare.py --tests

prepare-browser: python
	@$(PYTHON) deploy/prepare.py --tests --browser

python:
	@test -n "$(PYTHON)" || { echo "Stopped: no Python here. Install Python 3.11 (python3.11), then run again."; exit 1; }
