#include "server/store/productions.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "server/api/load.h"
#include "server/api/routes.h"
#include "server/api/text.h"

/* Agreed with the re-recording mixer unless the production says otherwise. */
static const char *const default_stems[] = { "String", "Brass", "Atmospheric", "FX inst",
                                             "Percussion" };
static const char *const other_roles[] = { "Full mix", "Dialogue", "Effects" };

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
    production->stems++;
    return ERR_NONE;
}

static enum err_code read_stems(struct production *production, const json_t *stems, struct err *err)
{
    const size_t count = stems ? json_array_size(stems) : 0;
    enum err_code code = ERR_NONE;

    if (stems && (!json_is_array(stems) || count < 1 || count > STEMS_MAX))
        return err_set(err, ERR_INVALID, "stems must be a list of 1 to %d names", STEMS_MAX);
    for (size_t i = 0; i < count && !code; i++) {
        const json_t *name = json_array_get(stems, i);
        code = json_is_string(name) ? stem_add(production, json_string_value(name), err)
                                    : err_set(err, ERR_INVALID, "stems holds what is no name");
    }
    for (size_t i = 0; !stems && i < sizeof default_stems / sizeof *default_stems && !code; i++)
        code = stem_add(production, default_stems[i], err);
    return code;
}

enum err_code api_production_add(struct req *req, struct reply *reply, struct err *err)
{
    const struct text_rule name_rule = { "name", true };
    struct production production = { 0 };
    const char *name, *rate;
    json_t *stems = NULL;

    if (req_unpack(req, err, "{s:s, s:s, s?F, s?o}", "name", &name, "frame_rate", &rate,
                   "headroom_db", &production.headroom_db, "stems", &stems) ||
        text_copy(production.name, sizeof production.name, name, name_rule, err) ||
        rate_parse(&production.rate, rate, err) || read_stems(&production, stems, err))
        return err->code;
    if (!(production.headroom_db >= -24 && production.headroom_db <= 0))
        return err_set(err, ERR_INVALID, "headroom_db is %g, it may be -24 to 0",
                       production.headroom_db);
    if (db_production_add(req->db, &production, err))
        return err->code;
    return reply_take(reply, 201, production_json(&production, json_array(), json_array()), err);
}

enum err_code api_production(struct req *req, struct reply *reply, struct err *err)
{
    struct production production;
    json_t *json = NULL;

    if (db_production(req->db, req->id[0], &production, err) ||
        load_production(&json, req->db, &production, err))
        return err->code;
    return reply_take(reply, 200, json, err);
}

enum err_code api_productions(struct req *req, struct reply *reply, struct err *err)
{
    struct production *list = NULL;
    json_t *json = json_array(), *one = NULL;
    size_t count;
    enum err_code code = db_productions(req->db, &list, &count, err);

    for (size_t i = 0; i < count && !code; i++)
        if (!(code = load_production(&one, req->db, &list[i], err)))
            json_push(json, one);
    free(list);
    if (code)
        json_decref(json);
    return code ? code : reply_take(reply, 200, json_list("productions", json), err);
}
