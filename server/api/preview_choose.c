#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec/core/units.h"
#include "server/api/preview_ask.h"
#include "server/api/preview_title.h"
#include "server/api/recipe_json.h"
#include "server/store/cues.h"
#include "server/store/scenes.h"
#include "server/store/sets.h"
#include "server/work/opener.h"

/* Frozen with the preview: what sounds in it, and what its first encoder hears before that. */
static const int64_t margin_samples = RATE_HZ;

/* Everything that could sound. */
struct material {
    struct print_set *sets; /* by cue, newest first */
    size_t set_count;
    struct recordings prints, temps;
    struct scene *scenes;
    size_t scene_count;
};

/* The recordings that the recipe plays, lent from material. */
struct choice {
    const struct recording **list;
    size_t count;
};

static enum err_code material_load(struct material *material, const struct preview_ask *ask,
                                   struct db *db, struct err *err)
{
    enum err_code code;

    if ((code = db_sets_of_production(db, ask->production.id, &material->sets, &material->set_count,
                                      err)) ||
        (code = db_prints_of_production(db, ask->production.id, &material->prints, err)) ||
        (code = db_temps_of_picture(db, ask->picture.id, &material->temps, err)))
        return code;
    return db_scenes(db, ask->picture.id, &material->scenes, &material->scene_count, err);
}

static void material_clear(struct material *material)
{
    free(material->sets);
    free(material->prints.list);
    free(material->temps.list);
    free(material->scenes);
}

static const struct print_set *set_find(const struct material *material, int64_t id)
{
    for (size_t i = 0; i < material->set_count; i++)
        if (material->sets[i].id == id)
            return &material->sets[i];
    return NULL;
}

static enum err_code check_sets(const struct material *material, const struct preview_ask *ask,
                                struct err *err)
{
    for (size_t i = 0; i < ask->sets; i++) {
        const struct print_set *set = set_find(material, ask->set[i]);
        if (!set)
            return err_set(err, ERR_INVALID, "sets: %lld is no print set of this production",
                           (long long)ask->set[i]);
        for (size_t k = 0; k < i; k++)
            if (set_find(material, ask->set[k])->cue_id == set->cue_id)
                return err_set(err, ERR_INVALID,
                               "sets: %lld and %lld are sets of one cue; they would sound twice",
                               (long long)ask->set[k], (long long)ask->set[i]);
    }
    return ERR_NONE;
}

/* Without a wish, the set that stands for its cue (store/sets.h). */
static bool set_is_chosen(const struct material *material, const struct preview_ask *ask,
                          int64_t set_id)
{
    const struct print_set *set;

    for (size_t i = 0; i < ask->sets; i++)
        if (ask->set[i] == set_id)
            return true;
    set = set_find(material, set_id); /* NULL: it came after the sets were read */
    return !ask->has_sets && set && set->is_current;
}

/* Prints come ordered by set, so each set is looked at once. */
static enum err_code choose(struct choice *choice, const struct material *material,
                            const struct preview_ask *ask, struct err *err)
{
    const struct recordings *prints = &material->prints, *temps = &material->temps;
    int64_t set_id = 0;
    bool chosen = false;

    choice->list = calloc(prints->count + temps->count + 1, sizeof *choice->list);
    if (!choice->list)
        return err_set(err, ERR_NO_MEMORY, "no memory to choose what a preview plays");
    for (size_t i = 0; i < prints->count; i++) {
        const struct recording *print = &prints->list[i];
        if (print->set_id != set_id) {
            set_id = print->set_id;
            chosen = set_is_chosen(material, ask, set_id);
        }
        if (chosen && recipe_find(&ask->recipe, print->role))
            choice->list[choice->count++] = print;
    }
    for (size_t i = 0; i < temps->count; i++)
        if (recipe_find(&ask->recipe, temps->list[i].role))
            choice->list[choice->count++] = &temps->list[i];
    return ERR_NONE;
}

static void widen(struct preview_ask *ask, int64_t in_samples, int64_t out_samples)
{
    if (!ask->has_range || in_samples < ask->in_samples)
        ask->in_samples = in_samples;
    if (!ask->has_range || out_samples > ask->out_samples)
        ask->out_samples = out_samples;
    ask->has_range = true;
}

/* From the first to the last thing, in whole frames. */
static enum err_code settle_range(struct preview_ask *ask, const struct material *material,
                                  const struct choice *choice, struct err *err)
{
    const struct rate rate = ask->production.rate;
    int64_t last;

    if (ask->has_range)
        return ERR_NONE;
    for (size_t i = 0; i < material->scene_count; i++)
        widen(ask, material->scenes[i].in_samples, material->scenes[i].out_samples);
    for (size_t i = 0; i < choice->count; i++)
        if (choice->list[i]->start_known_by != START_UNKNOWN)
            widen(ask, choice->list[i]->start_samples,
                  choice->list[i]->start_samples + choice->list[i]->samples);
    if (!ask->has_range)
        return err_set(err, ERR_INVALID,
                       "there are no scenes, prints or temps to take a range from: say tc_in and "
                       "tc_out");
    ask->in_samples = timecode_frame_start(rate, timecode_frame_at(rate, ask->in_samples));
    last = timecode_frame_at(rate, ask->out_samples - 1);
    ask->out_samples = timecode_frame_start(rate, last + 1);
    return ERR_NONE;
}

