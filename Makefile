PYTHON ?=
.PHONY: help setup demo test check
help:
	@echo "make demo    set everything up, then run the main job on the embedded database and the sandbox portal"
	@echo "make test    set everything up, then run the tests"
	@echo "make check   what CI runs: format, lint, types, tests"
