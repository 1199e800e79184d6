#include "server/api/preview_load.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "server/api/recipe_json.h"
#include "server/work/opener.h"

static enum err_code read_recipe(struct preview_use *use, struct err *err)
{
    json_t *json = json_loads(use->row.recipe, 0, NULL);
    enum err_code code;

    if (!json)
        return err_set(err, ERR_DAMAGED, "the record holds a recipe that can't be read");
    use->recipe = (struct recipe){ .headroom_db = use->row.headroom_db };
    code = recipe_json_read(&use->recipe, json, err);
    json_decref(json);
    return code;
}

static enum err_code make_tracks(struct preview_track *tracks, struct app *app,
                                 const struct preview_row *row, struct err *err)
{
    enum err_code code = ERR_NONE;

    for (size_t i = 0; i < row->tracks && !code; i++) {
        const struct preview_row_track *from = &row->track[i];
        tracks[i] = (struct preview_track){ .kind = from->kind,
                                            .start_samples = from->start_samples,
                                            .samples = from->samples,
                                            .audio = from->audio,
                                            .open = opener_open };
        memcpy(tracks[i].role, from->role, sizeof tracks[i].role);
        code = openers_get(&tracks[i].ctx, app->openers, from, err);
    }
    return code;
}

static enum err_code make_preview(struct preview **out, struct app *app,
                                  const struct preview_use *use, struct err *err)
{
    const struct preview_row *row = &use->row;
    struct preview_track *tracks = calloc(row->tracks + 1, sizeof *tracks);
    const struct preview_spec spec = {
        .recipe = use->recipe,
        .track = tracks,
        .tracks = row->tracks,
        .in_samples = row->in_samples,
        .out_samples = row->out_samples,
        .settings = row->settings,
        .title = row->title,
    };
    enum err_code code;

    *out = NULL;
    if (!tracks)
        return err_set(err, ERR_NO_MEMORY, "no memory for the tracks of a preview");
    if (!(code = make_tracks(tracks, app, row, err)))
        code = preview_new(out, &spec, err);
    free(tracks);
    return code;
}

/* What the API calls a preview: its bytes, and of what they are. Two picture versions, two sets
 * with the same audio, or the same sound an hour later are different previews for people. */
static enum err_code make_id(struct preview_row *row, struct err *err)
{
    const int64_t numbers[] = { row->picture_id, row->in_samples, row->out_samples };
    struct hasher *hasher;
    enum err_code code;

    if ((code = hasher_new(&hasher, err)))
        return code;
    hasher_add(hasher, row->key.byte, HASH_BYTES);
    hasher_add(hasher, numbers, sizeof numbers);
    for (size_t i = 0; i < row->tracks; i++)
        hasher_add(hasher, &row->track[i].recording_id, sizeof row->track[i].recording_id);
    row->id = hasher_result(hasher);
    hasher_free(hasher);
    return ERR_NONE;
}

static enum err_code hand_over(struct preview_use *use, struct app *app, struct preview *preview,
                               struct err *err)
{
    use->preview = renders_add(app->renders, preview);
    return use->preview ? ERR_NONE : err_set(err, ERR_NO_MEMORY, "no memory for a preview");
}

enum err_code preview_use_new(struct preview_use *out, struct app *app, struct preview_row *row,
                              struct err *err)
{
    struct preview *preview;
    enum err_code code;

    *out = (struct preview_use){ .row = *row };
    *row = (struct preview_row){ 0 };
    if ((code = read_recipe(out, err)) || (code = make_preview(&preview, app, out, err)))
        goto done;
    out->row.key = preview_key(preview);
    if ((code = make_id(&out->row, err)))
        preview_free(preview);
    else
        code = hand_over(out, app, preview, err);
done:
    if (code)
        preview_use_clear(out, app);
    return code;
}

/* Another libopus or mixer makes other bytes; then what was once heard can't be made again, and
 * saying so is better than other sound under the same name. */
static enum err_code make_again(struct preview_use *use, struct app *app, struct err *err)
{
    struct preview *preview;
    struct hash key;
    enum err_code code;

    if ((code = make_preview(&preview, app, use, err)))
        return code;
    key = preview_key(preview);
    if (!hash_compare(&key, &use->row.key))
        return hand_over(use, app, preview, err);
    preview_free(preview);
    return err_set(err, ERR_INTERNAL,
                   "this preview was made by another predub or libopus, which gave other bytes: "
                   "ask for it anew");
}

enum err_code preview_use_load(struct preview_use *out, struct app *app, struct db *db,
                               const char *id, struct err *err)
{
    struct hash hash;
    enum err_code code;

    *out = (struct preview_use){ 0 };
    if (hash_parse(&hash, id, NULL))
        return err_set(err, ERR_NOT_FOUND, "there is no such preview");
    if ((code = db_preview(db, &hash, &out->row, err)))
        return code;
    if (!(code = read_recipe(out, err)) &&
        !(out->preview = renders_get(app->renders, &out->row.key)))
        code = make_again(out, app, err);
    if (code)
        preview_use_clear(out, app);
    return code;
}

void preview_use_clear(struct preview_use *use, struct app *app)
{
    if (use->preview)
        renders_give(app->renders, use->preview);
    preview_row_clear(&use->row);
    use->preview = NULL;
}
