#!/bin/sh
# Installs what a task needs on Debian 12, and only what is missing: install.sh build|test|demo|bench
set -eu
cd "$(dirname "$0")/.."

build="gcc libc6-dev cmake ninja-build pkg-config
  libmicrohttpd-dev libopus-dev libsqlite3-dev libjansson-dev libsndfile1-dev libsoxr-dev
  libgnutls28-dev nettle-dev libxxhash-dev libexpat1-dev libkissfft-dev libsodium-dev libcurl4-gnutls-dev
  libcmocka-dev nodejs npm"
case ${1:-build} in
build) want="$build" ;;
test) want="$build git clang clang-format libclang-rt-14-dev ffmpeg opus-tools chromium-headless-shell curl jq sqlite3 openssl" ;;
demo) want="$build fluidsynth sox ffmpeg curl" ;;
bench) want="$build fluidsynth sox ffmpeg opus-tools nginx-light chromium-headless-shell curl time wrk sqlite3" ;;
*) echo "install.sh: build, test, demo or bench, not \"$1\"" >&2; exit 2 ;;
esac

# A machine may have node from elsewhere; Debian's would collide with it.
if command -v node >/dev/null && command -v npm >/dev/null; then
    want=$(echo "$want" | sed 's/nodejs npm//')
fi
missing=
for package in $want; do
    dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed ||
        missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=
[ "$(id -u)" = 0 ] || as_root=sudo
echo "predub: installing$missing"
$as_root apt-get update -q
# shellcheck disable=SC2086 # a list of words
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -q --no-install-recommends $missing
