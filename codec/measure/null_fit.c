#include "codec/measure/null_fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TRIES = 40, PICKS = 5, TRIMS = 4 };

static const double agrees = 1e-6;     /* share of power that may be left in a stretch */
static const double collinear = 1e-9;  /* share of a stem that no other stem has */
static const double crisp_share = 0.2; /* of the active stretches */

struct model {
    double gain[NULL_STEMS_MAX];
    size_t agreeing;
};

struct fitting {
    const struct gram *gram;
    unsigned channel;
    double floor;  /* energy of a stretch */
    bool *agrees;  /* by stretch, of the model looked at last */
    double *total; /* products of the stretches chosen */
    double *solve; /* (rows - 1) * rows */
    uint64_t random;
};

static const double *products_of(const struct fitting *f, size_t stretch)
{
    return gram_of(f->gram, stretch, f->channel);
}

static double loudness(const struct fitting *f, size_t stretch)
{
    const double *products = products_of(f, stretch);

    return fmax(gram_dot(products, GRAM_MIX, GRAM_MIX), gram_sum(products, f->gram->rows));
}

static bool is_active(const struct fitting *f, size_t stretch)
{
    return loudness(f, stretch) > 100 * f->floor;
}

static void add_products(struct fitting *f, size_t stretch)
{
    for (size_t i = 0; i < f->gram->products; i++)
        f->total[i] += products_of(f, stretch)[i];
}

static void clear_products(struct fitting *f)
{
    memset(f->total, 0, f->gram->products * sizeof *f->total);
}

/* Least squares of what a gain of 1 leaves, over f->total: (G)(gain - 1) = X'(mix - sum). A stem
 * that is silent, or the same as those before it, keeps its gain. Gauss without exchange is enough
 * for a matrix of products. */
static void solve(struct fitting *f, double *gain)
{
    const size_t n = f->gram->rows - 1, width = n + 1;
    double *a = f->solve;

    for (size_t i = 0; i < n; i++) {
        a[i * width + n] = gram_dot(f->total, i + 1, GRAM_MIX);
        for (size_t j = 0; j < n; j++) {
            a[i * width + j] = gram_dot(f->total, i + 1, j + 1);
            a[i * width + n] -= a[i * width + j];
        }
    }
    for (size_t k = 0; k < n; k++) {
        const double pivot = a[k * width + k];
        const bool is_used = pivot > collinear * gram_dot(f->total, k + 1, k + 1) && pivot > 0;

        for (size_t i = 0; i < n && is_used; i++) {
            const double share = i == k ? 0 : a[i * width + k] / pivot;

            for (size_t j = k; j < width && share != 0; j++)
                a[i * width + j] -= share * a[k * width + j];
        }
        for (size_t j = k; j < width && !is_used; j++)
            a[k * width + j] = 0;
    }
    for (size_t k = 0; k < n; k++)
        gain[k] = 1 + (a[k * width + k] > 0 ? a[k * width + n] / a[k * width + k] : 0);
}

static void judge(struct fitting *f, struct model *model)
{
    model->agreeing = 0;
    for (size_t s = 0; s < f->gram->stretches; s++) {
        const double left = gram_left(products_of(f, s), f->gram->rows, model->gain);

        f->agrees[s] = is_active(f, s) && left <= fmax(agrees * loudness(f, s), f->floor);
        model->agreeing += f->agrees[s];
    }
}

static void keep_better(struct model *best, const struct model *model)
{
    if (model->agreeing > best->agreeing)
        *best = *model;
}

/* Fits again to what agrees, until no more does. */
static void refine(struct fitting *f, struct model *best)
{
    for (size_t i = 0; i < TRIMS; i++) {
        struct model model = { 0 };

        judge(f, best);
        clear_products(f);
        for (size_t s = 0; s < f->gram->stretches; s++)
            if (f->agrees[s])
                add_products(f, s);
        solve(f, model.gain);
        judge(f, &model);
        if (model.agreeing <= best->agreeing)
            return;
        *best = model;
    }
}

static size_t next_random(struct fitting *f, size_t below)
{
    f->random = f->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (size_t)((f->random >> 33) % below);
}

/* A few stretches at random: sooner or later none of them is a damaged one. */
static void try_few(struct fitting *f, struct model *best)
{
    struct model model = { 0 };

    clear_products(f);
    for (size_t i = 0; i < PICKS; i++)
        add_products(f, next_random(f, f->gram->stretches));
    solve(f, model.gain);
    judge(f, &model);
    keep_better(best, &model);
}

static void try_all(struct fitting *f, struct model *best)
{
    struct model model = { 0 };

    clear_products(f);
    for (size_t s = 0; s < f->gram->stretches; s++)
        add_products(f, s);
    solve(f, model.gain);
    judge(f, &model);
    keep_better(best, &model);
}

static void finish(struct null_fit *out, struct fitting *f, struct model *best)
{
    judge(f, best);
    for (size_t s = 0; s < f->gram->stretches; s++)
        out->active += is_active(f, s);
    out->agreeing = best->agreeing;
    out->is_crisp =
        best->agreeing > 0 && (double)best->agreeing >= crisp_share * (double)out->active;
    clear_products(f);
    for (size_t s = 0; s < f->gram->stretches; s++)
        if (!out->is_crisp || f->agrees[s])
            add_products(f, s);
    solve(f, out->gain);
    out->products = f->total;
    f->total = NULL;
}

enum err_code null_fit_run(struct null_fit *out, const struct gram *gram, unsigned channel,
                           double floor, struct err *err)
{
    struct fitting f = { gram, channel, floor * (double)gram->stretch_samples, .random = 1 };
    struct model best = { 0 };
    enum err_code code = ERR_NONE;

    *out = (struct null_fit){ 0 };
    f.agrees = calloc(gram->stretches, sizeof *f.agrees);
    f.total = calloc(gram->products, sizeof *f.total);
    f.solve = calloc(gram->rows * gram->rows, sizeof *f.solve);
    if (!f.agrees || !f.total || !f.solve) {
        code = err_set(err, ERR_NO_MEMORY, "no memory to compare the stems");
        goto done;
    }
    for (size_t i = 0; i < NULL_STEMS_MAX; i++)
        best.gain[i] = 1;
    judge(&f, &best);
    try_all(&f, &best);
    for (size_t i = 0; i < TRIES; i++)
        try_few(&f, &best);
    refine(&f, &best);
    finish(out, &f, &best);
done:
    free(f.agrees);
    free(f.total);
    free(f.solve);
    return code;
}

void null_fit_clear(struct null_fit *fit)
{
    free(fit->products);
    *fit = (struct null_fit){ 0 };
}
