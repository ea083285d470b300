# Two commands: `make demo` shows the platform, `make test` proves it. Neither asks a question.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo serve test test-full check bench translations

.venv/run: requirements.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

.venv/test: .venv/run requirements-test.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-test.txt
	touch $@

translations: .venv/run
	$(BIN)/pybabel -q compile -d translations 2>/dev/null

demo: .venv/run translations
	$(BIN)/flask --app run:app demo
	$(BIN)/python run.py

serve: .venv/run translations
	$(BIN)/flask --app run:app setup
	$(BIN)/python run.py

check: .venv/test translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet app

# All of it, or one part: `make test PART=villages`.
test: check
	PYTHON=$(BIN)/python sh tests/prepare.sh
	$(BIN)/python -m pytest -q -n 2 --dist worksteal $(if $(PART),tests/$(PART))

# Every page test on both engines, with coverage.
test-full: check
	PYTHON=$(BIN)/python sh tests/prepare.sh
	$(BIN)/python -m pytest -q -n 2 --dist worksteal --full --cov --cov-report=term:skip-covered

bench: .venv/test translations
	$(BIN)/python -m bench
