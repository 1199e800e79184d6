#include "server/api/drafts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/api/acts.h"
#include "server/api/load.h"
#include "server/api/routes.h"
#include "server/api/uploads.h"
#include "server/api/who.h"
#include "server/store/members.h"

#define DAY_MS (INT64_C(24) * 3600 * 1000)

static int64_t draft_ms(const struct app *app)
{
    return app->options.draft_days * DAY_MS;
}

/* ---- to see ---- */

/* What a list of drafts is made of. */
struct drafts {
    struct production production;
    struct print_set *set;
    size_t sets;
    struct recordings prints;
    struct member *member;
    size_t members;
    struct who_names *names;
};

static enum err_code drafts_load(struct drafts *out, struct db *db, int64_t production_id,
                                 struct err *err)
{
    enum err_code code;

    if ((code = db_production(db, production_id, &out->production, err)) ||
        (code = db_drafts(db, production_id, &out->set, &out->sets, err)) ||
        (code = db_prints_of_drafts(db, production_id, &out->prints, err)) ||
        (code = db_members(db, production_id, &out->member, &out->members, err)))
        return code;
    return who_names_new(&out->names, db, err);
}

static void drafts_clear(struct drafts *drafts)
{
    free(drafts->set);
    free(drafts->prints.list);
    free(drafts->member);
    who_names_free(drafts->names);
}

static enum side side_of(const struct drafts *drafts, int64_t person_id)
{
    for (size_t i = 0; i < drafts->members; i++)
        if (drafts->member[i].person_id == person_id)
            return drafts->member[i].side;
    return SIDE_NONE;
}

static enum err_code draft_json(json_t **out, const struct drafts *drafts, size_t number,
                                struct req *req, struct err *err)
{
    const struct print_set *set = &drafts->set[number];
    const struct uploads_query query = { .set_id = set->id };
    struct db_upload *uploads = NULL;
    json_t *json = set_json(set, &drafts->production, &drafts->prints), *list = json_array();
    size_t count = 0;
    enum err_code code = db_uploads(req->db, &query, &uploads, &count, err);

    for (size_t i = 0; i < count; i++)
        json_push(list, upload_json(&uploads[i], drafts->names));
    free(uploads);
    json_object_set_new(json, "expires_at_ms",
                        json_integer(set->touched_at_ms + draft_ms(req->app)));
    json_object_set_new(
        json, "by",
        who_json(drafts->names, set->person_id, side_name(side_of(drafts, set->person_id)), NULL));
    json_object_set_new(json, "uploads", list);
    *out = json;
    return code;
}

enum err_code api_drafts(struct req *req, struct reply *reply, struct err *err)
{
    struct drafts drafts = { 0 };
    json_t *list = json_array(), *json;
    enum err_code code = drafts_load(&drafts, req->db, req->id[0], err);

    for (size_t i = 0; i < drafts.sets && !code; i++) {
        code = draft_json(&json, &drafts, i, req, err);
        json_push(list, json);
    }
    drafts_clear(&drafts);
    if (!code)
        return reply_take(reply, 200, json_list("drafts", list), err);
    json_decref(list);
    return code;
}

/* ---- to publish ---- */

struct publishing {
    int64_t set_id;
    bool incomplete; /* on purpose */
    bool changed;
    const struct caller *who;
};

/* The roles that it lacks, as people write them. */
static void lacks_text(char *out, size_t bytes, const json_t *lacks)
{
    const size_t count = json_array_size(lacks);
    size_t used = 0;

    for (size_t i = 0; i < count && used < bytes; i++)
        used += (size_t)snprintf(out + used, bytes - used, "%s%s",
                                 i == 0           ? ""
                                 : i + 1 == count ? " and "
                                                  : ", ",
                                 json_string_value(json_array_get(lacks, i)));
}

static enum err_code lacks(struct print_set *set, const json_t *list, struct err *err)
{
    char text[300] = "";

    lacks_text(text, sizeof text, list);
    return err_set(err, ERR_CONFLICT,
                   "version %lld lacks %s: send what is missing, or publish it as it is with "
                   "{\"incomplete\": true}",
                   (long long)set->version, text);
}

/* lacks is taken. */
static enum err_code add_event(struct db *db, const struct publishing *publishing,
                               const struct print_set *set, json_t *lacks, struct err *err)
{
    struct act act = { .kind = "set.publish", .production_id = set->production_id };
    struct cue cue;
    enum err_code code = db_cue(db, set->cue_id, &cue, err);

    if (code) {
        json_decref(lacks);
        return code;
    }
    act.detail =
        json_pack("{s:I, s:s, s:I, s:b, s:o}", "set_id", (json_int_t)set->id, "cue", cue.name,
                  "version", (json_int_t)set->version, "incomplete", 1, "lacks", lacks);
    return act_add(db, publishing->who, &act, NULL, err);
}

/* A whole set is published by what made it whole (material.c): nothing is left to do for it. */
static enum err_code publish_now(struct db *db, void *ctx, struct err *err)
{
    struct publishing *publishing = ctx;
    struct production production;
    struct recordings prints = { 0 };
    struct print_set set;
    json_t *missing;
    enum err_code code;

    if ((code = load_set(db, publishing->set_id, &set, &production, err)))
        return code;
    if (set.published_at_ms)
        return publishing->incomplete ? set_is_published(&set, err) : ERR_NONE;
    if ((code = db_prints_of_set(db, set.id, &prints, err)))
        return code;
    missing = set_lacks_json(&set, &production, &prints);
    free(prints.list);
    if (!publishing->incomplete || (code = db_set_publish_incomplete(db, set.id, err))) {
        code = code ? code : lacks(&set, missing, err);
        json_decref(missing);
        return code;
    }
    publishing->changed = true;
    return add_event(db, publishing, &set, missing, err);
}

static void tell_published(struct req *req, int64_t set_id)
{
    char line[sizeof((struct err *)0)->text + 64];
    struct err err = { 0 };

    if (!measuring_published(req->app->measuring, req->db, set_id, &err))
        return;
    snprintf(line, sizeof line, "print set %lld is not measured yet: %.400s", (long long)set_id,
             err.text);
    app_say(req->app, line);
}

static enum err_code reply_set(struct req *req, struct reply *reply, struct err *err)
{
    struct print_set set;
    struct production production;
    struct recordings prints = { 0 };
    json_t *json;

    if (load_set(req->db, req->id[0], &set, &production, err) ||
        db_prints_of_set(req->db, set.id, &prints, err))
        return err->code;
    json = set_json(&set, &production, &prints);
    free(prints.list);
    return reply_take(reply, 200, json, err);
}

enum err_code api_set(struct req *req, struct reply *reply, struct err *err)
{
    return reply_set(req, reply, err);
}

enum err_code api_set_publish(struct req *req, struct reply *reply, struct err *err)
{
    struct publishing publishing = { .set_id = req->id[0], .who = req->caller };
    int incomplete = 0;

    if (req_unpack(req, err, "{s?b}", "incomplete", &incomplete))
        return err->code;
    publishing.incomplete = incomplete != 0;
    if (db_txn(req->db, publish_now, &publishing, err))
        return err->code;
    if (publishing.changed) {
        act_news(req->app, req->caller->production_id);
        tell_published(req, req->id[0]);
    }
    return reply_set(req, reply, err);
}
