/* The low-pass that the LFE takes on its way into a fold-down: -6 dB at 120 Hz, flat to 80 Hz,
 * below -74 dB from 160 Hz; linear phase, no delay. */
#pragma once

enum {
    LOW_PASS_SAMPLES = 4096, /* of one block */
    LOW_PASS_REACH = 2048,   /* how far before and after a block its result depends on the input */
    LOW_PASS_STEP = 16,      /* the filter itself runs at 3 kHz: one sample of so many */
    LOW_PASS_EDGE_TAPS = 256,
    LOW_PASS_CORE_TAPS = 224
};

struct low_pass {
    float edge[LOW_PASS_EDGE_TAPS];                                /* on the way down to 3 kHz */
    float core[LOW_PASS_CORE_TAPS];                                /* at 3 kHz */
    float back[LOW_PASS_EDGE_TAPS / LOW_PASS_STEP][LOW_PASS_STEP]; /* up again, by phase */
};

void low_pass_init(struct low_pass *out);

/* Filters one block. in begins LOW_PASS_REACH samples before it and ends as many after it; in and
 * out may not overlap. Blocks that begin a multiple of LOW_PASS_STEP apart agree to the bit. */
void low_pass_run(const struct low_pass *filter, const float *in, float *out);
