# `make` lists the tasks. Written for GNU Make 3.81 and for Linux and macOS alike.

PYTHON   ?= python3
VENV      = .venv
PINS      = --constraint constraints.txt
LAB_ARGS ?=
NOTEBOOKS = $(wildcard lessons/*.ipynb solutions/*.ipynb)

TORCH       := $(shell sed -n 's/.*"\(torch==[^"]*\)".*/\1/p' pyproject.toml)
PYTORCH_CPU := https://download.pytorch.org/whl/cpu
RUN         := $(VENV)/bin/python -m
PIP         := $(RUN) pip install $(PINS)
QUIETLY      = >$(VENV)/pip.log 2>&1 || { tail -n 30 $(VENV)/pip.log; echo "pip failed; all it said is in $(VENV)/pip.log"; exit 1; }
AS_ROOT     := $(shell test `id -u` -ne 0 || echo --allow-root)
ONE_THREAD  := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1 VECLIB_MAXIMUM_THREADS=1

export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: help lab test e2e html exercises check bench constraints clean

help: ## list these tasks
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

lab: $(VENV)/ready-lab ## open the course in JupyterLab (more options: make lab LAB_ARGS=--no-browser)
	$(ONE_THREAD) $(RUN) jupyterlab $(AS_ROOT) $(LAB_ARGS)

test: $(VENV)/ready-test $(VENV)/ready-site ## run every test, every example in the documentation, every lesson and every solution
	$(ONE_THREAD) $(RUN) pytest -n auto --dist loadfile --nbval-lax --nbval-cell-timeout=120 \
	    --ignore tests/e2e --doctest-glob README.md tests lossland_edu README.md $(NOTEBOOKS)
	@echo "All tests passed."

e2e: $(VENV)/ready-test $(VENV)/ready-site $(VENV)/ready-e2e ## drive every lesson and every explorer in a real browser
	$(RUN) pytest -n 2 tests/e2e

html: $(VENV)/ready-site ## run the course and write it to _site/ as pages that need neither kernel nor network
	$(ONE_THREAD) $(VENV)/bin/python tools/site.py

exercises: $(VENV)/ready-test ## run solutions/ and make exercises/ from it
	$(ONE_THREAD) $(VENV)/bin/python tools/exercises.py

check: $(VENV)/ready-check ## read the code without running it: ruff and pyright
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) pyright

bench: $(VENV)/ready-lab ## measure the speed that the course promises, on one thread
	$(ONE_THREAD) $(RUN) benchmarks

constraints: ## install the newest versions that pyproject.toml allows, and pin them in constraints.txt
	$(PYTHON) tools/pin.py

clean: ## remove .venv and all that can be made again
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis _site dist
	find . -name __pycache__ -prune -exec rm -rf {} + -o -name .ipynb_checkpoints -prune -exec rm -rf {} +

# Set-up. Each stage leaves a file in $(VENV) as its last act: one cut short is done again, a finished one costs nothing.

$(VENV)/ready-python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo "lossland needs Python 3.11 or newer, and '$(PYTHON)' is not: `$(PYTHON) --version 2>&1`."; \
	    echo "If you have one under another name, say so:  make lab PYTHON=python3.12"; exit 1; }
	@echo "Setting up the course in $(VENV). This happens once and takes one to five minutes."
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

# torch comes first and without what it depends on: PyTorch's own index has the build for CPUs, where the default index
# would send gigabytes of CUDA to a Linux machine. The next stage finds torch in place and fetches the rest.
$(VENV)/ready-torch: $(VENV)/ready-python pyproject.toml
	@echo "  $(TORCH), the build for CPUs (100 to 200 MB)"
	@$(PIP) --no-deps --retries 0 --timeout 15 --index-url $(PYTORCH_CPU) $(TORCH) >/dev/null 2>&1 || { \
	    echo "  not to be had from $(PYTORCH_CPU); asking the default index (for Linux that may be gigabytes)"; \
	    $(PIP) $(TORCH) $(QUIETLY); }
	@touch $@

$(VENV)/ready-lab: $(VENV)/ready-torch constraints.txt jupyter_lab_config.py
	@echo "  JupyterLab and the course"
	@$(PIP) --editable ".[torch]" $(QUIETLY)
	@touch $@

$(VENV)/ready-%: $(VENV)/ready-lab
	@echo "  the extra '$*'"
	@$(PIP) --editable ".[$*]" $(QUIETLY)
	@touch $@
