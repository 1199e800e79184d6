/* The inner loops of core/fft, for core/kernel.h. */

KERNEL_PART void KERNEL(load)(struct cell *restrict out, const lanes *restrict in,
                              const float *restrict window, size_t cells)
{
    for (size_t i = 0; i < cells; i++) {
        out[i].re = in[2 * i] * window[2 * i];
        out[i].im = in[2 * i + 1] * window[2 * i + 1];
    }
}

/* Splits n cells into four groups of n / 4 whose transforms are the bins 4r, 4r + 1, 4r + 2 and
 * 4r + 3. */
KERNEL_PART void KERNEL(split)(struct cell *z, size_t n, const struct turns *turns)
{
    const size_t q = n / 4;

    for (size_t k = 0; k < q; k++) {
        struct cell *const a = z + k, *const b = a + q, *const c = b + q, *const d = c + q;
        const struct turns t = turns[k];
        const lanes sum_r = a->re + c->re, sum_i = a->im + c->im;
        const lanes dif_r = a->re - c->re, dif_i = a->im - c->im;
        const lanes odd_r = b->re + d->re, odd_i = b->im + d->im;
        const lanes rot_r = b->im - d->im, rot_i = d->re - b->re; /* -i (b - d) */
        const lanes b_r = dif_r + rot_r, b_i = dif_i + rot_i;
        const lanes c_r = sum_r - odd_r, c_i = sum_i - odd_i;
        const lanes d_r = dif_r - rot_r, d_i = dif_i - rot_i;

        a->re = sum_r + odd_r;
        a->im = sum_i + odd_i;
        b->re = b_r * t.re[0] - b_i * t.im[0];
        b->im = b_r * t.im[0] + b_i * t.re[0];
        c->re = c_r * t.re[1] - c_i * t.im[1];
        c->im = c_r * t.im[1] + c_i * t.re[1];
        d->re = d_r * t.re[2] - d_i * t.im[2];
        d->im = d_r * t.im[2] + d_i * t.re[2];
    }
}

KERNEL_PART void KERNEL(last_four)(struct cell *z)
{
    const lanes sum_r = z[0].re + z[2].re, sum_i = z[0].im + z[2].im;
    const lanes dif_r = z[0].re - z[2].re, dif_i = z[0].im - z[2].im;
    const lanes odd_r = z[1].re + z[3].re, odd_i = z[1].im + z[3].im;
    const lanes rot_r = z[1].im - z[3].im, rot_i = z[3].re - z[1].re;

    z[0] = (struct cell){ sum_r + odd_r, sum_i + odd_i };
    z[1] = (struct cell){ dif_r + rot_r, dif_i + rot_i };
    z[2] = (struct cell){ sum_r - odd_r, sum_i - odd_i };
    z[3] = (struct cell){ dif_r - rot_r, dif_i - rot_i };
}

KERNEL_PART void KERNEL(last_two)(struct cell *z)
{
    const struct cell a = z[0], b = z[1];

    z[0] = (struct cell){ a.re + b.re, a.im + b.im };
    z[1] = (struct cell){ a.re - b.re, a.im - b.im };
}

/* Depth first, so that the small groups are done while they are in the nearest cache. */
KERNEL_ENTRY void KERNEL(transform)(struct cell *z, size_t n, const struct turns *turns)
{
    if (n == 4) {
        KERNEL(last_four)(z);
    } else if (n == 2) {
        KERNEL(last_two)(z);
    } else {
        KERNEL(split)(z, n, turns);
        for (size_t i = 0; i < 4; i++)
            KERNEL(transform)(z + i * (n / 4), n / 4, turns + n / 4);
    }
}

/* The spectrum of the real wave whose even samples went in as real parts and whose odd ones as
 * imaginary parts. */
KERNEL_PART void KERNEL(take_power)(const struct fft *fft, lanes *restrict power, size_t first,
                                    size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const size_t k = first + i;
        const struct cell *const a = &fft->cell[fft->place[k]];
        const struct cell *const b = &fft->cell[fft->place[fft->cells - k]];
        const float turn_r = fft->half_turn[2 * k], turn_i = fft->half_turn[2 * k + 1];
        const lanes even_r = a->re + b->re, even_i = a->im - b->im;
        const lanes odd_r = a->im + b->im, odd_i = b->re - a->re;
        const lanes x_r = even_r + (odd_r * turn_r - odd_i * turn_i);
        const lanes x_i = even_i + (odd_r * turn_i + odd_i * turn_r);

        power[i] = (x_r * x_r + x_i * x_i) * 0.25f;
    }
}

KERNEL_ENTRY void KERNEL(power_of)(struct fft *fft, const lanes *in, lanes *power, size_t first,
                                   size_t count)
{
    KERNEL(load)(fft->cell, in, fft->window, fft->cells);
    KERNEL(transform)(fft->cell, fft->cells, fft->turns);
    KERNEL(take_power)(fft, power, first, count);
}
