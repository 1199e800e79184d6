/* The index itself, for core/kernel.h. Levels are in octaves of power (log2). */

/* *x becomes 2^x, to 2e-7 of itself; what is below 2^-120 becomes that. */
KERNEL_PART void KERNEL(to_exp2)(lanes *x)
{
    const lanes least = SPREAD(-120), rounder = SPREAD(12582912); /* 1.5 * 2^23: no fraction left */
    const lanes y = LANES_GREATER(*x, least);
    const lanes shifted = y + rounder, f = y - (shifted - rounder);
    const lane_bits whole = (lane_bits)shifted - (lane_bits)rounder;
    lanes p = f * 1.5403530e-4f + 1.3333558e-3f; /* ln(2)^n / n! */

    p = p * f + 9.6181291e-3f;
    p = p * f + 5.5504109e-2f;
    p = p * f + 2.4022651e-1f;
    p = p * f + 6.9314718e-1f;
    p = p * f + 1;
    *x = (lanes)((lane_bits)p + whole * (1 << 23));
}

/* *x, a normal number, becomes its log2, to 2e-7. */
KERNEL_PART void KERNEL(to_log2)(lanes *x)
{
    const lane_bits whole = ((lane_bits)*x - 0x3f3504f3) >> 23; /* the mantissa is √½ to √2 */
    const lanes m = (lanes)((lane_bits)*x - whole * (1 << 23));
    const lanes s = (m - 1) / (m + 1), square = s * s;
    lanes p = square * 0.41219858f + 0.57707802f; /* 2 / ln 2 / n */

    p = p * square + 0.96179669f;
    p = p * square + 2.8853901f;
    *x = p * s + __builtin_convertvector(whole, lanes);
}

KERNEL_ENTRY void KERNEL(run)(const struct sii *restrict sii, const float *restrict speech,
                              const lanes *restrict masker, lanes *restrict heard)
{
    const lanes none = SPREAD(0), all = SPREAD(1);
    lanes level[SPEECH_BANDS]; /* the greater of the masker and the speech's own mask */

    for (unsigned i = 0; i < SPEECH_BANDS; i++) {
        const lanes own = SPREAD(speech[i] - own_mask), threshold = SPREAD(hearing[i]);
        lanes sum = masker[i] + silence, mask = sum, share;

        KERNEL(to_log2)(&mask);
        level[i] = LANES_GREATER(mask, own);
        for (unsigned k = 0; k < i; k++) {
            lanes spread = level[k] * sii->slope[i][k] + sii->offset[i][k];

            KERNEL(to_exp2)(&spread);
            sum += spread;
        }
        mask = level[i]; /* of the lowest band, which nothing spreads into */
        if (i > 0) {
            mask = sum;
            KERNEL(to_log2)(&mask);
        }
        mask = LANES_GREATER(mask, threshold);
        share = (speech[i] - mask) * (1 / audible_range) + 0.5f;
        share = LANES_GREATER(share, none);
        share = LANES_LESS(share, all);
        heard[i] = share * sii_importance[i];
    }
}
