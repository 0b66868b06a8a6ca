# Everything a developer types. `make` lists the targets; `make run` starts on a bare machine.
# PYTHON chooses the interpreter (3.11 or newer), PORT the port of `make run`, ARGS goes to the tool.

PYTHON ?= python3
ARGS ?=
PY := .venv/bin/python
READY := .venv/.ready
TRANSLATIONS := $(patsubst %.po,%.mo,$(wildcard portal/translations/*/LC_MESSAGES/*.po))
LOCK := .venv-tools/bin/uv pip compile --quiet --no-header --upgrade --generate-hashes --no-emit-index-url --universal --python-version 3.11
NOT_DJANGO := --no-emit-package django --no-emit-package asgiref --no-emit-package sqlparse

.DEFAULT_GOAL := help
.PHONY: help install run test bench lint format stop clean flask translations texts lock

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(READY) $(TRANSLATIONS) ## start everything, with the demo networks; PORT=8000
	@$(PY) -m config.local.run

test: $(READY) $(TRANSLATIONS) ## run the whole suite; ARGS="tests/groups -k pause" runs a part
	@$(PY) -m config.local.chromium
	@$(PY) -m pytest -n 2 --dist loadgroup $(ARGS)

bench: .venv/.bench-ready $(TRANSLATIONS) ## measure side by side, write bench/results/
	@$(PY) -m bench $(ARGS)

lint: $(READY) ## look for mistakes without running anything
	@$(PY) -m ruff check .
	@$(PY) -m mypy

format: $(READY) ## put the code in its usual form
	@$(PY) -m ruff check --fix-only --quiet .
	@$(PY) -m ruff format .

stop: ## stop what `make run` or a killed test run left running
	@if [ -x $(PY) ]; then $(PY) -m config.local.stop; else echo "nothing runs here"; fi

clean: stop ## remove the environment, the data of `make run` and everything built
	@rm -rf .venv .venv-tools .data .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find config tenants portal tests bench -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
	@rm -f portal/translations/*/LC_MESSAGES/*.mo

install: $(READY) ## install everything under .venv/

flask: $(READY) ## a command of the portal while it runs: ARGS="networks list"
	@if [ ! -f .data/operator.env ]; then echo "Start the portal first: make run" >&2; exit 1; fi
	@. ./.data/operator.env && $(PY) -m flask --app portal $(ARGS)

translations: $(READY) $(TRANSLATIONS) ## compile the translations that changed

texts: $(READY) ## collect new texts into the catalogs, where nl and de wait to be filled in
	@$(PY) -c "from portal.texts import update_catalogs; update_catalogs()"

lock: $(READY) ## renew the lock files from config/requirements/*.in
	@cd config/requirements && for name in tools run dev bench; do \
		../../$(LOCK) $$(test $$name = bench || echo "$(NOT_DJANGO)") $$name.in -o $$name.txt || exit 1; done

$(READY): config/requirements/dev.txt config/requirements/tools.txt config/local/bootstrap.py
	@$(PYTHON) config/local/bootstrap.py dev
	@touch $@

.venv/.bench-ready: $(READY) config/requirements/bench.txt
	@$(PYTHON) config/local/bootstrap.py bench
	@touch $@

%.mo: %.po | $(READY)
	@$(PY) -m babel.messages.frontend compile --input-file=$< --output-file=$@
