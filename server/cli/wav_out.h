/* The header of a WAV of 32-bit float stereo at 48 kHz; RF64 where a RIFF is too small. */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum { WAV_OUT_FRAME_BYTES = 2 * sizeof(float), WAV_OUT_HEADER_MAX = 1024 };

struct wav_out {
    int64_t samples;
    int64_t start_samples;   /* TimeReference: where it stands on the timeline */
    const char *description; /* ASCII; cut to 256 bytes */
};

/* Writes the header and returns its bytes; the samples follow, and nothing behind them. */
size_t wav_out_header(uint8_t out[WAV_OUT_HEADER_MAX], const struct wav_out *wav);
