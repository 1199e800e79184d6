/* Linear-phase FIR filters, applied by fast convolution. The result at a position depends on the
 * input around it alone, never on where a block began, to float rounding. */
#pragma once

#include <stddef.h>

#include "codec/core/err.h"

struct fir;

/* Low-pass: windowed sinc (Blackman) of an odd number of taps, -6 dB at corner_hz, unity at DC. */
enum err_code fir_low_pass(struct fir **out, double corner_hz, size_t taps, struct err *err);

/* +90° shift of all frequencies: h[n] = 2/(πn) for odd n, Blackman window, odd number of taps
 * (domain formula: type-III Hilbert transformer). */
enum err_code fir_hilbert(struct fir **out, size_t taps, struct err *err);

/* Half the length: how many samples before and after a position the result there depends on. */
size_t fir_reach_samples(const struct fir *fir);

/* out[i] is the filter centred on in[i + reach]: in holds samples + 2*reach floats. In and out may
 * not overlap. No allocation; a fir is used by one thread at a time. */
void fir_run(struct fir *fir, const float *in, float *out, size_t samples);

void fir_free(struct fir *fir);
