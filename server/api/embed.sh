#!/bin/sh
# Writes a file as the bytes of a C array, for a .c file to include.
# usage: embed.sh OUT.inc FILE
set -eu

mkdir -p "$(dirname "$1")"
od -An -v -tx1 "$2" | sed -e 's/ \([0-9a-f][0-9a-f]\)/0x\1,/g' >"$1.part"
mv "$1.part" "$1"
