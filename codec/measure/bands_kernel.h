/* The inner loop of measure/bands, for core/kernel.h. */

KERNEL_ENTRY void KERNEL(sum_bands)(const struct band_table *restrict table,
                                    const lanes *restrict power, lanes *restrict out)
{
    for (unsigned b = 0; b < table->bands; b++) {
        const size_t from = table->from[b], count = table->to[b] - from;
        const float *const weight = table->weight[b];
        lanes sum = { 0 };

        for (size_t i = 0; i < count; i++)
            sum += power[from + i] * weight[i];
        out[b] = sum;
    }
}
