#!/bin/bash
# Prints every budget as a row: what, the peer, the ratio, the budget. Needs 10 GB in build/bench and
# about a quarter of an hour. run.sh [ROW…] measures only the rows named. REEL=/dev/shm/reel keeps the
# files in memory on a machine that does not leave them in its page cache.
set -euo pipefail
cd "$(dirname "$0")/../.."
mkdir -p build/bench
export REEL=${REEL:-$PWD/build/bench/reel}
cmake --build --preset release --target mix_bench encode_bench analysis_bench rescore_bench lists_bench >build/bench/build.log 2>&1 || { tail -30 build/bench/build.log; exit 1; }
[ -e build/demo/score/SHA256SUMS ] || { echo "predub: making the score"; tests/material/make-score.sh build/demo/score >build/bench/score.log 2>&1; }
echo "predub: making the reel"
tests/bench/reel.sh build/demo/score "$REEL"
exec node tests/bench/run.mjs "$@"
