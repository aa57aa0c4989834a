# The commands for people. `make` lists them.
SHELL := bash
.DEFAULT_GOAL := help
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)

.PHONY: help demo demo-down test test-vm check fmt golden bench recover modules setup

help: ## list these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-10s %s\n", $$1, $$2 }'

demo: modules ## run a disposable homelab: `pulumi up` on a host in namespaces, four services, people who sign in
	@node packages/rehearsal/demo.ts

demo-down: ## stop the disposable homelab (the caches stay)
	@./rehearse down

test: modules ## run every check and test that needs no virtual machine, including the whole rehearsal
	@bash test/run-all.sh

test-vm: modules ## run the tests that need a virtual machine: OpenZFS, limits, boot order, power cuts
	@bash test/run-vm.sh

check: modules ## check formats, linters and types
	@bash test/check.sh

fmt: modules ## format everything
	@prettier --log-level warn --write .
	@"$$(node tools/python-tools.ts ruff)" format

golden: modules ## rewrite golden files and contract/examples after an intended change; review the diff
	@UPDATE_GOLDEN=1 npm run --silent jest -- test/templates/golden test/contract/specs test/plan/golden

bench: setup ## measure previews without a host, then compare with Ansible, pyinfra and BundleWrap
	@node bench/run.ts

recover: setup ## in the rehearsal, after a killed run: free the stack's lock, clear interrupted creations
	@./rehearse recover

modules:
	@bash tools/node-modules.sh

setup: modules
	@node packages/pulumi-plugins/cli/tools.ts
