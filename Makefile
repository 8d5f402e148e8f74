# make run      executes the bundled notebook and prints it; installs what is missing first
# make console  a Jupyter console with the kernel, in a virtual environment
# make lab      the same in JupyterLab
# make test     everything that has to pass
# make bench    speed, beside what other tools reach
# make install  the program into $(PREFIX)/bin, and the kernelspec for this user

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := run

SWIFT ?= swift
PYTHON ?= python3
PREFIX ?= $(HOME)/.local
VENV := .venv
MEMMODEL := .build/release/memmodel
# Empty for root, which needs no sudo; and JupyterLab's leave to run as root, empty for everybody else.
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
ALLOW_ROOT := $(if $(SUDO),,--allow-root)
APT := $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get

.PHONY: run build console lab test test-swift test-python bench install uninstall clean swift libraries tmux

run: build
	$(MEMMODEL) notebook notebooks

build: libraries
	$(SWIFT) build -c release --product memmodel

# What the build needs besides Swift: two libraries, and pkg-config to find them.

libraries: swift
	@if ! pkg-config --exists libzmq libsodium 2>/dev/null; then \
	    echo 'Installing libzmq3-dev, libsodium-dev and pkg-config…'; \
	    $(APT) update -qq && $(APT) install -y -qq --no-install-recommends pkg-config libzmq3-dev libsodium-dev; \
	fi

swift:
	@command -v $(SWIFT) >/dev/null || { \
	    echo 'There is no Swift here: install Swift 6 from https://www.swift.org/install and put it on the PATH.' >&2; \
	    exit 1; }

tmux:
	@command -v tmux >/dev/null || { $(APT) update -qq && $(APT) install -y -qq --no-install-recommends tmux; }

# Jupyter, in a virtual environment of its own.

$(VENV)/bin/python:
	@$(PYTHON) -m venv $(VENV) 2>/dev/null || { \
	    rm -rf $(VENV); $(APT) update -qq && $(APT) install -y -qq python3-venv && $(PYTHON) -m venv $(VENV); }

$(VENV)/.tests: Tests/python/requirements.txt | $(VENV)/bin/python
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -r Tests/python/requirements.txt
	@touch $@

$(VENV)/.console: | $(VENV)/bin/python
	$(VENV)/bin/pip install --quiet --disable-pip-version-check jupyter-console
	@touch $@

$(VENV)/.lab: | $(VENV)/bin/python
	$(VENV)/bin/pip install --quiet --disable-pip-version-check jupyterlab
	@touch $@

console: build $(VENV)/.console
	$(MEMMODEL) install --prefix $(VENV)
	$(VENV)/bin/jupyter console --kernel memmodel

lab: build $(VENV)/.lab
	$(MEMMODEL) install --prefix $(VENV)
	$(VENV)/bin/jupyter lab $(ALLOW_ROOT) notebooks

# Tests. The Swift tests are a debug build, whose assertions and invariants they want to meet; the tests of the program
# from outside run the release build, which is the one that people get.

test: test-swift test-python

test-swift: libraries
	$(SWIFT) test

test-python: build tmux $(VENV)/.tests
	$(MEMMODEL) install --prefix $(VENV)
	MEMMODEL=$(abspath $(MEMMODEL)) $(VENV)/bin/python -m pytest -q Tests/python

bench: build
	$(PYTHON) Benchmarks/bench.py $(MEMMODEL)

install: build
	install -D $(MEMMODEL) $(DESTDIR)$(PREFIX)/bin/memmodel
	$(DESTDIR)$(PREFIX)/bin/memmodel install --user

uninstall:
	-$(DESTDIR)$(PREFIX)/bin/memmodel uninstall
	rm -f $(DESTDIR)$(PREFIX)/bin/memmodel

clean:
	rm -rf .build $(VENV)
