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

# A node for each file, some at once, for much of it waits for timers and for sound that plays; the
# longest first, and what a file says in one piece.
queue() { # AT_ONCE FILE…
    local at_once=$1; shift
    # shellcheck disable=SC2016 # for the inner shell
    printf '%s\n' "$@" | xargs -P "$at_once" -n1 bash -c '
        case $0 in tests/api/*) preset=asan ;; *) preset=release ;; esac
        log=build/${0//\//_}.log
        PREDUB=$PWD/build/$preset/predub node --test "$0" >"$log" 2>&1; rc=$?
        echo "# $0"; cat "$log"; exit $rc'
}

step "the program over HTTP and on the command line (sanitizers on); the page in Chromium"
# Only the kills under load go first, alone: they count what gets done between two of them.
first=tests/api/crash.test.mjs
long=$(printf 'tests/%s.test.mjs\n' browser/variants api/{push,upload_faults} browser/upload \
    api/measures browser/{talk,timeline} api/upload_ends browser/{live,story} api/people)
rest=$(printf '%s\n' tests/{api,browser}/*.test.mjs | grep -vxF -e "$first" -e "$long")
queue 1 "$first"
# shellcheck disable=SC2086 # lists of files
queue 3 $long $rest
