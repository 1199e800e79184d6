#include "server/api/stem_plan.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "server/api/acts.h"
#include "server/api/routes.h"
#include "server/api/stem_check.h"
#include "server/api/stem_proposals.h"
#include "server/api/text.h"
#include "server/api/to_json.h"

static const char *const default_stems[] = { "String", "Brass", "Atmospheric", "FX inst",
                                             "Percussion" };
static const char *const other_roles[] = { "Full mix", "Dialogue", "Effects" };

/* ---- reading ---- */

static bool role_is_taken(const struct production *production, const char *role)
{
    for (size_t i = 0; i < sizeof other_roles / sizeof *other_roles; i++)
        if (!strcasecmp(other_roles[i], role))
            return true;
    for (unsigned i = 0; i < production->stems; i++)
        if (!strcasecmp(production->stem[i], role))
            return true;
    return false;
}

static enum err_code stem_add(struct production *production, const char *name, struct err *err)
{
    char *stem = production->stem[production->stems];
    enum err_code code;

    if ((code = text_copy(stem, RECIPE_ROLE, name, (struct text_rule){ "stems", true }, err)))
        return code;
    if (role_is_taken(production, stem))
        return err_set(err, ERR_INVALID,
                       "stems: \"%s\" is there twice, or is the full mix or a temp", stem);
    production->look[production->stems++] = (struct look){ 0 };
    return ERR_NONE;
}

static enum err_code check_list(const json_t *list, const char *key, const char *what,
                                struct err *err)
{
    const size_t count = json_array_size(list);

    if (json_is_array(list) && count >= 1 && count <= STEMS_MAX)
        return ERR_NONE;
    return err_set(err, ERR_INVALID, "%s must be a list of 1 to %d %s", key, STEMS_MAX, what);
}

enum err_code stem_plan_read_names(struct production *out, const json_t *names, struct err *err)
{
    enum err_code code = names ? check_list(names, "stems", "names", err) : ERR_NONE;

    out->stems = 0;
    for (size_t i = 0; i < json_array_size(names) && !code; i++) {
        const json_t *name = json_array_get(names, i);
        code = json_is_string(name) ? stem_add(out, json_string_value(name), err)
                                    : err_set(err, ERR_INVALID, "stems holds what is no name");
    }
    for (size_t i = 0; !names && i < sizeof default_stems / sizeof *default_stems && !code; i++)
        code = stem_add(out, default_stems[i], err);
    if (!code)
        stem_propose(out);
    return code;
}

static enum err_code copy_label(struct look *out, const char *label, struct err *err)
{
    return text_copy(out->label, sizeof out->label, label, (struct text_rule){ "label", true },
                     err);
}

static enum err_code copy_shape(struct look *out, const char *shape, struct err *err)
{
    if (!stem_shape_is_known(shape))
        return err_set(err, ERR_INVALID, "there is no shape \"%.40s\"", shape);
    strncpy(out->shape, shape, sizeof out->shape - 1);
    return ERR_NONE;
}

/* In small letters; JSON's null is no colour. */
static enum err_code copy_colour(char out[LOOK_COLOUR], const char *stem, const json_t *json,
                                 struct err *err)
{
    const char *text = json_string_value(json);

    if (!json || json_is_null(json))
        return ERR_NONE;
    if (!text || strlen(text) != LOOK_COLOUR - 1)
        return err_set(err, ERR_INVALID, "a colour of %s is not like \"#a6d895\"; null is none",
                       stem);
    for (size_t i = 0; i < LOOK_COLOUR; i++)
        out[i] = (char)tolower((unsigned char)text[i]);
    return ERR_NONE;
}

static enum err_code read_stem(struct production *out, json_t *json, bool whole, struct err *err)
{
    static const char all[] = "{s:s, s:s, s:s, s:o, s:o}", some[] = "{s:s, s?s, s?s, s?o, s?o}";
    const char *name, *label = NULL, *shape = NULL;
    json_t *dark = NULL, *light = NULL;
    struct look *look = &out->look[out->stems];
    const char *stem = out->stem[out->stems];
    enum err_code code;

