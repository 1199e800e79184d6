/* The iXML chunk: the only place where a WAVE file tells a picture rate and names its tracks. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codec/media/stem.h"

struct ixml {
    bool has_rate; /* a rate that predub knows; others are as if not told */
    struct rate rate;
    bool has_start;
    uint64_t start;                /* samples since midnight at start_rate_hz */
    uint32_t start_rate_hz;        /* 0: the file's own rate */
    char track_name[CHANNELS][64]; /* by slot, UTF-8; "" where there is none */
};

/* Reads XML of any origin: a document that declares entities, nests deeper than 32 elements or is
 * not well-formed is ERR_DAMAGED and out is empty; the sentence names the line. Zeros and blanks at
 * the end are ignored. */
enum err_code ixml_read(struct ixml *out, const void *data, size_t bytes, struct err *err);

/* A TIMECODE_RATE as people write it ("24000/1001", "2997ND", "23.98", "25") with its
 * TIMECODE_FLAG ("NDF", "DF", or "" for none). False if it is none of the rates predub knows. */
bool ixml_rate(struct rate *out, const char *text, const char *flag);
