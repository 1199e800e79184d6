/* Previews, for guests: of the scenes of their link and of nothing else. */
#include "server/api/guest_scope.h"
#include "server/api/preview_serve.h"
#include "server/api/routes.h"

static bool allows(const struct guest_scope *scope, int64_t picture_id, int64_t in_samples,
                   int64_t out_samples)
{
    return picture_id == scope->scenes.picture.id &&
           link_scenes_cover(&scope->scenes, in_samples, out_samples);
}

/* Which sets sound is the members' to choose, and a guest says what to hear: there is no whole. */
static enum err_code check_keys(const struct guest_scope *scope, const json_t *object,
                                struct err *err)
{
    const json_t *scene = json_object_get(object, "scene_id");

    if (json_object_get(object, "sets"))
        return err_set(err, ERR_INVALID, "unknown key \"sets\": guests hear the newest prints");
    if (!scene && !json_object_get(object, "tc_in") && !json_object_get(object, "in_samples"))
        return err_set(err, ERR_INVALID,
                       "say the range: scene_id, or tc_in and tc_out, or in_samples and "
                       "out_samples");
    if (json_is_integer(scene) && !link_scenes_find(&scope->scenes, json_integer_value(scene)))
        return guest_scope_none("scene", err);
    return ERR_NONE;
}

static enum err_code read_ask(struct preview_ask *ask, const struct guest_scope *scope,
                              struct req *req, struct err *err)
{
    json_t *object;

    ask->picture = scope->scenes.picture;
    ask->production = scope->production;
    if (req_json(req, &object, err) || check_keys(scope, object, err) ||
        preview_ask_read(ask, req, err))
        return err->code;
    return allows(scope, ask->picture.id, ask->in_samples, ask->out_samples)
               ? ERR_NONE
               : guest_scope_none("range", err);
}

enum err_code api_guest_preview_add(struct req *req, struct reply *reply, struct err *err)
{
    struct preview_ask ask = { 0 };
    struct guest_scope scope;
    enum err_code code;

    if ((code = guest_scope_load(&scope, req, err)))
        return code;
    code = read_ask(&ask, &scope, req, err);
    guest_scope_clear(&scope);
    if (code)
        return code;
    code = preview_serve_new(req, reply, &ask, READER_GUEST, err);
    if (code == ERR_UNKNOWN) /* its sentence names files */
        code = err_set(err, ERR_UNKNOWN,
                       "this can't be played yet: those who sent the link have to answer something "
                       "about a print first");
    return code;
}

/* The row alone decides, before anything of the preview is opened. */
static enum err_code check_preview(struct req *req, struct err *err)
{
    struct guest_scope scope;
    struct preview_row row;
    struct hash id;
    enum err_code code;

    if (hash_parse(&id, req->param[0], NULL))
        return guest_scope_none("preview", err);
    if ((code = db_preview(req->db, &id, &row, err)))
        return code == ERR_NOT_FOUND ? guest_scope_none("preview", err) : code;
    if (!(code = guest_scope_load(&scope, req, err))) {
        if (!allows(&scope, row.picture_id, row.in_samples, row.out_samples))
            code = guest_scope_none("preview", err);
        guest_scope_clear(&scope);
    }
    preview_row_clear(&row);
    return code;
}

enum err_code api_guest_preview(struct req *req, struct reply *reply, struct err *err)
{
    const enum err_code code = check_preview(req, err);

    return code ? code : preview_serve(req, reply, READER_GUEST, err);
}

enum err_code api_guest_preview_file(struct req *req, struct reply *reply, struct err *err)
{
    const enum err_code code = check_preview(req, err);

    return code ? code : preview_serve_file(req, reply, err);
}

enum err_code api_guest_preview_overs(struct req *req, struct reply *reply, struct err *err)
{
    const enum err_code code = check_preview(req, err);

    return code ? code : preview_serve_overs(req, reply, err);
}
