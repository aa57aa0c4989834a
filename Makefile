# Everything a person runs. `make` alone lists it.
SHELL := bash
.DEFAULT_GOAL := help
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)

.PHONY: help demo demo-down test test-vm check fmt golden bench recover modules setup

help: ## list these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-10s %s\n", $$1, $$2 }'

demo: modules ## a disposable homelab: `pulumi up` on a host in namespaces, four services, people who sign on
	@node packages/rehearsal/demo.ts

demo-down: ## stop the disposable homelab (the caches stay)
	@./rehearse down

test: modules ## every check and test that needs no virtual machine, the whole rehearsal included
	@bash test/run-all.sh

test-vm: modules ## what only a real machine can show: OpenZFS, limits, boot order, power cuts
	@bash test/run-vm.sh

check: modules ## formats, linters, types
	@bash test/check.sh

fmt: modules ## format everything
	@prettier --log-level warn --write .
	@"$$(node tools/python-tools.ts ruff)" format

golden: modules ## rewrite test/golden and contract/examples after a change you mean; review the diff
	@UPDATE_GOLDEN=1 npm run --silent jest -- test/templates/golden test/contract/specs

bench: setup ## measure: previews without a host, then the same job beside Ansible, pyinfra and BundleWrap
	@node bench/run.ts

recover: setup ## after a killed run: free the stack's lock, clear half-made resources
	@./rehearse recover

modules:
	@bash tools/node-modules.sh

setup: modules
	@node packages/pulumi-plugins/cli/tools.ts
