/* Power spectra of eight real waves at once, one a lane. KissFFT, which core/fir uses, transforms
 * one wave after the other; this does six channels in the time that takes for one and a half. */
#pragma once

#include <stddef.h>

#include "codec/core/err.h"
#include "codec/core/lanes.h"

struct fft;

/* points: a power of two from 16 to 65536. */
enum err_code fft_new(struct fft **out, size_t points, struct err *err);

/* power[i] = |X(first + i)|² of `points` lanes under a periodic Hann window, unscaled: a wave of
 * mean square m gives, summed over both halves of the spectrum, m * points² * 3/8.
 * first >= 1 and first + count <= points / 2. A struct fft is used by one thread at a time. */
void fft_power(struct fft *fft, const lanes *in, lanes *power, size_t first, size_t count);

void fft_free(struct fft *fft); /* NULL is accepted */
