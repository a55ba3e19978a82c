SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules
export PATH := $(PATH):/usr/local/go/bin

VERSION = $(shell awk '/^softwareVersion:/ {print $$2}' publiccode.yml)$(shell git rev-parse --short HEAD 2>/dev/null | sed 's/^/+/')
GO_FILES := $(shell find api internal migrations -type f -not -name '*_test.go' 2>/dev/null) go.mod go.sum
WEB_FILES := $(shell find frontend/src frontend/public frontend/scripts -type f 2>/dev/null) \
	$(wildcard frontend/index.html frontend/vite.config.ts frontend/tsconfig.json)
MODULES := frontend/node_modules/.package-lock.json
AIR := github.com/air-verse/air@v1.67.4
GOLANGCI := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  \033[1m%-12s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: database paper build ## build, start the private database, load the demo data, serve on http://127.0.0.1:8080
	@exec bin/api serve --demo

.PHONY: database
database:
	@.ci/setup database

.PHONY: paper
paper:
	@.ci/setup paper

.PHONY: setup
setup: $(MODULES) ## install whatever this machine lacks
	@.ci/setup database browser paper
	go mod download

.PHONY: build
build: bin/api frontend/dist/index.html ## the SPA in frontend/dist and the server in bin/api, if anything changed

bin/api: $(GO_FILES)
	CGO_ENABLED=0 go build -trimpath -ldflags '-s -w -X main.version=$(VERSION)' -o $@ ./api

$(MODULES): frontend/package-lock.json
	npm ci --prefix frontend --no-audit --no-fund
	@touch $@

frontend/dist/index.html: $(MODULES) $(WEB_FILES)
	npm run --prefix frontend build
	@touch $@

.PHONY: generate
generate: database $(MODULES) ## rewrite what is generated: openapi.yaml, docs/authorization.md, the SPA's types
	go run ./internal/tools/withpg go test ./api/server -count=1 -run 'TestOpenAPIIsCurrent|TestAuthorizationTable' -update
	npm run --prefix frontend types

.PHONY: templates
templates: ## write the built-in acts again from their texts
	go run ./internal/tools/gentemplates

.PHONY: dev
dev: database $(MODULES) ## reload both sides on change: server on :8080, SPA on http://localhost:5173
	@trap 'trap - EXIT; kill 0' EXIT INT TERM; \
	go run $(AIR) -build.cmd 'go build -o bin/api-dev ./api' -build.entrypoint bin/api-dev -build.args_bin serve,--demo \
		-build.include_dir api,internal,migrations -build.include_ext go,sql,csv,yaml -build.send_interrupt true -build.kill_delay 5s \
		-tmp_dir bin -misc.clean_on_exit false & \
	npm run --prefix frontend dev & \
	wait -n

.PHONY: test
test: setup test-go test-web test-stories ## everything: Go with -race, contract, SPA, user stories in real Chromium

.PHONY: test-go
test-go: database paper ## vet and the Go tests, generated files included, on a throw-away database
	go vet ./...
	@unformatted=$$(gofmt -l api internal migrations); [ -z "$$unformatted" ] || { echo "gofmt: $$unformatted"; exit 1; }
	go run ./internal/tools/withpg go test -race ./...

.PHONY: test-web
test-web: $(MODULES) ## the SPA: current types, typecheck, lint, import rules, unit tests, build, size budget
	cd frontend && npx openapi-typescript ../openapi.yaml -o src/api/schema.d.ts --check
	cd frontend && npm run typecheck && npm run lint && npm run deps && npm test
	$(MAKE) frontend/dist/index.html
	cd frontend && npm run budget

.PHONY: test-stories
test-stories: build ## the user stories, in Chromium against the real server
	@.ci/setup database browser paper
	npm run --prefix frontend e2e

.PHONY: check
check: $(MODULES) ## the quick checks before a commit
	go vet ./... && go test ./internal/archtest ./internal/apispec
	cd frontend && npm run typecheck && npm run lint
	go run $(GOLANGCI) run

.PHONY: bench
bench: database build ## print the benchmark table of docs/performance.md (minutes)
	go run ./internal/bench

.PHONY: soak
soak: database build ## the storms and nasty inputs of the tests, a hundred times as many (an hour)
	SOAK=100 go run ./internal/tools/withpg go test -race -count=1 -timeout 3h ./api/... ./internal/...

.PHONY: screenshots
screenshots: build ## take the pictures of docs/screenshots again
	@.ci/setup database browser
	E2E_SHOTS=1 npm run --prefix frontend e2e

.PHONY: clean
clean: ## remove what is built; the data in var/ stay
	rm -rf bin frontend/dist frontend/node_modules
