/* Products of all files with each other, channel by channel, in up to 256 stretches of time: all
 * that least squares needs, without reading audio again. Inside codec/measure only. */
#pragma once

#include "codec/measure/null_tracks.h"

enum { GRAM_MIX = 0 }; /* row 0 is the mix, row i stem i - 1 */

struct gram {
    size_t rows, products; /* stems + 1; rows * (rows + 1) / 2 */
    size_t stretches;
    int64_t in_samples, stretch_samples;
    double *dot; /* [stretches][CHANNELS][products] */
};

/* One pass over the files as they are placed and ordered now, without their gains. */
enum err_code gram_run(struct gram *out, struct null_tracks *tracks, struct err *err);
void gram_clear(struct gram *gram); /* a zeroed struct is accepted */

static inline double *gram_of(const struct gram *gram, size_t stretch, unsigned channel)
{
    return gram->dot + (stretch * CHANNELS + channel) * gram->products;
}

/* The product of rows i and j in one set of products. */
static inline double gram_dot(const double *products, size_t i, size_t j)
{
    return i >= j ? products[i * (i + 1) / 2 + j] : products[j * (j + 1) / 2 + i];
}

/* Power of mix minus the stems times gain[0 .. rows - 2], never below 0. */
double gram_left(const double *products, size_t rows, const double *gain);

/* How alike mix and sum are over all, -1 to 1, and the gain between them. */
double gram_alike(const struct gram *gram, double *gain);

/* Power of the sum of all stems. */
double gram_sum(const double *products, size_t rows);
