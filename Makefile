# pawl: a thin front door to CMake. `make help` lists the targets; CONTRIBUTING.md says more.
# Each target first lets scripts/bootstrap install what is missing (Debian packages).

BUILD  ?= build
PREFIX ?= /usr/local
ARGS   ?=
export CMAKE_GENERATOR ?= Ninja

# The first `make` leaves out the tests, which need more packages; `make test` adds them for good.
first  := $(if $(wildcard $(BUILD)/CMakeCache.txt),,-DPAWL_TESTS=OFF)
configure = cmake -S . -B $(BUILD) >/dev/null

.PHONY: all demo test bench check nightly install symbols fmt clean help
.NOTPARALLEL:

all: ## build the library and the pawl command into build/
	@scripts/bootstrap build
	@$(configure) $(first)
	@cmake --build $(BUILD)

demo: all ## see what the lock does: a short guided tour
	@$(BUILD)/bin/pawl lab demo $(ARGS)

bench: all ## measure on this machine; ARGS="..." goes to `pawl bench`
	@$(BUILD)/bin/pawl bench $(ARGS)

test: ## build and run all tests
	@scripts/bootstrap test
	@$(configure) -DPAWL_TESTS=ON
	@cmake --build $(BUILD)
	@scripts/run-tests $(BUILD) $(ARGS)

check: ## check format, layers, sizes, scripts, spelling, manual, lint
	@scripts/bootstrap check
	@$(configure) -DPAWL_TESTS=ON
	@scripts/check $(BUILD)

nightly: ## all that .ci/run does, then the tests again and again
	@scripts/nightly

install: all ## install below PREFIX (/usr/local), staged in DESTDIR
	@$(configure) -DCMAKE_INSTALL_PREFIX=$(PREFIX)
	@cmake --install $(BUILD)
	@scripts/register-library $(BUILD)

symbols: all ## rewrite abi/symbols.txt, the reviewed list of exported symbols
	@scripts/symbols $(BUILD)/lib/libpawl.so

fmt: ## format the C sources
	@scripts/bootstrap check
	@$(configure) -DPAWL_TESTS=ON
	@scripts/format

clean: ## remove what was built
	@rm -rf $(BUILD) build-ci

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile
