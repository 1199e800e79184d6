/* What was found about the set that stands for each cue: is it whole, is it in order, does it null.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/api/app.h"
#include "server/api/routes.h"
#include "server/api/to_json.h"

enum { TEXT = 96 };

static const char *test_state(const struct set_test *test, bool is_lacking)
{
    if (is_lacking)
        return "lacking";
    return test->state == PLAN_DONE ? "done" : test->state == PLAN_FAILED ? "failed" : "waiting";
}

/* ---- QC ---- */

static json_t *qc_json(struct set_plan *plan, struct measuring *measuring)
{
    const bool is_lacking = plan->prints.count == 0;
    struct set_test *test = &plan->qc;
    struct qc_result result = { 0 };
    int count[QC_MUST + 1] = { 0 };

    if (test->state == PLAN_DONE && measuring_qc(&result, measuring, &test->key, NULL))
        test->state = PLAN_WAITING; /* lost: the next look wants it again */
    for (size_t i = 0; i < result.count; i++)
        count[result.note[i].level]++;
    qc_result_clear(&result);
    return json_pack("{s:s, s:s?, s:i, s:i, s:i, s:s?}", "state", test_state(test, is_lacking),
                     "error", test->error, "must", count[QC_MUST], "should", count[QC_SHOULD],
                     "info", count[QC_INFO], "lacks", is_lacking ? "prints" : NULL);
}

/* ---- null ---- */

static void say_residual(char out[TEXT], const struct null_residual *residual)
{
    if (isfinite(residual->residual_db))
        snprintf(out, TEXT, "residual %.0f dB", residual->residual_db);
    else
        snprintf(out, TEXT, "no residual");
}

static json_t *null_json(struct set_plan *plan, struct measuring *measuring)
{
    struct set_test *test = &plan->null;
    struct null_result result = { 0 };
    char lacks[SET_LACKS_TEXT], text[TEXT];
    const struct null_residual *whole = NULL;
    json_t *json;

    set_lacks(lacks, &plan->production, &plan->prints);
    if (!*lacks && test->state == PLAN_DONE) {
        if (measuring_null(&result, measuring, &test->key, NULL))
            test->state = PLAN_WAITING;
        else
            whole = &result.test.whole;
    }
    if (whole)
        say_residual(text, whole);
    json =
        json_pack("{s:s, s:s?, s:s?, s:o, s:s?, s:s?}", "state", test_state(test, *lacks), "error",
                  test->error, "verdict", whole ? null_verdict_name(whole->verdict) : NULL, "nulls",
                  whole ? json_boolean(null_passes(whole->verdict)) : json_null(), "text",
                  whole ? text : NULL, "lacks", *lacks ? lacks : NULL);
    null_result_clear(&result);
    return json;
}

/* ---- a set ---- */

static json_t *print_json(const struct recording *print)
{
    return json_pack("{s:s, s:s, s:b}", "role", print->role, "kind", role_kind_name(print->kind),
                     "playable", recording_is_playable(print));
}

static bool is_of(const struct recording *print, const struct production *production, unsigned role)
{
    return role < production->stems
               ? print->kind == ROLE_STEM && !strcmp(print->role, production->stem[role])
               : print->kind == ROLE_MIX;
}

/* In the order of the stem plan, the mix last. */
static json_t *prints_json(const struct set_plan *plan)
{
    json_t *list = json_array();

    for (unsigned role = 0; role <= plan->production.stems; role++)
        for (size_t i = 0; i < plan->prints.count; i++)
            if (is_of(&plan->prints.list[i], &plan->production, role))
                json_push(list, print_json(&plan->prints.list[i]));
    return list;
}

static const char *cue_name(const struct cue *cues, size_t count, int64_t id)
{
    for (size_t i = 0; i < count; i++)
        if (cues[i].id == id)
            return cues[i].name;
    return "";
}

static json_t *check_json(struct set_plan *plan, struct measuring *measuring, const char *cue)
{
    const struct print_set *set = &plan->set;

    return json_pack("{s:I, s:s, s:I, s:I, s:I, s:I, s:b, s:o, s:o, s:o, s:o}", "cue_id",
                     (json_int_t)set->cue_id, "cue", cue, "set_id", (json_int_t)set->id, "version",
                     (json_int_t)set->version, "arrived_at_ms", (json_int_t)set->published_at_ms,
                     "picture_id", (json_int_t)set->picture_id, "is_complete", plan->is_complete,
                     "missing", set_lacks_json(set, &plan->production, &plan->prints), "prints",
                     prints_json(plan), "qc", qc_json(plan, measuring), "null",
                     null_json(plan, measuring));
}

/* ---- the list ---- */

static int newest_first(const void *a, const void *b)
{
    const struct print_set *x = a, *y = b;

    if (x->published_at_ms != y->published_at_ms)
        return x->published_at_ms < y->published_at_ms ? 1 : -1;
    return (x->id < y->id) - (x->id > y->id);
}

struct listing {
    struct print_set *set;
    struct cue *cue;
    size_t sets, cues;
};

static enum err_code add_checks(json_t *list, const struct listing *listing, struct req *req,
                                struct err *err)
{
    struct measuring *measuring = req->app->measuring;
    enum err_code code = ERR_NONE;

    for (size_t i = 0; i < listing->sets && !code; i++) {
        const struct print_set *set = &listing->set[i];
        struct set_plan plan;
        if ((code = measuring_set_plan(&plan, measuring, set->id, req->db, err)))
            break;
        json_push(list,
                  check_json(&plan, measuring, cue_name(listing->cue, listing->cues, set->cue_id)));
        set_plan_clear(&plan);
    }
    return code;
}

enum err_code api_production_checks(struct req *req, struct reply *reply, struct err *err)
{
    struct listing listing = { 0 };
    json_t *list = json_array();
    enum err_code code;

    if ((code = db_sets_latest(req->db, req->id[0], &listing.set, &listing.sets, err)) ||
        (code = db_cues(req->db, req->id[0], &listing.cue, &listing.cues, err)))
        goto done;
    if (listing.sets > 0)
        qsort(listing.set, listing.sets, sizeof *listing.set, newest_first);
    if (!(code = add_checks(list, &listing, req, err)))
        code = reply_take(reply, 200, json_list("checks", json_incref(list)), err);
done:
    json_decref(list);
    free(listing.set);
    free(listing.cue);
    return code;
}
