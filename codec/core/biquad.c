#include "codec/core/biquad.h"

#include <complex.h>
#include <math.h>

const struct biquad biquad_k_shelf = {
    .b0 = 1.53512485958697,
    .b1 = -2.69169618940638,
    .b2 = 1.19839281085285,
    .a1 = -1.69065929318241,
    .a2 = 0.73248077421585,
};

const struct biquad biquad_k_high_pass = {
    .b0 = 1,
    .b1 = -2,
    .b2 = 1,
    .a1 = -1.99004745483398,
    .a2 = 0.99007225036621,
};

struct biquad biquad_low_pass(double corner_hz, double q, double rate_hz)
{
    const double k = tan(M_PI * corner_hz / rate_hz);
    const double a0 = 1 + k / q + k * k;

    return (struct biquad){
        .b0 = k * k / a0,
        .b1 = 2 * k * k / a0,
        .b2 = k * k / a0,
        .a1 = 2 * (k * k - 1) / a0,
        .a2 = (1 - k / q + k * k) / a0,
    };
}

double biquad_gain(const struct biquad *biquad, double hz, double rate_hz)
{
    const double complex back = cexp(-2 * M_PI * I * hz / rate_hz);
    const double complex over = biquad->b0 + back * (biquad->b1 + back * biquad->b2);
    const double complex under = 1 + back * (biquad->a1 + back * biquad->a2);

    return cabs(over / under);
}
