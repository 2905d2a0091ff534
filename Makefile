# Python 3.11 or newer; name another as in: make up PYTHON=/path/to/python3.12
PYTHON ?= python3

.PHONY: help up destroy test lint docs bench

help:
	@echo "make up       set everything up and run the chat of __main__.py on the simulator"
	@echo "make destroy  stop the simulator and remove what it keeps"
	@echo "make test     set everything up and run all tests"
	@echo "make lint     ruff, mypy and pyright"
	@echo "make docs     generate docs/reference.md, docs/fidelity.md, commands of docs/cli.md, tables of docs/aws.md"
	@echo "make bench    time how handlers become artifacts, the simulator next to bare websockets, cold starts, tables"

up:
	@$(PYTHON) tools/setup.py up
	@. ./.wingws/env \
	&& pulumi stack select --create dev \
	&& pulumi config set target sim --stack dev \
	&& pulumi up --yes --skip-preview --stack dev \
	&& python tools/chat.py

destroy:
	@$(PYTHON) tools/setup.py up
	@. ./.wingws/env && pulumi destroy --yes --skip-preview --stack dev

test:
	@$(PYTHON) tools/setup.py test
	@.venv-test/bin/python -m pytest

lint:
	@$(PYTHON) tools/setup.py test
	@.venv-test/bin/ruff check
	@.venv-test/bin/ruff format --check
	@.venv-test/bin/mypy
	@.venv-test/bin/mypy tools
	@.venv-test/bin/mypy policy
	@.venv-test/bin/pyright tests/typing

docs:
	@$(PYTHON) tools/setup.py test
	@.venv-test/bin/python tools/reference.py
	@.venv-test/bin/python tools/options.py
	@.venv-test/bin/python tools/cli.py
	@.venv-test/bin/python tools/fidelity.py

bench:
	@$(PYTHON) tools/setup.py test
	@.venv-test/bin/python bench/handlers.py
	@PYTHONPATH=tools .venv-test/bin/python bench/simulator.py
	@PYTHONPATH=tools .venv-test/bin/python bench/starts.py
	@.venv-test/bin/python bench/edits.py
	@.venv-test/bin/python bench/testing.py
	@PYTHONPATH=tools .venv-test/bin/python bench/tables.py
