# What to type. `make run` needs Python 3.11 or newer, git and make, and nothing else.
PYTHON ?= python3
BIN := .venv/bin
# One more than there are processors: tests wait for clocks and platforms a good part of their time.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
PYTEST = $(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: run test test-slow check audit bench bench-peers chaos chaos-long golden privacy-report danger-report danger-model typing-report screenshots system lock clean

run: .venv/ready
	$(BIN)/corridor serve

# Something of everything, in parallel by file; docs/testing.md says how long it takes. WORKERS=0
# runs the tests one after another, in one process.
test: .venv/ready-dev
	$(PYTEST) -m "not slow and not chaos"

# What tests/tiers.py lists: browsers, killed processes, replicas, long walks.
test-slow: .venv/ready-dev
	$(PYTEST) -m "slow and not chaos"

check: .venv/ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/sizes.py bot adapters storage
	$(BIN)/python tools/pins.py

# What is installed against the advisories that are known; needs the network, and fails for what it
# could not look up.
audit: .venv/ready
	$(INSTALL) "pip-audit>=2.7"
	$(BIN)/pip-audit --strict --require-hashes --disable-pip -r requirements.lock

# Everything that is made from the code, anew: rendered examples, pages, the drawing of the house. Look
# at what changed before you commit it.
golden: .venv/ready-dev
	CORRIDOR_GOLDEN=write $(BIN)/pytest tests/golden tests/engine/test_rights.py::test_everybody_may_what_the_page_says tests/test_tiers.py::test_the_page_shows_the_list

# How fast it is: ratios measured side by side, medians with quartiles. ROWS names some modules of
# tests/bench, or `goals`: those that the goals of docs/benchmarks.md are about. Without it all run.
bench: .venv/ready-dev
	$(BIN)/python -m tests.bench $(ROWS)

# The two bots that `hello` is measured against, each in an environment of its own under .bench.
bench-peers:
	for peer in "opsdroid[connector-slack]==0.31.0" errbot==6.2.0; do \
		name=$${peer%%[=[]*}; \
		$(PYTHON) -m venv .bench/$$name && .bench/$$name/bin/python -m pip install --quiet \
			--disable-pip-version-check $$peer slack_sdk "setuptools<80" pytest || exit 1; \
	done

# What faults do: processes killed, databases and platforms gone, disks full. Over ten minutes; prints
# its figures. Its machine of concerns, polls and huddles runs longer than in `make test`.
chaos: .venv/ready-dev
	$(BIN)/pytest tests/chaos tests/model -m "chaos or not chaos" --hypothesis-profile=chaos

# What takes too long for that: ten real minutes without a platform.
chaos-long: .venv/ready-dev
	CORRIDOR_CHAOS=long $(BIN)/pytest tests/chaos/test_long.py -m chaos

# How much the guard finds, by type, with intervals, and how fast it is.
privacy-report: .venv/ready-dev
	$(BIN)/python -m tests.privacy.report

# How surely words of danger are told, with intervals, also on sentences that the rules were not made
# from.
danger-report: .venv/ready-dev
	$(BIN)/python -m tests.danger.report

# What words weigh for or against danger, learned anew from tests/danger. scikit-learn is needed for
# this alone, so it is in no lock file; look at `make danger-report` before and after.
danger-model: .venv/ready-dev
	$(INSTALL) "scikit-learn==1.9.1"
	$(BIN)/python -m tools.danger_model

# How surely what people type is understood, wire by wire and kind by kind; two minutes.
typing-report: .venv/ready-dev
	$(BIN)/python -m tests.typed_corpus.report

# The pictures in docs/img, made by the browser tests.
screenshots: .venv/ready-dev
	CORRIDOR_SCREENSHOTS=1 $(BIN)/pytest tests/browser

# Chromium for the tests marked `browser`, and PostgreSQL's programs for the storage tests.
system:
	./tools/system

# Both lock files anew, with the newest versions that pyproject.toml allows.
lock: .venv/ready
	$(INSTALL) uv
	./tools/lock $(BIN)/uv

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
		"Corridor needs Python 3.11 or newer; name one with: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

.venv/ready: requirements.lock pyproject.toml | .venv/bin/python
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --no-deps --no-build-isolation -e .
	touch $@

.venv/ready-dev: requirements-dev.lock pyproject.toml | .venv/bin/python
	$(INSTALL) --require-hashes -r requirements-dev.lock
	$(INSTALL) --no-deps --no-build-isolation -e .
	touch $@
