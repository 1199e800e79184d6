/* Walks WAV, RF64 and BW64: where things are, and what the samples look like. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "codec/media/reader.h"

struct riff_chunk {
    int64_t at, bytes; /* of the payload; at is 0 when there is none */
};

struct riff {
    char format[8]; /* "WAV", "RF64", "BW64" */
    unsigned channels;
    uint32_t rate_hz;
    unsigned sample_bytes; /* 2, 3, 4; 4 or 8 for float */
    bool is_float;
    uint32_t mask; /* 0 if there is none */
    struct riff_chunk data, bext, ixml;
};

/* Reads headers only: at most 8192 of them, whatever the file says. What can be read in spite of a
 * wrong header (a recorder that crashed, a copy that broke off) becomes a warning of the reader;
 * data then has what is there, in whole frames. */
enum err_code riff_read(struct riff *out, struct reader *reader, struct err *err);
