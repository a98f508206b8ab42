# Every command of Amparo. `make` alone lists them.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run watch test check rule query e2e bench size fmt clean-data

export PATH := $(CURDIR)/node_modules/.bin:$(or $(CARGO_HOME),$(HOME)/.cargo)/bin:$(PATH)

PORT ?= 3000
E2E_DATABASE ?= sqlite

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Set up, build and start the demo clinic on http://localhost:3000 (PORT=… for another)
	@PORT=$(PORT) scripts/run.sh

watch: ## The demo clinic again, rebuilt and reloaded at every change
	@scripts/setup.sh run
	@node scripts/strength.mjs
	@AMPARO_DATA=data AMPARO_LISTEN=127.0.0.1:$(PORT) AMPARO_ORIGIN=http://localhost:$(PORT) \
		LEPTOS_SITE_ADDR=127.0.0.1:$(PORT) cargo leptos watch --split -- --demo

test: ## Everything CI checks, its own set-up included; ends with "N passed, N failed"
	@scripts/test.sh

check: ## The quick half of a minute: format, clippy, domain, store on SQLite
	@cargo fmt --all --check
	@cargo clippy --all-targets -- -D warnings
	@cargo nextest run -p domain -p store -E 'not test(/::(postgres|redis)$$|^redis::/)'

rule: ## The inner loop of rules: the tests of domain
	@cargo nextest run -p domain

query: ## The inner loop of queries: the tests of store on SQLite
	@cargo nextest run -p store -E 'not test(/::(postgres|redis)$$|^redis::/)'

e2e: ## The browser journeys (E2E_DATABASE=postgres for the other engine, ARGS=… for Playwright)
	@scripts/setup.sh test
	@E2E_DATABASE=$(E2E_DATABASE) scripts/e2e.sh $(ARGS)

bench: ## Figures of this machine, each beside a bare comparison
	@scripts/bench.sh

size: ## What the first page costs in brotli bytes
	@scripts/setup.sh run
	@scripts/build.sh
	@scripts/size.sh

fmt: ## Format the sources
	@cargo fmt --all

clean-data: ## Forget the demo clinic: removes ./data
	@rm -rf data
