/* What a file name says: cue, stem, version, channel (domain: "Prints: practice", "Multi-mono"). */
#pragma once

#include <stdbool.h>

#include "codec/core/planes.h"

enum role_kind { ROLE_UNKNOWN, ROLE_STEM, ROLE_MIX, ROLE_DIALOGUE, ROLE_EFFECTS };

enum { NAME_TEXT = 64 };

struct name_facts {
    char project[NAME_TEXT]; /* "TW312", or "" */
    char cue[NAME_TEXT];     /* "1m1" as written, letters lower-case "m", or "" */
    int reel, number;        /* 1, 1 of 1m1; 0 when there is no cue */
    char version[NAME_TEXT]; /* "3.2" of v3.2, or "" */
    char picture[NAME_TEXT]; /* "0917" of c0917, or "" */
    enum role_kind kind;
    char role[NAME_TEXT]; /* "String", "Brass", "Atmospheric", "FX inst", "Percussion", "Full mix",
                             "Dialogue", "Effects", or "" when not told */
    bool has_channel;     /* the name ends in a channel suffix: one mono file of a set */
    enum channel channel;
    char base[256]; /* the name without folder, extension and channel suffix: what the files of a
                       multi-mono set share */
};

/* Reads a file name (a path is accepted; only its last part counts). Never fails: what is not told
 * stays empty. "1m1_FX_inst_stem.wav" is the stem "FX inst"; "R1_FX_temp.wav" is the temp Effects.
 */
void name_read(struct name_facts *out, const char *path);

/* The canonical role of a stem, mix or temp from what people write ("Strings", "str", "perc",
 * "FX_inst", "mix", "DX"); ROLE_UNKNOWN leaves role as given. out holds NAME_TEXT bytes. */
enum role_kind name_role(char out[NAME_TEXT], const char *text);
