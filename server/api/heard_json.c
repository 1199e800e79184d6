#include "server/api/heard_json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "server/api/to_json.h"

/* A player rounds at both ends: so much of a scene is all of it. */
#define WHOLE 0.99

static double share_of(int64_t samples, int64_t scene_samples)
{
    return round((double)samples / (double)scene_samples * 1e4) / 1e4;
}

static json_t *variant_json(const struct variant *variant, int64_t samples, int64_t scene_samples)
{
    return json_pack("{s:s, s:b, s:s, s:f, s:I}", "lfe", variant->lfe_in ? "in" : "out", "temps",
                     variant->temps, "monitoring", monitoring_name(variant->monitoring), "share",
                     share_of(samples, scene_samples), "samples", (json_int_t)samples);
}

static bool is_same(const struct variant *a, const struct variant *b)
{
    return a->lfe_in == b->lfe_in && a->temps == b->temps && a->monitoring == b->monitoring;
}

json_t *heard_list_json(const struct heard_piece *heard, size_t count, int64_t scene_samples)
{
    json_t *list = json_array();

    for (size_t i = 0, next; i < count; i = next) {
        int64_t samples = 0;
        for (next = i; next < count && is_same(&heard[i].variant, &heard[next].variant); next++)
            samples += spans_samples(&heard[next].span, 1);
        json_push(list, variant_json(&heard[i].variant, samples, scene_samples));
    }
    return list;
}

/* ---- shares ---- */

static bool any(const struct variant *variant)
{
    (void)variant;
    return true;
}

static bool lfe_in(const struct variant *variant)
{
    return variant->lfe_in;
}

static bool lfe_out(const struct variant *variant)
{
    return !variant->lfe_in;
}

static bool temps(const struct variant *variant)
{
    return variant->temps;
}

/* The parts of a scene that it is worth having heard. */
static const struct part {
    const char *name;
    bool (*holds)(const struct variant *variant);
    const char *words;
} parts[] = {
    { "all", any, NULL },
    { "lfe_in", lfe_in, "with LFE" },
    { "lfe_out", lfe_out, "without LFE" },
    { "temps", temps, "under the temps" },
};
enum { PARTS = sizeof parts / sizeof *parts };

json_t *heard_summary_json(const struct heard_piece *heard, size_t count, int64_t scene_samples)
{
    struct span *spans = malloc((count + 1) * sizeof *spans);
    json_t *shares = json_object();

    for (size_t i = 0; i < PARTS && spans; i++) {
        size_t used = 0;
        for (size_t k = 0; k < count; k++)
            if (parts[i].holds(&heard[k].variant))
                spans[used++] = heard[k].span;
        used = spans_merge(spans, used);
        json_object_set_new(shares, parts[i].name,
                            json_real(share_of(spans_samples(spans, used), scene_samples)));
    }
    if (!spans) {
        json_decref(shares);
        return NULL;
    }
    free(spans);
    return json_pack("{s:o, s:o}", "heard", heard_list_json(heard, count, scene_samples), "shares",
                     shares);
}

/* ---- remarks ---- */

/* Rounded down, so that less than all never reads as all. */
static int percent(double share)
{
    const int whole = (int)(share * 100 + 1e-6);

    return whole > 0 ? whole : 1;
}

static void remark_part(json_t *remarks, const struct part *part, double share, double all)
{
    if (share <= 0)
        json_push(remarks, json_sprintf("not heard %s", part->words));
    else if (share < WHOLE && share < all)
        json_push(remarks,
                  json_sprintf("heard %d %% of the scene %s", percent(share), part->words));
}

static bool on_headphones_only(const json_t *list)
{
    const json_t *one;
    size_t i;

    json_array_foreach (list, i, one) {
        const char *monitoring = json_string_value(json_object_get(one, "monitoring"));
        if (!monitoring || strcmp(monitoring, "headphones") != 0)
            return false;
    }
    return json_array_size(list) > 0;
}

json_t *heard_remarks_json(const json_t *summary, enum monitoring declared)
{
    const json_t *shares = json_object_get(summary, "shares");
    const double all = json_number_value(json_object_get(shares, "all"));
    json_t *remarks = json_array();

    if (on_headphones_only(json_object_get(summary, "heard")))
        json_push(remarks, json_string("heard on headphones only"));
    else if (declared == MONITORING_HEADPHONES)
        json_push(remarks, json_string("signed on headphones"));
    if (all <= 0) {
        json_push(remarks, json_string("the player reports nothing heard of this sound"));
        return remarks;
    }
    if (all < WHOLE)
        json_push(remarks, json_sprintf("heard %d %% of the scene", percent(all)));
    for (size_t i = 1; i < PARTS; i++)
        remark_part(remarks, &parts[i], json_number_value(json_object_get(shares, parts[i].name)),
                    all);
    return remarks;
}
