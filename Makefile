# Gần Dân. `make run` serves the demonstration city, `make test` runs every check.
# PYTHON picks the interpreter (3.11 or newer); PORT, HOST and PORTAL_DATA are read by `make run`.

VENV = .venv
SETUP = python="$$(PYTHON="$(PYTHON)" tools/find_python.sh)" && "$$python" tools/environment.py

.PHONY: help run test bench chaos fmt lock messages clean

help:
	@echo "make run       serve the portal with its demonstration city (PORT=8000)"
	@echo "make test      set up everything and run the whole gate"
	@echo "make bench     measure against a bare view, at 10,000 and 1,000,000 cases (about ten minutes)"
	@echo "make chaos     kill everything at random, cut off a host, overload it, and count (about an hour)"
	@echo "make fmt       format Python and templates"
	@echo "make lock      renew requirements*.txt from pyproject.toml"
	@echo "make messages  renew the message catalogues"
	@echo "make clean     remove the virtual environment and caches (not the data)"

run:
	@$(SETUP) run
	@exec $(VENV)/bin/python manage.py serve

test:
	@$(SETUP) test
	@exec $(VENV)/bin/python tools/gate.py

bench:
	@$(SETUP) run
	@exec $(VENV)/bin/python tests/load/bench.py

chaos:
	@$(SETUP) test
	@exec $(VENV)/bin/python -m tests.chaos

fmt:
	@$(SETUP) dev
	$(VENV)/bin/ruff check --fix --exit-zero --quiet .
	$(VENV)/bin/ruff format .
	$(VENV)/bin/python tools/gate.py --format-templates

lock:
	@$(SETUP) dev
	$(VENV)/bin/python tools/lock.py

messages:
	@$(SETUP) dev
	$(VENV)/bin/python tools/messages.py

clean:
	rm -rf $(VENV) .make .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	rm -rf .coverage htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
