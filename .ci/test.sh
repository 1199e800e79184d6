#!/bin/bash
# Every test of the project. Called by `make test` when its packages are installed.
set -euo pipefail
cd "$(dirname "$0")/.."
export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0 UBSAN_OPTIONS=print_stacktrace=1
export TSAN_OPTIONS=halt_on_error=1
mkdir -p build

step() { echo; echo "== $* (after $SECONDS s)"; }
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
built release --target predub codec_tests codec_core_tests codec_media_tests codec_mix_tests \
    codec_measure_tests codec_opus_tests
ctest --test-dir build/release --output-on-failure -j2 -R '^codec'

step "threads, thread sanitizer"
built tsan --target tsan_tests
ctest --test-dir build/tsan --output-on-failure -j2 -L threads

step "clang, warnings as errors"
built clang --target embed_migrations embed_openapi
(cd build/clang && jq -r 'unique_by(.file)[].command | sub(" -o [^ ]+ "; " -fsyntax-only ")' \
    compile_commands.json | xargs -P2 -d '\n' -n1 sh -c)

# Much of it waits for timers and kills, so more than one file runs at a time, the longest first; a node
# that is too old for that takes one.
at_once() { node --help | grep -q -- --test-concurrency && echo "--test-concurrency=$1" || true; }
longest_first() { # FOLDER TEST…: the files of tests/FOLDER, those named in front
    local folder=tests/$1 first; shift
    first=$(printf "$folder/%s.test.mjs\n" "$@")
    echo "$first"
    ls "$folder"/*.test.mjs | grep -vxF "$first"
}

# Both wait much, for timers and for sound that plays: side by side they take less.
step "the program over HTTP and on the command line (sanitizers on); the page in Chromium"
# Only the kills under load go first, alone: they count what gets done between two of them.
PREDUB=$PWD/build/asan/predub node --test tests/api/crash.test.mjs
# shellcheck disable=SC2046,SC2086 # lists of words
PREDUB=$PWD/build/asan/predub node --test $(at_once 2) \
    $(longest_first api push upload_faults measures upload_ends people | grep -v /crash) >build/api.log 2>&1 &
api=$!
# shellcheck disable=SC2046,SC2086
PREDUB=$PWD/build/release/predub node --test $(at_once 2) \
    $(longest_first browser variants story upload live) && page=0 || page=$?
wait "$api" && cat build/api.log || { cat build/api.log; exit 1; }
exit "$page"
