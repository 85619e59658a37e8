# SPDX-License-Identifier: MIT
# Every command sets up what it needs first: Python in .venv, npm in node_modules, both from their lock files.
#
#   make simulate [SYSTEM=xz] [ARGS="--days 7 --cabinets 5"]
#   make test     [ARGS="tests/unit -k settle"]

SYSTEM ?= xz
ARGS ?=
PYTHON ?= python3.11
CORES ?= 2
SEED := $(or $(SEED),$(shell date +%s))
BIN := .venv/bin

INSTALL := -m pip install --quiet --quiet --disable-pip-version-check

unexport PYTHONDONTWRITEBYTECODE PYTHONPATH

PACKAGES := .venv/.installed
MODULES := node_modules/.installed
READY := $(PACKAGES) $(MODULES)

.PHONY: help setup simulate test test-anvil test-deep mutants prove test-brownie bench gas-snapshot lint interfaces deploy console clean \
        clean-all

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /	/' | expand -t 16

setup: $(READY)  ## set up .venv and node_modules, nothing else

$(PACKAGES): requirements.lock pyproject.toml tools/environment.pth
	@command -v $(PYTHON) >/dev/null || { echo "expected Python 3.11 as $(PYTHON): name yours with PYTHON=…"; exit 1; }
	@echo "Setting up Python in .venv (a minute or two, once)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python $(INSTALL) -r requirements.lock
	@$(BIN)/python $(INSTALL) --no-deps --no-build-isolation --editable .
	@cp tools/environment.pth "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/wuxing-environment.pth"
	@touch $@

$(MODULES): package-lock.json
	@command -v npm >/dev/null || { echo "expected Node 20 with npm"; exit 1; }
	@echo "Setting up libraries, compiler and node in node_modules"
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@

simulate: $(READY)  ## run a system's economy and write its report to out/
	@$(BIN)/python -m wuxing simulate $(SYSTEM) $(ARGS)

test: $(READY)  ## the whole suite, on an embedded EVM
	@$(BIN)/pytest -p no:ape_test -n $(CORES) --dist worksteal $(ARGS)

test-deep: $(READY)  ## the properties with twenty times the examples, others each time: SEED=… repeats a run
	@echo "seed $(SEED): make test-deep SEED=$(SEED) does the same again"
	@HYPOTHESIS_PROFILE=thorough $(BIN)/pytest -p no:ape_test -n $(CORES) --dist worksteal --hypothesis-seed=$(SEED) $(ARGS)

mutants: $(READY)  ## break rules in a copy, one at a time, and see which tests notice: ARGS="--seed 7 --minutes 30"
	@$(BIN)/python -m tools.mutants $(ARGS)

test-anvil: $(READY)  ## the same tests on a real Anvil, started for it
	@$(BIN)/ape test --network ethereum:local:foundry -n $(CORES) --dist worksteal $(ARGS)

prove: $(READY) .venv-prove/.installed  ## slither, slither-check-erc and halmos over the contracts: ARGS="slither", say
	@$(BIN)/python -m tools.prove $(ARGS)

.venv-prove/.installed: requirements-prove.lock
	@echo "Setting up slither and halmos in .venv-prove"
	@test -x .venv-prove/bin/python || $(PYTHON) -m venv .venv-prove
	@.venv-prove/bin/python $(INSTALL) -r requirements-prove.lock
	@touch $@

test-brownie: $(READY) .venv-brownie/.installed  ## what we deployed, read by a foreign client
	@$(BIN)/python clients/brownie/run.py $(ARGS)

.venv-brownie/.installed: requirements-brownie.lock
	@echo "Setting up eth-brownie in .venv-brownie"
	@test -x .venv-brownie/bin/python || $(PYTHON) -m venv .venv-brownie
	@.venv-brownie/bin/python $(INSTALL) -r requirements-brownie.lock
	@touch $@

bench: $(READY)  ## gas and speed: ours, the peers', the limit
	@$(BIN)/python -m benchmarks $(ARGS)

gas-snapshot: $(READY)  ## write benchmarks/gas_snapshot.json again; say in the commit why gas changed
	@$(BIN)/python -m benchmarks --snapshot

lint: $(READY)  ## style, types, rules of contracts, licences, and generated files in step with their sources
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/python -m wuxing.vyper_rules
	@$(BIN)/pytest -q tests/repository

interfaces: $(READY)  ## write the ABIs and .vyi files for integrators again
	@$(BIN)/python -m wuxing interfaces

deploy: $(READY)  ## deploy a system: ARGS="--network ethereum:sepolia:node --account me --dry-run"
	@$(BIN)/ape run deploy $(SYSTEM) $(if $(ARGS),$(ARGS),--help)

console: $(READY)  ## ape's console with `suite`: ARGS="--network ethereum:local:foundry"
	@$(BIN)/ape console $(ARGS)

clean:  ## forget what make sets up and caches; keeps accounts (.ape), reports (out/) and deployments/
	rm -rf .venv .venv-* node_modules .build .hypothesis .pytest_cache .ruff_cache .mypy_cache
	@echo "kept what cannot be made again: .ape, out/, deployments/ (make clean-all asks for them)"

clean-all: clean  ## clean, and after asking delete reports, local deployments and ape's accounts in .ape
	@echo "Delete for ever: out/, deployments/*-local-* and .ape with the keys of" \
		$$(ls .ape/accounts 2>/dev/null | sed 's/\.json$$//' || true)
	@printf 'Type yes: '; read answer; test "$$answer" = yes || { echo "nothing more was deleted"; exit 1; }
	rm -rf .ape out deployments/*-local-*
