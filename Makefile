# Two commands: `make demo` shows the platform, `make test` proves it. Neither asks a question.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo serve test test-full check soak bench translations docs lock sbom

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

# A thousand processes of the exchange killed at random moments, on both engines; it prints its seed.
soak: .venv/test translations
	PYTHON=$(BIN)/python sh tests/prepare.sh
	SUNSHINE_TEST_KILLS=1000 $(BIN)/python -m pytest -q -s tests/exchange/test_kills.py

bench: .venv/test translations
	$(BIN)/python -m bench

# The documentation as a site, in site/; mkdocs.yml says what stands where.
docs: .venv/test
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict

# What a release is made with; docs/decisions/0051.
.venv-release/ready: requirements-release.txt
	$(PYTHON) -m venv .venv-release
	.venv-release/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-release.txt
	touch $@

# All libraries with their digests; --upgrade raises what the pins leave open.
lock: .venv-release/ready
	.venv-release/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate \
		--no-header --no-emit-index-url --output-file requirements.lock requirements.txt

# The bill of materials of what the image installs (CycloneDX), and the page of licences.
sbom: .venv-release/ready
	$(PYTHON) -m venv --clear .venv-locked
	.venv-locked/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	.venv-release/bin/cyclonedx-py environment --output-reproducible --of JSON -o sbom.json .venv-locked/bin/python
	$(PYTHON) tools/licences.py sbom.json > docs/licences.md
