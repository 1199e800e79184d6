/* The gains of the stems in one channel, by least squares over the stretches that agree: what a
 * drop-out or a limiter has touched is left out. Inside codec/measure only. */
#pragma once

#include "codec/measure/null_gram.h"

struct null_fit {
    double gain[NULL_STEMS_MAX]; /* 1 where nothing tells */
    size_t active, agreeing;     /* stretches in which something sounds; and the model nulls */
    bool is_crisp;               /* enough agree */
    double *products;            /* of those that agree, or of all where it is not crisp */
};

/* floor: the mean square that the sample formats alone leave. The products are freed by
 * null_fit_clear. */
enum err_code null_fit_run(struct null_fit *out, const struct gram *gram, unsigned channel,
                           double floor, struct err *err);
void null_fit_clear(struct null_fit *fit); /* a zeroed struct is accepted */
