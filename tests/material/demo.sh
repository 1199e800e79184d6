#!/bin/bash
# Makes the demo production from real music, speech and effects, and serves it: demo.sh DIR ADDR:PORT
set -euo pipefail
cd "$(dirname "$0")/../.."
dir=$1 listen=$2 url=http://$2
mkdir -p "$dir"

if [ ! -e "$dir/score/SHA256SUMS" ]; then
    echo "predub: making a score with temp dialogue and effects (about a minute, 400 MB)"
    # a run that was broken off leaves no SHA256SUMS; begin again
    rm -rf "$dir/score"
    tests/material/make-score.sh "$dir/score" >"$dir/score.log" 2>&1 || { tail -20 "$dir/score.log"; exit 1; }
fi

build/release/predub serve --data "$dir/data" --listen "$listen" &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server"' INT TERM EXIT
for _ in $(seq 100); do
    curl -fs -o "$dir/health.json" "$url/healthz" && break
    kill -0 "$server" 2>/dev/null || { trap - EXIT; exit 1; } # it has said why
    sleep 0.1
done

node tests/material/upload.mjs "$url" "$dir/score"
cat <<END

  Open  $url/  and choose Tideline.
  There is no sign-in in this version: the server answers this machine only.
  Space plays, E switches the LFE, ? lists the keys. Ctrl-C ends the server; what you did stays in $dir/data.

END
wait "$server"
