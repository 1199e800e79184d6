#include "codec/core/fft.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

struct cell {
    lanes re, im;
};

/* e^(-2πi·jk/n) for j = 1, 2, 3. */
struct turns {
    float re[3], im[3];
};

struct fft {
    size_t cells; /* half the points: a complex transform does two real samples a cell */
    struct cell *cell;
    float *window;       /* Hann, `points` */
    struct turns *turns; /* of the first split, then of the next smaller */
    float *half_turn;    /* e^(-πik/cells), re and im in turn */
    uint32_t *place;     /* where bin k stands after the splits */
};

#define KERNEL_FILE "codec/core/fft_kernel.h"
#include "codec/core/kernel.h"

static void set_turns(struct fft *fft)
{
    struct turns *out = fft->turns;

    for (size_t n = fft->cells; n > 4; n /= 4)
        for (size_t k = 0; k < n / 4; k++, out++)
            for (size_t j = 0; j < 3; j++) {
                const double turn = -2 * M_PI * (double)((j + 1) * k) / (double)n;
                out->re[j] = (float)cos(turn);
                out->im[j] = (float)sin(turn);
            }
}

/* After a split, group g of n / 4 cells holds the bins 4r + g. */
static size_t place_of(size_t bin, size_t n)
{
    const size_t ways = n > 2 ? 4 : 2;

    return n == 1 ? 0 : bin % ways * (n / ways) + place_of(bin / ways, n / ways);
}

static void set_tables(struct fft *fft)
{
    const size_t points = 2 * fft->cells;

    for (size_t i = 0; i < points; i++)
        fft->window[i] = (float)(0.5 - 0.5 * cos(2 * M_PI * (double)i / (double)points));
    set_turns(fft);
    for (size_t k = 0; k < fft->cells; k++) {
        const double turn = -M_PI * (double)k / (double)fft->cells;
        fft->half_turn[2 * k] = (float)cos(turn);
        fft->half_turn[2 * k + 1] = (float)sin(turn);
        fft->place[k] = (uint32_t)place_of(k, fft->cells);
    }
}

enum err_code fft_new(struct fft **out, size_t points, struct err *err)
{
    struct fft *fft = calloc(1, sizeof(*fft));

    assert(points >= 16 && points <= 65536 && (points & (points - 1)) == 0);
    *out = NULL;
    if (!fft)
        return err_set(err, ERR_NO_MEMORY, "no memory for a transform of %zu points", points);
    fft->cells = points / 2;
    fft->cell = aligned_alloc(LANES_ALIGNMENT, fft->cells * sizeof(*fft->cell));
    fft->window = calloc(points, sizeof(*fft->window));
    fft->turns = calloc(fft->cells, sizeof(*fft->turns));
    fft->half_turn = calloc(points, sizeof(*fft->half_turn));
    fft->place = calloc(fft->cells, sizeof(*fft->place));
    if (!fft->cell || !fft->window || !fft->turns || !fft->half_turn || !fft->place) {
        fft_free(fft);
        return err_set(err, ERR_NO_MEMORY, "no memory for a transform of %zu points", points);
    }
    set_tables(fft);
    *out = fft;
    return ERR_NONE;
}

void fft_power(struct fft *fft, const lanes *in, lanes *power, size_t first, size_t count)
{
    assert(first >= 1 && first + count <= fft->cells);
    KERNEL_RUN(power_of, fft, in, power, first, count);
}

void fft_free(struct fft *fft)
{
    if (!fft)
        return;
    free(fft->cell);
    free(fft->window);
    free(fft->turns);
    free(fft->half_turn);
    free(fft->place);
    free(fft);
}
