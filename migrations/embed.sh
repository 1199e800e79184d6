#!/bin/sh
# Writes migrations as rows of C, {number, name, text}, for db.c to include. Each text ends by
# setting the record's version to its own number, so that number stands in the file's name alone.
# usage: embed.sh OUT.inc 0001_name.sql ...
set -eu

out=$1
shift
mkdir -p "$(dirname "$out")"
for file in "$@"; do
    name=$(basename "$file" .sql)
    number=$(expr "$name" : '0*\([1-9][0-9]*\)_')
    printf '{ %s, "%s",\n' "$number" "$name"
    sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/"/' -e 's/$/\\n"/' "$file"
    printf '"PRAGMA user_version = %s;\\n" },\n' "$number"
done >"$out.part"
mv "$out.part" "$out"