/* A recording without a start could sound anywhere. */
static bool reaches(const struct recording *recording, const struct preview_ask *ask,
                    int64_t margin)
{
    return recording->start_known_by == START_UNKNOWN ||
           (recording->start_samples < ask->out_samples + margin &&
            recording->start_samples + recording->samples > ask->in_samples - margin);
}

/* A set that was published on purpose without a print does not wait for it any more. */
static bool is_left_out(const struct material *material, const struct recording *recording)
{
    const struct print_set *set = recording->set_id ? set_find(material, recording->set_id) : NULL;

    return set && set->published_at_ms;
}

/* Refuses to play 5.1 in a guessed order, or a part of what was asked for as if it were all. */
static enum err_code check_answers(const struct choice *choice, const struct material *material,
                                   const struct preview_ask *ask, struct err *err)
{
    enum channel missing[CHANNELS];
    char names[320];
    size_t used = 0;

    for (size_t i = 0; i < choice->count; i++) {
        const struct recording *recording = choice->list[i];
        const bool order = recording->order.known_by == ORDER_UNKNOWN;
        if (recording_missing(recording, missing) || recording_is_playable(recording) ||
            is_left_out(material, recording) || !reaches(recording, ask, 0) || used >= sizeof names)
            continue;
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%.100s (%s %lld: %s)",
                                 used ? ", " : "", recording->filename,
                                 recording->set_id ? "print" : "temp", (long long)recording->id,
                                 order ? "channel order" : "start");
    }
    return used ? err_set(err, ERR_UNKNOWN, "something must be answered first: %s", names)
                : ERR_NONE;
}

static enum err_code freeze(struct preview_row_track *track, const struct recording *recording,
                            struct err *err)
{
    *track = (struct preview_row_track){
        .recording_id = recording->id,
        .set_id = recording->set_id,
        .picture_id = recording->picture_id,
        .kind = recording->kind,
        .start_samples = recording->start_samples,
        .samples = recording->samples,
        .order = recording->order,
        .files = recording->files,
    };
    memcpy(track->role, recording->role, sizeof track->role);
    memcpy(track->file, recording->file, sizeof track->file);
    return opener_audio(&track->audio, track->file, track->files, &track->order, err);
}

static enum err_code freeze_all(struct preview_row *row, const struct choice *choice,
                                const struct preview_ask *ask, struct err *err)
{
    enum err_code code = ERR_NONE;

    row->track = calloc(choice->count + 1, sizeof *row->track);
    if (!row->track)
        return err_set(err, ERR_NO_MEMORY, "no memory for the tracks of a preview");
    for (size_t i = 0; i < choice->count && !code; i++)
        if (recording_is_playable(choice->list[i]) && reaches(choice->list[i], ask, margin_samples))
            code = freeze(&row->track[row->tracks++], choice->list[i], err);
    return code;
}

/* Equal recipes give equal text: it is part of what makes two previews the same. */
static enum err_code freeze_recipe(struct preview_row *row, const struct recipe *recipe,
                                   struct err *err)
{
    json_t *json = recipe_json(recipe);

    row->recipe = json ? json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    json_decref(json);
    row->headroom_db = recipe->headroom_db;
    return row->recipe ? ERR_NONE : err_set(err, ERR_NO_MEMORY, "no memory for a recipe");
}

static enum err_code fill_row(struct preview_row *row, const struct choice *choice,
                              const struct preview_ask *ask, struct err *err)
{
    enum err_code code;

    row->picture_id = ask->picture.id;
    row->in_samples = ask->in_samples;
    row->out_samples = ask->out_samples;
    row->settings = opus_defaults;
    preview_title(row->title, &ask->recipe, ask->production.rate, ask->in_samples,
                  ask->out_samples);
    if ((code = freeze_recipe(row, &ask->recipe, err)))
        return code;
    return freeze_all(row, choice, ask, err);
}

enum err_code preview_choose(struct preview_row *row, struct preview_ask *ask, struct db *db,
                             struct err *err)
{
    struct material material = { 0 };
    struct choice choice = { 0 };
    enum err_code code;

    *row = (struct preview_row){ 0 };
    if ((code = material_load(&material, ask, db, err)) ||
        (code = check_sets(&material, ask, err)) || (code = choose(&choice, &material, ask, err)) ||
        (code = settle_range(ask, &material, &choice, err)) ||
        (code = check_answers(&choice, &material, ask, err)))
        goto done;
    if ((code = fill_row(row, &choice, ask, err)))
        preview_row_clear(row);
done:
    free(choice.list);
    material_clear(&material);
    return code;
}
