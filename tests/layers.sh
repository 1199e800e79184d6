#!/bin/bash
# Fails on an include that goes upward or beside, and on a library outside its home.
set -euo pipefail
cd "$(dirname "$0")/.."
failed=0 seen=0
bad() { echo "layers: $1"; failed=1; }

# what a folder may include besides itself and the C library
below() {
    case $1 in
    codec/core) ;;
    codec/media) echo codec/core ;;
    codec/mix | codec/measure) echo codec/media codec/core ;;
    codec/opus) echo codec/media codec/core ;;
    codec) echo codec/mix codec/measure codec/opus codec/media codec/core ;;
    server/store) below codec; echo codec ;;
    server/http | server/auth | server/work | server/deliver) below server/store; echo server/store ;;
    server/api) below server/work; echo server/http server/auth server/work server/deliver ;;
    server/cli) below server/api; echo server/api ;;
    server) below server/cli; echo server/cli ;;
    *) return 1 ;;
    esac
}

# header: the folders that are its home
homes='sqlite3.h server/store
microhttpd.h server/http
opus/opus.h codec/opus
opus.h codec/opus
sndfile.h codec/media
soxr.h codec/media
expat.h codec/media
ebur128.h codec/measure
kiss_fft codec/core
gnutls/ server/http
nettle/ codec/core
sodium.h server/auth
curl/ server/work
jansson.h server/http server/api server/cli
pthread.h server/http server/store server/work server/api'

# One reading of all files: a process for each of them would take half a minute.
declare -A allowed
mapfile -t files < <(git ls-files -co --exclude-standard 'codec/*.[ch]' 'server/*.[ch]')
for file in "${files[@]}"; do
    seen=$((seen + 1)) folder=${file%/*}
    [ -n "${allowed[$folder]-}" ] && continue
    below "$folder" >/dev/null || { bad "$file: no layer is called $folder"; continue; }
    allowed[$folder]=" $folder $(below "$folder" | tr '\n' ' ') "
done

included() { # FILE HEADER, in quotes
    local folder=${1%/*}
    [[ ${allowed[$folder]-} == *" ${2%/*} "* ]] || bad "$1 includes $2, which is not below $folder"
    [ -e "$2" ] || bad "$1 includes $2, which does not exist"
}
used() { # FILE HEADER, in angle brackets
    local header home
    while read -r header home; do
        [[ $2 == "$header"* && " $home " != *" ${1%/*} "* ]] || continue
        bad "$1 includes <$header>, whose home is $home"
    done <<<"$homes"
}
while IFS=: read -r file line; do
    line=${line#\#include }
    name=${line:1} name=${name%%[\">]*}
    case $line in \"*/*) included "$file" "$name" ;; '<'*) used "$file" "$name" ;; esac
done < <(grep -H '^#include ' "${files[@]}")
[ "$seen" -gt 100 ] || bad "only $seen files were found; is this a checkout?"
[ "$failed" = 0 ] && echo "layers: every include goes down, every library is at home"
exit "$failed"
