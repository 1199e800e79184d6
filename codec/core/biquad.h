/* Second-order filters: a design is a struct, a running filter has a state beside it. */
#pragma once

/* y = (b0 + b1/z + b2/z²) / (1 + a1/z + a2/z²) x */
struct biquad {
    double b0, b1, b2, a1, a2;
};

struct biquad_state {
    double first, second; /* zero at rest */
};

/* Low-pass by the bilinear transform, exact at corner_hz; q = √½ is a Butterworth, and two of them
 * in a row a Linkwitz-Riley of 4th order. */
struct biquad biquad_low_pass(double corner_hz, double q, double rate_hz);

/* The two stages of K-weighting at 48 kHz, as ITU-R BS.1770 prints them. */
extern const struct biquad biquad_k_shelf, biquad_k_high_pass;

/* Magnitude at hz, linear. */
double biquad_gain(const struct biquad *biquad, double hz, double rate_hz);

static inline double biquad_step(const struct biquad *biquad, struct biquad_state *state, double in)
{
    const double out = biquad->b0 * in + state->first;

    state->first = biquad->b1 * in - biquad->a1 * out + state->second;
    state->second = biquad->b2 * in - biquad->a2 * out;
    return out;
}
