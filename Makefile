# pawl: a thin front door to CMake. `make help` lists the targets; CONTRIBUTING.md says more.
# Each target first lets scripts/bootstrap install what is missing (Debian packages).

BUILD  ?= build
PREFIX ?= /usr/local
ARGS   ?=
SECONDS ?= 60
export CMAKE_GENERATOR ?= Ninja

# The first `make` leaves out the tests, which need more packages; `make test` adds them for good.
first  := $(if $(wildcard $(BUILD)/CMakeCache.txt),,-DPAWL_TESTS=OFF)
configure = cmake -S . -B $(BUILD) >/dev/null

.PHONY: all demo test tests model spin weak torture mutants model-external figures bench check \
    vet-real nightly install symbols fmt clean help
.NOTPARALLEL:

all: ## build the library and the pawl command into build/
	@scripts/bootstrap build
	@$(configure) $(first)
	@cmake --build $(BUILD)

demo: all ## see what the lock does, and what pawl run says of a program: a short guided tour
	@scripts/demo $(BUILD) $(ARGS)

bench: all ## measure on this machine; ARGS="..." goes to `pawl bench`
	@$(BUILD)/bin/pawl bench $(ARGS)

test: tests ## build and run all tests but the proofs below
	@scripts/run-tests $(BUILD) -LE 'spin|weak|torture' $(ARGS)

tests: # what all below need
	@scripts/bootstrap test
	@$(configure) -DPAWL_TESTS=ON
	@cmake --build $(BUILD)

model: tests ## the library's source under every interleaving (pawl-model)
	@$(BUILD)/bin/pawl-model $(ARGS)

weak: tests ## the library's source under C11's memory model (Relacy)
	@scripts/run-tests $(BUILD) -L weak $(ARGS)

spin: tests ## protocol and fairness in Spin
	@scripts/run-tests $(BUILD) -L spin $(ARGS)

torture: tests ## the lock in fourteen kinds of trouble for SECONDS (60)
	@TORTURE=$(BUILD)/tests/pawl-torture tests/torture/run $(SECONDS)

vet-real: all ## pawl vet over real code (tests/vet/real): what it finds, and seeded mistakes
	@tests/vet/real/fetch
	@tests/vet/real/judge
	@tests/vet/real/seed $(ARGS)

mutants: tests ## seed bugs, one by one: does a check find each?
	@tests/mutants/run $(ARGS)

model-external: tests ## the weak-memory clients in GenMC, if it is on PATH
	@tests/weak/external $(ARGS)

figures: tests ## run what docs/correctness.md quotes, and write it there
	@scripts/figures $(ARGS)

check: ## check format, layers, sizes, spelling, manual, lint
	@scripts/bootstrap check
	@$(configure) -DPAWL_TESTS=ON
	@cmake --build $(BUILD) --target pawl_pprof >/dev/null # generated code, for the lint
	@scripts/check $(BUILD)

nightly: ## all that .ci/run does, then the tests again and again
	@scripts/nightly

install: all ## install below PREFIX (/usr/local), staged in DESTDIR
	@$(configure) -DCMAKE_INSTALL_PREFIX=$(PREFIX)
	@cmake --install $(BUILD)
	@scripts/register-library $(BUILD)

symbols: all ## rewrite abi/symbols.txt, the list of exported symbols
	@scripts/symbols $(BUILD)/lib/libpawl.so

fmt: ## format the C sources
	@scripts/bootstrap check
	@$(configure) -DPAWL_TESTS=ON
	@scripts/format

clean: ## remove what was built
	@rm -rf $(BUILD) build-ci

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile
