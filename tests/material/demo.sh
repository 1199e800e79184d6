#!/bin/bash
# Makes the demo production from real music, speech and effects, and serves it: demo.sh DIR ADDR:PORT
# DIR/people keeps the passwords of its people, so that a second run can print them again.
set -euo pipefail
cd "$(dirname "$0")/../.."
dir=$1 listen=$2 url=http://$2
predub=${PREDUB:-build/release/predub}
mkdir -p "$dir"

if [ ! -e "$dir/score/SHA256SUMS" ]; then
    echo "predub: making a score with temp dialogue and effects (about a minute, 400 MB)"
    # a run that was broken off leaves no SHA256SUMS; begin again
    rm -rf "$dir/score"
    tests/material/make-score.sh "$dir/score" >"$dir/score.log" 2>&1 || { tail -20 "$dir/score.log"; exit 1; }
fi

person() { # NAME [--owner]: makes the person; without the file of the password, a new one counts
    local name=$1 known; shift
    known=$("$predub" user list --data "$dir/data" | cut -f1 | grep -cxF "$name" || true)
    if [ ! -s "$dir/people/$name" ]; then
        (umask 077 && mkdir -p "$dir/people" && head -c 12 /dev/urandom | base64 | tr '+/' '-_' >"$dir/people/$name")
        [ "$known" = 0 ] || "$predub" user password --data "$dir/data" --name "$name" <"$dir/people/$name"
    fi
    [ "$known" != 0 ] || "$predub" user add --data "$dir/data" --name "$name" "$@" <"$dir/people/$name"
}
person composer --owner
person editor
person mixer

"$predub" serve --data "$dir/data" --listen "$listen" &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server"' INT TERM EXIT
for _ in $(seq 100); do
    curl -fs -o "$dir/health.json" "$url/healthz" && break
    kill -0 "$server" 2>/dev/null || { trap - EXIT; exit 1; } # it has said why
    sleep 0.1
done

[ -s "$dir/people/token" ] ||
    (umask 077 && "$predub" user token --data "$dir/data" --name composer --token-name upload >"$dir/people/token")
PREDUB_TOKEN=$(cat "$dir/people/token")
export PREDUB_TOKEN
node tests/material/production.mjs "$url" "$dir/score"
"$predub" push --yes --server "$url" --production Tideline "$dir/score/stems" "$dir/score/dub"
node tests/material/people.mjs "$url" "$dir/people"
echo "predub: both sides listen and talk"
node tests/material/talk.mjs "$url" "$dir/people" "$dir/score"
cat <<END

  Open  $url/  and sign in; Tideline is the production. Two windows that do not share cookies (one of
  them private) let you be both sides at once.

    composer   $(cat "$dir/people/composer")   music, manages the production, owns the machine
    editor     $(cat "$dir/people/editor")   music
    mixer      $(cat "$dir/people/mixer")   stage

  Space plays, E switches the LFE, ? lists the keys. Ctrl-C ends the server; what you did stays in $dir/data.

END
wait "$server"
