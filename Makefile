# Every command does the set-up it needs. PYTHON=3.13 (or a path) chooses the interpreter.
.NOTPARALLEL:
.PHONY: help setup demo test check
export PYTHON ?=

help:
	@echo "make demo    set everything up, then run the main job on the embedded database and the sandbox portal"
	@echo "make test    set everything up, then run the tests"
	@echo "make check   what CI runs: format, lint, types, tests"
	@echo "make setup   set everything up into .venv, nothing else"

setup:
	@bash .ci/setup

demo: setup
	@.venv/bin/flipfunnel demo

test: setup
	@.venv/bin/pytest

check: setup
	.venv/bin/ruff format --check --extend-exclude .tools .
	.venv/bin/ruff check --extend-exclude .tools .
	.venv/bin/mypy .
	.venv/bin/pytest
