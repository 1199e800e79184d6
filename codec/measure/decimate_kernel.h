/* The inner loop of measure/decimate, for core/kernel.h. */

/* Output i is centred on in[i * step]. Four sums, because one would wait for itself. */
KERNEL_ENTRY void KERNEL(filter)(const struct pairs_fir *restrict fir, const lanes *restrict in,
                                 lanes *restrict out, size_t count)
{
    const size_t stride = fir->stride, even = fir->pairs & ~(size_t)1;

    for (size_t i = 0; i < count; i++, in += fir->step) {
        lanes sum = in[0] * fir->centre, other = { 0 };
        const lanes *before = in - 1, *after = in + 1;

        for (size_t k = 0; k < even; k += 2) {
            sum += (before[0] + after[0]) * fir->pair[k];
            before -= stride;
            after += stride;
            other += (before[0] + after[0]) * fir->pair[k + 1];
            before -= stride;
            after += stride;
        }
        if (even < fir->pairs)
            sum += (before[0] + after[0]) * fir->pair[even];
        out[i] = sum + other;
    }
}
