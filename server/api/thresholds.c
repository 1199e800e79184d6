/* A production's thresholds: proposals until somebody changes one. */
#include "server/store/thresholds.h"

#include <string.h>

#include "server/api/acts.h"
#include "server/api/measure_json.h"
#include "server/api/routes.h"

static json_t *range_json(size_t field)
{
    const struct threshold_field *limits = &threshold_fields[field];

    return json_pack("{s:s, s:f, s:f, s:f}", "name", limits->name, "proposed",
                     threshold_get(&thresholds_proposed, field), "least", limits->least, "greatest",
                     limits->greatest);
}

static enum err_code reply_thresholds(struct req *req, struct reply *reply, struct err *err)
{
    struct thresholds thresholds;
    json_t *ranges = json_array();
    bool proposal;

    if (db_thresholds(req->db, req->id[0], &thresholds, &proposal, err)) {
        json_decref(ranges);
        return err->code;
    }
    for (size_t i = 0; i < THRESHOLDS; i++)
        json_array_append_new(ranges, range_json(i));
    return reply_take(reply, 200,
                      json_pack("{s:b, s:o, s:o}", "proposal", proposal, "thresholds",
                                thresholds_json(&thresholds), "ranges", ranges),
                      err);
}

enum err_code api_thresholds(struct req *req, struct reply *reply, struct err *err)
{
    return reply_thresholds(req, reply, err);
}

static enum err_code read_one(struct thresholds *out, const char *name, const json_t *value,
                              struct err *err)
{
    for (size_t i = 0; i < THRESHOLDS; i++) {
        if (strcmp(threshold_fields[i].name, name) != 0)
            continue;
        if (!json_is_number(value))
            return err_set(err, ERR_INVALID, "thresholds: %s is no number", name);
        threshold_set(out, i, json_number_value(value));
        return ERR_NONE;
    }
    return err_set(err, ERR_INVALID, "thresholds: there is none called \"%.60s\"", name);
}

/* What is not named is the proposal again. */
static enum err_code read_all(struct thresholds *out, struct req *req, struct err *err)
{
    json_t *object, *value;
    const char *name;

    *out = thresholds_proposed;
    if (req_unpack(req, err, "{s:o}", "thresholds", &object))
        return err->code;
    if (!json_is_object(object))
        return err_set(err, ERR_INVALID, "\"thresholds\" must be an object of names and numbers");
    json_object_foreach (object, name, value)
        if (read_one(out, name, value, err))
            return err->code;
    return thresholds_check(out, err);
}

struct putting {
    const struct caller *who;
    int64_t production_id;
    struct thresholds thresholds;
};

/* Only what is another than the proposal, as it is kept. */
static json_t *own_json(const struct thresholds *thresholds)
{
    json_t *own = json_object();

    for (size_t i = 0; i < THRESHOLDS; i++)
        if (threshold_is_own(thresholds, i))
            json_object_set_new(own, threshold_fields[i].name,
                                json_real(threshold_get(thresholds, i)));
    return own;
}

static enum err_code put(struct db *db, void *ctx, struct err *err)
{
    const struct putting *putting = ctx;
    struct act act = { .kind = "thresholds.put", .production_id = putting->production_id };

    if (db_thresholds_put(db, putting->production_id, &putting->thresholds, err))
        return err->code;
    act.detail = json_pack("{s:o}", "thresholds", own_json(&putting->thresholds));
    return act_add(db, putting->who, &act, NULL, err);
}

enum err_code api_thresholds_put(struct req *req, struct reply *reply, struct err *err)
{
    struct putting putting = { .who = req->caller, .production_id = req->id[0] };

    if (read_all(&putting.thresholds, req, err) || db_txn(req->db, put, &putting, err))
        return err->code;
    act_news(req->app, putting.production_id);
    return reply_thresholds(req, reply, err);
}
