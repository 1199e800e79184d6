#include "codec/measure/dialogue_index.h"

static void swap(float *a, float *b)
{
    const float kept = *a;

    *a = *b;
    *b = kept;
}

/* Hoare's selection: values[rank] becomes what it would be if they were sorted; none before it is
 * greater, none after it less. */
static void select_rank(float *values, size_t count, size_t rank)
{
    size_t first = 0, last = count - 1;

    while (first < last) {
        const float middle = values[first + (last - first) / 2];
        size_t i = first, j = last;

        for (;; i++, j--) {
            while (values[i] < middle)
                i++;
            while (middle < values[j])
                j--;
            if (i >= j)
                break;
            swap(&values[i], &values[j]);
        }
        if (rank <= j)
            last = j;
        else
            first = j + 1;
    }
}

double dialogue_percentile(float *values, size_t count, double share)
{
    const double place = share * (double)(count - 1);
    const size_t rank = (size_t)place;
    float next;

    select_rank(values, count, rank);
    if (rank + 1 >= count)
        return (double)values[rank];
    next = values[rank + 1];
    for (size_t i = rank + 2; i < count; i++)
        next = values[i] < next ? values[i] : next;
    return (double)values[rank] + (place - (double)rank) * (double)(next - values[rank]);
}
