.PHONY: build test check lint lint-deploy format generate bench bench-engine chaos \
	bench-match-fetch bench-match bench-match-speed bench-match-docs

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
	cd bench/match && go vet ./... && go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0 run

lint-deploy: ## what is in deploy; needs the network
	deploy/lint

format:
	gofmt -w .

generate: ## the JSON Schema of packs
	go generate ./...

bench:
	go test -run '^$$' -bench . -benchmem ./...

bench-engine: ## what keeps time, on SQLite and PostgreSQL; takes about ten minutes
	LIMBER_TEST_POSTGRES=$${LIMBER_TEST_POSTGRES:-required} LIMBER_BENCH_ENGINE=full \
		go test -run '^$$' -bench '^BenchmarkEngine$$' -benchtime 1x -timeout 30m ./cmd/bot

# Two minutes of chaos, TIMES times, with the seeds SEED, SEED+1, …: make chaos SEED=7 TIMES=20
SEED = $(shell date +%s)
TIMES = 1
chaos: ## replicas that are killed, frozen and cut off, and what their platforms saw
	LIMBER_TEST_POSTGRES=required LIMBER_CHAOS=2m LIMBER_CHAOS_SEED=$(SEED) \
		go test -run '^TestChaos$$' -count $(TIMES) -timeout 24h -v ./cmd/bot

# The matcher beside others, as docs/matching.md shows it. DATA is the folder
# with the public sets; BENCH_MATCH are flags of bench/match.
DATA =
ENTRIES = 50 1000 100000
COUNT = 1
MATCH_SPEED = $(CURDIR)/bin/bench-match.txt
bench-match-fetch: ## the public sets, into DATA
	cd bench/match && go run . fetch "$(abspath $(DATA))"

bench-match: ## how often the matcher is right, on the public sets in DATA
	cd bench/match && go run . accuracy $(BENCH_MATCH) "$(abspath $(DATA))"

bench-match-speed: ## how fast the matcher is, with so many ENTRIES, COUNT times
	mkdir -p bin
	cd bench/match && LIMBER_BENCH_ENTRIES="$(ENTRIES)" \
		go test -run '^$$' -bench . -benchmem -count $(COUNT) -timeout 3h . | tee $(MATCH_SPEED)
	cd bench/match && go run . speed $(BENCH_MATCH_SPEED) $(MATCH_SPEED)

bench-match-docs: ## both, into docs/matching.md
	$(MAKE) bench-match BENCH_MATCH="$(BENCH_MATCH) -into ../../docs/matching.md"
	$(MAKE) bench-match-speed BENCH_MATCH_SPEED="-into ../../docs/matching.md"
