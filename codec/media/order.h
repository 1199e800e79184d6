/* Which slot of a file holds which channel, and how that was known. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "codec/core/planes.h"

enum order_known_by {
    ORDER_UNKNOWN = 0, /* must be asked */
    ORDER_MASK,        /* the channel mask of the file, or a layout its container fixes (FLAC) */
    ORDER_IXML,        /* track names in iXML */
    ORDER_SUFFIX,      /* .L .C .R ... in the names of mono files */
    ORDER_PERSON,      /* somebody said so */
    ORDER_HEURISTIC    /* found in the signal; shown to the person, to be confirmed */
};

struct order {
    unsigned channels;           /* slots in the file: 1, 2 or 6 */
    enum channel slot[CHANNELS]; /* slot[i] is the channel in slot i, 0-based */
    enum order_known_by known_by;
};

/* "unknown", "mask", "ixml", "suffix", "person", "heuristic". */
const char *order_known_by_name(enum order_known_by known_by);

/* Reads what a person may say: "smpte" (L R C LFE Ls Rs), "film" (L C R Ls Rs LFE), "dts"
 * (L R Ls Rs C LFE), "aac" (C L R Ls Rs LFE), "stereo", "mono", or names in order:
 * "L,R,C,LFE,Ls,Rs". The result is known by ORDER_PERSON. */
enum err_code order_parse(struct order *out, const char *text, struct err *err);

/* "L R C LFE Ls Rs"; out holds at least ORDER_TEXT bytes. */
enum { ORDER_TEXT = 32 };
void order_format(char out[ORDER_TEXT], const struct order *order);

/* From a WAVE channel mask. 0x3f and 0x60f are 5.1, 0x3 stereo, 0x4 mono; false for all others. */
bool order_from_mask(struct order *out, uint32_t mask, unsigned channels);

/* From the names of a file's tracks ("L", "Str_Ls", "Left surround"); false unless each of the
 * `channels` names gives a different channel. */
bool order_from_names(struct order *out, const char *const *names, unsigned channels);
