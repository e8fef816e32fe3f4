# 共治: every command of daily work. The locks in requirements/ decide what is installed, into .venv only.
SHELL := /bin/bash
BIN := .venv/bin
DJANGO := $(BIN)/django-admin
export DJANGO_SETTINGS_MODULE := gongzhi.config.settings

.PHONY: up test check bench drill browser

up: .venv/.run
	@$(BIN)/gongzhi up $(if $(PORT),--port $(PORT)) $(if $(DATA),--data $(DATA)) $(ARGS)

test: check browser
	$(BIN)/pytest -q -n 2 $(ARGS)

check: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --quiet --lint src
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/gongzhi flows --check
	$(BIN)/gongzhi openapi --check
	$(DJANGO) makemigrations --check --dry-run

bench: .venv/.dev
	$(BIN)/python -m bench $(if $(N),--cases $(N)) $(ARGS)

drill: .venv/.dev
	$(BIN)/python -m bench.drill $(ARGS)

browser:
	@scripts/prepare browser

.venv/.run: requirements/run.lock pyproject.toml
	@scripts/prepare run

.venv/.dev: requirements/dev.lock pyproject.toml
	@scripts/prepare dev
