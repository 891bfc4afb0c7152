# make demo   the whole story on this machine          make test   every test
# make check  format, lint, types, import contracts     make bench  measurements, as ratios
# make interop  what others say about our badges, as a table
# make chaos  kill -9, lost answers, failing platform: ten thousand requests on both engines
# make pictures  every picture in docs/pictures           make lock   pins with hashes, from pyproject.toml
# make cjk    typefaces for Chinese, Japanese and Korean on pictures, 30 MB

PORT ?= 8000
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
NPM ?= npm

CHAOS ?= 10000

.PHONY: demo test check interop bench chaos pictures cjk lock clean

demo: $(VENV)/.runtime
	@$(RUN) -m adapters.cli.main demo --port $(PORT)

test: $(VENV)/.dev tests/interop/node_modules/.installed
	@$(MAKE) --no-print-directory check
	$(RUN) -m pytest -n 3 --dist loadfile --no-loadscope-reorder

check: $(VENV)/.dev
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

interop: $(VENV)/.dev tests/interop/node_modules/.installed
	LAUREL_REQUIRE=all $(RUN) -m tests.interop.write_table

bench: $(VENV)/.dev
	@for script in tests/benchmarks/bench_*.py; do echo; echo "== $$script"; PYTHONPATH=. $(RUN) $$script || exit 1; done

chaos: $(VENV)/.dev
	PYTHONPATH=. $(RUN) tests/journeys/chaos.py $(CHAOS)
	LAUREL_DECISIONS=1000 $(RUN) -m pytest -q -n 0 tests/contract/nominations/test_parallel_decisions.py

pictures: $(VENV)/.dev
	PYTHONPATH=. $(RUN) tests/journeys/take_pictures.py
	PYTHONPATH=. $(RUN) -m tests.journeys.take_art_pictures
	PYTHONPATH=. $(RUN) -m tests.journeys.take_card_pictures
	PYTHONPATH=. $(RUN) -m tests.journeys.take_teams_pictures

cjk: $(VENV)/.runtime
	@echo "Laurel: installing typefaces for Chinese, Japanese and Korean, 30 MB …"
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/cjk.txt

lock:
	uv pip compile pyproject.toml --extra postgresql --generate-hashes --universal --python-version 3.11 \
		--no-emit-index-url --no-emit-find-links --no-header -q -o requirements/runtime.txt
	uv pip compile pyproject.toml --extra postgresql --extra dev --generate-hashes --universal --python-version 3.11 \
		--no-emit-index-url --no-emit-find-links --no-header -q -o requirements/dev.txt
	uv pip compile pyproject.toml --extra postgresql --extra cjk --generate-hashes --universal --python-version 3.11 \
		--no-emit-index-url --no-emit-find-links --no-header -q -o requirements/cjk.txt

clean:
	rm -rf $(VENV) .demo tests/interop/node_modules

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Laurel needs Python 3.11 or newer, and '$(PYTHON)' is not that. Install it, or: make demo PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "This Python cannot make environments. On Debian and Ubuntu:  apt install python3-venv"; exit 1; }
	@echo "Laurel: making an environment of its own in $(VENV) …"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.runtime: $(VENV)/.made requirements/runtime.txt
	@echo "Laurel: installing what it needs, each file checked by its hash (a minute, once) …"
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/runtime.txt
	@touch $@

$(VENV)/.dev: $(VENV)/.made requirements/dev.txt
	@echo "Laurel: installing what it and its tests need …"
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@ $(VENV)/.runtime

# Node checks our badges with software we did not write; without npm those tests skip and say so.
tests/interop/node_modules/.installed: tests/interop/package.json
	@if command -v $(NPM) >/dev/null; then \
		echo "Laurel: installing the verifiers of others …"; \
		(cd tests/interop && $(NPM) install --silent --no-audit --no-fund --no-package-lock) && touch $@ || \
		echo "npm could not install them; the tests that need them skip"; \
	else echo "npm is not here; the tests that need it skip"; fi
