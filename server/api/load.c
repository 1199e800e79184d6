#include "server/api/load.h"

#include <stdlib.h>

#include "server/store/events.h"

static enum err_code load_pictures(json_t **out, struct db *db, int64_t production_id,
                                   struct err *err)
{
    struct picture *list = NULL;
    size_t count;
    enum err_code code = db_pictures(db, production_id, &list, &count, err);

    *out = code ? NULL : json_array();
    for (size_t i = 0; i < count && !code; i++)
        json_push(*out, picture_json(&list[i]));
    free(list);
    return code;
}

enum err_code load_cues(json_t **out, struct db *db, const struct production *production,
                        struct err *err)
{
    struct cue *cues = NULL;
    struct print_set *sets = NULL;
    struct recordings prints = { 0 };
    size_t cue_count = 0, set_count = 0;
    enum err_code code;

    *out = NULL;
    if ((code = db_cues(db, production->id, &cues, &cue_count, err)) ||
        (code = db_sets_latest(db, production->id, &sets, &set_count, err)) ||
        (code = db_prints_latest(db, production->id, &prints, err)))
        goto done;
    *out = json_array();
    for (size_t i = 0; i < cue_count; i++) {
        json_t *list = json_array();
        for (size_t k = 0; k < set_count; k++)
            if (sets[k].cue_id == cues[i].id)
                json_push(list, set_json(&sets[k], production, &prints));
        json_push(*out, cue_json(&cues[i], list));
    }
done:
    free(cues);
    free(sets);
    free(prints.list);
    return code;
}

enum err_code load_production(json_t **out, struct db *db, const struct production *production,
                              struct err *err)
{
    json_t *pictures = NULL, *cues = NULL;
    int64_t latest;
    enum err_code code;

    *out = NULL;
    /* Read first: an event that comes meanwhile is heard of twice, not never. */
    if ((code = db_event_latest(db, production->id, &latest, err)) ||
        (code = load_pictures(&pictures, db, production->id, err)))
        return code;
    if ((code = load_cues(&cues, db, production, err))) {
        json_decref(pictures);
        return code;
    }
    *out = production_json(production, latest, pictures, cues);
    return ERR_NONE;
}

enum err_code load_set(struct db *db, int64_t id, struct print_set *set,
                       struct production *production, struct err *err)
{
    const enum err_code code = db_set(db, id, set, err);

    return code ? code : db_production(db, set->production_id, production, err);
}

enum err_code load_picture(struct db *db, int64_t id, struct picture *picture,
                           struct production *production, struct err *err)
{
    const enum err_code code = db_picture(db, id, picture, err);

    return code ? code : db_production(db, picture->production_id, production, err);
}
