#!/bin/bash
# Every test of the project. Called by `make test` when its packages are installed.
set -euo pipefail
cd "$(dirname "$0")/.."
export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0 UBSAN_OPTIONS=print_stacktrace=1
export TSAN_OPTIONS=halt_on_error=1
mkdir -p build

step() { echo; echo "== $*"; }
built() { # PRESET TARGET…: configures and builds quietly, shows the log if it fails
    local preset=$1; shift
    { cmake --preset "$preset" && cmake --build --preset "$preset" "$@"; } >"build/$preset.log" 2>&1 ||
        { tail -50 "build/$preset.log"; return 1; }
}

step "layers and format"
tests/layers.sh
git ls-files '*.c' '*.h' ':!tests/material' | xargs clang-format --dry-run --Werror

step "the page: types and its own tests"
make --no-print-directory web
(cd web && npm run --silent check && npm test --silent)

step "unit tests and fuzz corpora, address and undefined sanitizers"
built asan
ctest --test-dir build/asan --output-on-failure -j2

step "the optimised build, in which the kernels differ"
built release
ctest --test-dir build/release --output-on-failure -j2 -R '^codec'

step "threads, thread sanitizer"
built tsan --target tsan_tests
ctest --test-dir build/tsan --output-on-failure -j2 -L threads

step "clang, warnings as errors"
built clang

step "the program over HTTP and on the command line (sanitizers on)"
# much of it waits for timers and kills; a node that is too old to take two files at once takes one
two=$(node --help | grep -o -- --test-concurrency | head -1 || true)
PREDUB=$PWD/build/asan/predub node --test ${two:+"$two=2"} tests/api/

step "the page in Chromium"
PREDUB=$PWD/build/release/predub node --test tests/browser/
