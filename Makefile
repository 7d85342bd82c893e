# Every target works on a fresh machine with Python 3.11+, make and the package index.
PYTHON ?= python3
UV_VERSION := 0.13.9
BIN := .venv/bin
UV := .venv/bootstrap/bin/uv

# Where this is set, each process compiles every library again; that doubles the time of the tests that start processes.
unexport PYTHONDONTWRITEBYTECODE

OURS := src tests bench demo docs_build housekeeping

.DEFAULT_GOAL := help
.PHONY: help install demo demo-labeling demo-llm check format lint types contract docs pages changelog test test-all bench lock clean

help:          ## what each target does
	@grep -hE '^[a-z-]+: .*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

$(UV):
	$(PYTHON) -m venv .venv
	$(PYTHON) -m venv .venv/bootstrap
	.venv/bootstrap/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/demo.stamp: $(UV) requirements/demo.txt pyproject.toml
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/demo.txt
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

.venv/test.stamp: .venv/demo.stamp requirements/test.txt
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/test.txt
	@touch $@

install: .venv/demo.stamp  ## the assay command in .venv/bin

demo: .venv/demo.stamp  ## the main job on real data, from predictions to a decision
	$(BIN)/python -m demo

demo-labeling: .venv/demo.stamp  ## a labeling program with simulated labelers, to look at in the browser
	$(BIN)/python -m demo.labeling

.venv/local.stamp: .venv/demo.stamp requirements/local.txt
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/local.txt
	@touch $@

demo-llm: .venv/local.stamp  ## a small language model on this machine as system and as judge, checked by people
	$(BIN)/python -m demo.llm

format: .venv/test.stamp  ## write the format
	$(BIN)/ruff format $(OURS) && $(BIN)/ruff check --fix-only --quiet $(OURS)

lint: .venv/test.stamp  ## format and lint, read only
	$(BIN)/ruff format --check --quiet $(OURS)
	$(BIN)/ruff check --quiet $(OURS)

types: .venv/test.stamp  ## mypy, strict
	$(BIN)/mypy

contract: .venv/test.stamp  ## the floors of the house
	$(BIN)/lint-imports --no-cache

docs: .venv/test.stamp  ## documentation says what the code does
	$(BIN)/pytest tests/docs -n 2 --dist loadfile

check: lint types contract docs  ## everything that is not a behaviour test

pages: .venv/test.stamp  ## write the pages that are made from the code
	$(BIN)/python -m docs_build

changelog:     ## collect changes/ into CHANGELOG.md: make changelog VERSION=0.1.0 DAY=2026-11-22
	$(PYTHON) -m housekeeping.changelog $(VERSION) $(DAY)

test: check  ## check, then every test but the slow set
	$(BIN)/pytest -m "not slow" --ignore tests/docs -n 2

test-all: .venv/test.stamp  ## the bounded slow set
	$(BIN)/pytest -m slow -n 2

bench: .venv/test.stamp  ## measure beside the peers; writes docs/benchmarks.md (MORE="million-queue million-crowd")
	$(BIN)/python -m bench $(MORE)

lock: $(UV)  ## resolve the dependencies again
	$(UV) pip compile --quiet --universal --generate-hashes --no-annotate --no-header --no-emit-index-url --extra test pyproject.toml -o requirements/test.txt
	$(UV) pip compile --quiet --universal --generate-hashes --no-annotate --no-header --no-emit-index-url --extra build --extra demo -c requirements/test.txt pyproject.toml -o requirements/demo.txt
	$(UV) pip compile --quiet --universal --generate-hashes --no-annotate --no-header --no-emit-index-url --extra build --extra demo --extra local -c requirements/test.txt pyproject.toml -o requirements/local.txt
	$(PYTHON) -m bench.peers

clean:         ## remove what make made
	rm -rf .venv
