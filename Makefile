# Executable documentation of the workflow: `make help` lists the verbs.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
TWINS := $(shell find worker -name '_*.p[yx][xi]')

.PHONY: help run test browser check format bench bench-store train chaos drill fuzz findings mutate schema dashboards cldr lock clean

help: ## list the verbs
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: $(STAMP) ## Postgres, Valkey, the sample news site and all workers, from wheels; articles scroll by (Ctrl-C stops)
	@$(BIN)/newswire run $(ARGS)

test: $(STAMP) ## every test, against real servers from wheels
	@$(BIN)/python -m pytest -q -n 2 --dist loadgroup $(ARGS)

browser: $(STAMP) ## the web page in a real Chromium: layout, keyboard, axe (needs chromium, chromedriver and npm)
	@npm install --silent --no-save --prefix .venv/npm axe-core@4
	@AXE=.venv/npm/node_modules/axe-core/axe.min.js $(BIN)/python -m pytest -q tests/web/test_browser.py $(ARGS)

check: $(STAMP) ## format, lint, strict types, import contracts
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

format: $(STAMP) ## write the format and the safe lint fixes
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(STAMP) ## measured figures, as ratios against a named reference in the same run
	@$(BIN)/python -m benchmarks $(ARGS)

train: $(STAMP) ## grow the block model anew from a folder of pages with gold text (CORPUS=folder; needs catboost; under an hour)
	@$(BIN)/python -c 'import catboost' 2>/dev/null || { echo "make train needs catboost: $(BIN)/pip install catboost"; exit 2; }
	@$(BIN)/python -m benchmarks.train_blocks $(or $(CORPUS),$(error CORPUS=folder names no corpus)) $(ARGS)

chaos: $(STAMP) ## kill, freeze, fill and doom everything while items flow; every item is accounted for (ARGS=--quick)
	@$(BIN)/python -m benchmarks.chaos $(ARGS)

drill: $(STAMP) ## freeze and kill parts of a running system, and see that the alerts for it fire (needs prometheus; eight minutes)
	@$(BIN)/python -m benchmarks.drill $(ARGS)

fuzz: $(STAMP) ## look for inputs that break what reads feeds and pages (ARGS="page --seconds 3600 --corpus FOLDER")
	@$(BIN)/python -m benchmarks.fuzz $(ARGS)

findings: ## what surprised us in libraries and tools: run each again, and say which has changed (needs a registry)
	@bad=0; for script in findings/*.sh; do \
	  if output=$$(timeout 180 $$script 2>&1); then echo "as seen  $$script"; \
	  else bad=1; echo "CHANGED  $$script"; echo "$$output" | tail -n 20; fi; done; exit $$bad

mutate: $(STAMP) ## put a fixed sample of faults into the core, one by one: its tests find nine in ten (ten minutes)
	@$(BIN)/python -m benchmarks.mutate $(ARGS)

bench-store: $(STAMP) ## the store under load at 10,000 and 100,000 articles (ARGS="10000 1000000": a quarter of an hour and 14 GB)
	@$(BIN)/python -m benchmarks.store $(or $(ARGS),10000 100000)

schema: $(STAMP) ## write sql/schema.sql and sql/README.md anew from the migrations, docs/reasons.md from the reasons
	@UPDATE_SCHEMA=1 $(BIN)/python -m pytest -q -p no:randomly tests/test_house.py tests/test_contract.py tests/test_vocabularies.py -k "schema_sql or page_for or page_lists"

dashboards: $(STAMP) ## write Grafana's dashboards anew from deploy/monitoring/dashboards.py
	@$(BIN)/python deploy/monitoring/dashboards.py

cldr: $(STAMP) ## write the names of months and parts of a day anew from the CLDR that Babel brings
	@$(BIN)/python -m benchmarks.cldr

lock: ## renew both locks from pyproject.toml (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header \
	  --extra monitoring --extra tracing pyproject.toml -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header \
	  --all-extras -c requirements.lock pyproject.toml -o requirements-dev.lock

clean: ## remove what make made (not the data of `make run`: that is .newswire)
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find worker -name '_*.so' -delete

$(STAMP): requirements-dev.lock pyproject.toml hatch_build.py $(TWINS)
	@echo "making .venv from requirements-dev.lock (one to two minutes the first time)"
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "newswire needs Python 3.11 or newer: make PYTHON=python3.12")'
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
