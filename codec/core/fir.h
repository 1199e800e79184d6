/* Linear-phase FIR filters, applied by fast convolution. The result at a position depends on the
 * input around it alone, never on where a block began, to float rounding. */
#pragma once

#include <stddef.h>

#include "codec/core/err.h"

struct fir;

/* fir_run works in blocks of so many samples from the start of a call. Calls of whole blocks on one
 * grid of positions give the same bits for a position; other calls agree to float rounding. */
enum { FIR_BLOCK_SAMPLES = 4096 };

/* +90° shift of all frequencies (a cosine becomes minus a sine): a type-III Hilbert transformer of
 * an odd number of taps, 2/(πn) at the odd distances n, Blackman window. */
enum err_code fir_hilbert(struct fir **out, size_t taps, struct err *err);

/* Half the length: how many samples before and after a position the result there depends on. */
size_t fir_reach_samples(const struct fir *fir);

/* out[i] is the filter centred on in[i + reach]: in holds samples + 2*reach floats. In and out may
 * not overlap. No allocation; a fir is used by one thread at a time. */
void fir_run(struct fir *fir, const float *in, float *out, size_t samples);

void fir_free(struct fir *fir); /* NULL is accepted */
