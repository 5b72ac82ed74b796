.PHONY: build test check lint lint-deploy format generate bench

build: ## one static binary, bin/bot
	CGO_ENABLED=0 go build -trimpath -o bin/bot ./cmd/bot

test: ## all tests, as CI runs them
	go test -race ./...

check: ## the shipped pack against its own test questions
	go run ./cmd/bot check

lint: ## what CI lints, and golangci-lint with its configuration
	go vet ./...
	go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...
	go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0 run

lint-deploy: ## what is in deploy; needs the network
	deploy/lint

format:
	gofmt -w .

generate: ## the JSON Schema of packs
	go generate ./...

bench:
	go test -run '^$$' -bench . -benchmem ./...
