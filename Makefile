# make help shows the targets. On a fresh machine `make demo` and `make test` do all the set-up.
.DEFAULT_GOAL := help
SHELL := /bin/sh

export UV_PYTHON_DOWNLOADS := never
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v $$p; break; }; done)
UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)
BIN := .venv/bin
LOCKED := pyproject.toml requirements.lock

.PHONY: help
help: ## Show this list
	@grep -hE '^[a-z][a-z-]*:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

.uv/bin/uv:
	@test -n "$(PYTHON)" || { echo 'Namedrop needs Python 3.11 or newer on PATH; none was found.' >&2; exit 1; }
	@echo 'Installing uv into .uv ...'
	@"$(PYTHON)" -m venv .uv
	@.uv/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.13,<0.14'

# The stamp is younger than the lock exactly when everything is installed.
.venv/.installed: $(LOCKED) | $(filter .uv/bin/uv,$(UV))
	@test -n "$(PYTHON)" || { echo 'Namedrop needs Python 3.11 or newer on PATH; none was found.' >&2; exit 1; }
	@test -x $(BIN)/python || "$(UV)" venv --quiet --python "$(PYTHON)" .venv
	@echo 'Installing what requirements.lock names into .venv ...'
	@"$(UV)" pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	@"$(UV)" pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

.PHONY: install
install: .venv/.installed ## Install everything into .venv (seconds; nothing the second time)

.PHONY: demo
demo: install ## Ask a real local model about five brands and show how often it names them
	@$(BIN)/namedrop demo $(if $(QUICK),--quick)

.PHONY: test
test: install ## Run every test; starts its own PostgreSQL and Valkey
	@$(BIN)/python -m pytest -n 3 $(ARGS)

.PHONY: soak
soak: install ## Ask 20,000 questions while processes and servers are killed at random (minutes)
	@$(BIN)/python -m benchmarks.soak $(ARGS)

.PHONY: format
format: install ## Format the code and mend what can be mended
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

.PHONY: lint
lint: install ## Format check, lint, types and import contracts
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

.PHONY: check
check: lint test ## All that continuous integration runs

.PHONY: docs
docs: install ## Write the reference pages that are made from the code
	@$(BIN)/python -m scripts.write_reference

.venv-bench/.installed: pyproject.toml requirements-bench.lock | $(filter .uv/bin/uv,$(UV))
	@test -x .venv-bench/bin/python || "$(UV)" venv --quiet --python "$(PYTHON)" .venv-bench
	@echo 'Installing what requirements-bench.lock names into .venv-bench ...'
	@"$(UV)" pip sync --quiet --python .venv-bench/bin/python --require-hashes requirements-bench.lock
	@"$(UV)" pip install --quiet --python .venv-bench/bin/python --no-deps --editable .
	@touch $@

.PHONY: bench-ask
bench-ask: .venv-bench/.installed ## Measure asking beside httpx, the openai SDK and litellm
	@.venv-bench/bin/python benchmarks/ask.py $(ARGS)

.PHONY: bench-analysis
bench-analysis: .venv-bench/.installed ## Measure finding brands beside open-source detectors
	@.venv-bench/bin/python -m benchmarks.analysis $(ARGS)

.PHONY: bench-pipeline
bench-pipeline: .venv-bench/.installed ## Measure the whole path on PostgreSQL, beside litellm by hand
	@.venv-bench/bin/python -m benchmarks.pipeline $(ARGS)

.PHONY: lock
lock: $(filter .uv/bin/uv,$(UV)) ## Make requirements.lock anew from pyproject.toml
	@"$(UV)" pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
		--python-version 3.11 --extra local-model --extra bedrock --extra telemetry --extra hub \
		--group test --group contract --group check \
		pyproject.toml --output-file requirements.lock
	@"$(UV)" pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
		--python-version 3.11 --group bench pyproject.toml --output-file requirements-bench.lock
	@"$(UV)" pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
		--python-version 3.11 --extra bedrock --extra telemetry --extra hub \
		pyproject.toml --output-file requirements-image.lock

.PHONY: secrets
secrets: ## Begin the files of passwords and keys that docker-compose.yml names
	@mkdir -p secrets && chmod 700 secrets
	@for name in postgres_password redis_password; do \
		test -s secrets/$$name || "$(PYTHON)" -c 'import secrets; print(secrets.token_hex(24), end="")' \
			> secrets/$$name; done
	@test -e secrets/provider_keys || printf '# NAME=value, one key a line\nMOCK_KEY=any\n' > secrets/provider_keys
	@chmod 644 secrets/*

.PHONY: clean
clean: ## Remove what install made
	@rm -rf .venv .venv-bench .uv
