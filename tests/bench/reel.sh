#!/bin/bash
# Makes the reel that bench measures on: 20 minutes, six 5.1 prints and two 5.1 temps, 24 bit, from a
# score made by make-score.sh. reel.sh SCORE_DIR OUT_DIR
set -euo pipefail
score=$1 out=$2
[ ! -e "$out/done" ] || exit 0
mkdir -p "$out"
long() { # IN OUT [effects]: the same sound again and again, 20 minutes of it
    local in=$1 to=$2; shift 2
    sox -D -V1 "$in" -b 24 "$out/$to" "$@" repeat 70 trim 0 1200
}
for stem in String_stem Brass_stem Atmospheric_stem FX_inst_stem Percussion_stem Full_mix; do
    long "$score/stems/1m1_$stem.wav" "1m1_$stem.wav"
done
# the dialogue temp is mono; as a 5.1 temp it costs what a print costs
long "$score/dub/R1_DX_temp.wav" R1_DX_temp.wav remix 0 0 1 0 0 0
long "$score/dub/R1_FX_temp.wav" R1_FX_temp.wav
touch "$out/done"
