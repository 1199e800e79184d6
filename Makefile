# The commands of the README. Each installs what it needs (Debian 12) and says what it does; a second
# run skips what is there.

DATA ?= data
LISTEN ?= 127.0.0.1:8080

.PHONY: help demo run test bench build web clean

help:
	@echo "make demo   builds, makes a demo production, serves it on http://$(LISTEN)/"
	@echo "make run    builds and serves the folder $(DATA)/ on http://$(LISTEN)/"
	@echo "make test   builds with sanitizers and runs every test"
	@echo "make bench  measures speed against peers (long)"
	@echo "make clean  removes build/ and web/dist/"

demo: build web
	@./.ci/install.sh demo
	@./tests/material/demo.sh build/demo $(LISTEN)

run: build web
	@build/release/predub serve --data $(DATA) --listen $(LISTEN)

test:
	@./.ci/install.sh test
	@./.ci/test.sh

bench: build web
	@./.ci/install.sh bench
	@./tests/bench/run.sh

build:
	@./.ci/install.sh build
	@echo "predub: building"
	@mkdir -p build && cmake --preset release >build/cmake.log 2>&1 || { cat build/cmake.log; exit 1; }
	@cmake --build --preset release --target predub

web: web/dist/index.html

web/node_modules/.package-lock.json: web/package.json web/package-lock.json
	@echo "predub: fetching what the page is built with"
	@cd web && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

web/dist/index.html: web/node_modules/.package-lock.json web/index.html web/style.css $(wildcard web/src/*.ts web/src/*/*.ts)
	@echo "predub: building the page"
	@cd web && npm run --silent build

clean:
	rm -rf build web/dist