    if ((code = req_unpack_part(json, "stem_plan", err, whole ? all : some, "name", &name, "label",
                                &label, "shape", &shape, "dark", &dark, "light", &light)) ||
        (code = stem_add(out, name, err)))
        return code;
    if ((label && (code = copy_label(look, label, err))) ||
        (shape && (code = copy_shape(look, shape, err))) ||
        (code = copy_colour(look->dark, stem, dark, err)))
        return code;
    return copy_colour(look->light, stem, light, err);
}

enum err_code stem_plan_read(struct production *out, const json_t *plan, bool whole,
                             struct err *err)
{
    enum err_code code = check_list(plan, "stem_plan", "stems", err);

    out->stems = 0;
    for (size_t i = 0; i < json_array_size(plan) && !code; i++)
        code = read_stem(out, json_array_get(plan, i), whole, err);
    if (code)
        return code;
    if (!whole)
        stem_propose(out);
    return stem_check(out, err);
}

/* ---- telling ---- */

json_t *stem_names_json(const struct production *production)
{
    json_t *names = json_array();

    for (unsigned i = 0; i < production->stems; i++)
        json_push(names, json_string(production->stem[i]));
    return names;
}

static json_t *colour_json(const char *colour)
{
    return *colour ? json_string(colour) : json_null();
}

static json_t *stem_json(const char *name, const struct look *look)
{
    return json_pack("{s:s, s:s, s:s, s:o, s:o}", "name", name, "label", look->label, "shape",
                     look->shape, "dark", colour_json(look->dark), "light",
                     colour_json(look->light));
}

json_t *stem_plan_json(const struct production *production)
{
    struct production told = *production;
    json_t *plan = json_array();

    if (told.stems > 0 && !*told.look[0].label)
        stem_propose(&told);
    for (unsigned i = 0; i < told.stems; i++)
        json_push(plan, stem_json(told.stem[i], &told.look[i]));
    return plan;
}

/* ---- changing ---- */

static bool has_stem(const struct production *production, const char *name)
{
    for (unsigned i = 0; i < production->stems; i++)
        if (!strcmp(production->stem[i], name))
            return true;
    return false;
}

/* Prints are kept by the names of stems, so a new look brings no new names. */
static enum err_code check_names(const struct production *now, const struct production *then,
                                 struct err *err)
{
    for (unsigned i = 0; i < then->stems; i++)
        if (!has_stem(now, then->stem[i]))
            return err_set(err, ERR_INVALID,
                           "stem_plan: this production has no stem \"%s\"; names do not change",
                           then->stem[i]);
    for (unsigned i = 0; i < now->stems; i++)
        if (!has_stem(then, now->stem[i]))
            return err_set(err, ERR_INVALID, "stem_plan: %s is missing", now->stem[i]);
    return ERR_NONE;
}

struct putting {
    const struct caller *who;
    int64_t production_id;
    struct production plan;
};

static enum err_code put(struct db *db, void *ctx, struct err *err)
{
    struct putting *putting = ctx;
    struct act act = { .kind = "stem_plan.put", .production_id = putting->production_id };
    struct production now;
    enum err_code code;

    if ((code = db_production(db, putting->production_id, &now, err)) ||
        (code = check_names(&now, &putting->plan, err)))
        return code;
    putting->plan.id = putting->production_id;
    if ((code = db_stem_plan_put(db, &putting->plan, err)))
        return code;
    act.detail = json_pack("{s:o}", "stem_plan", stem_plan_json(&putting->plan));
    return act_add(db, putting->who, &act, NULL, err);
}

enum err_code api_stem_plan_put(struct req *req, struct reply *reply, struct err *err)
{
    struct putting putting = { .who = req->caller, .production_id = req->id[0] };
    json_t *plan;

    if (req_unpack(req, err, "{s:o}", "stem_plan", &plan) ||
        stem_plan_read(&putting.plan, plan, true, err) || db_txn(req->db, put, &putting, err))
        return err->code;
    act_news(req->app, putting.production_id);
    return api_production(req, reply, err);
}
