#include "server/store/scene_sounds.h"

#include <stdlib.h>
#include <string.h>

#include "server/store/rows.h"
#include "server/store/sounds.h"

static const char sql_prints[] =
    "SELECT p.id, p.start_samples, p.end_samples, p.role, s.id, s.version, c.id, c.name"
    "  FROM current_sets n JOIN cues c ON c.id = n.cue_id JOIN sets s ON s.id = n.set_id"
    "    JOIN playable_prints p ON p.set_id = s.id"
    "  WHERE n.production_id = :production"
    "  ORDER BY CASE WHEN c.reel = 0 THEN 1 ELSE 0 END, c.reel, c.number, c.name, p.role";
static const char sql_sounds[] =
    "SELECT x.recording_id, x.in_samples, x.out_samples, x.is_silent, x.sound"
    "  FROM current_sets n JOIN playable_prints p ON p.set_id = n.set_id"
    "    JOIN sounds x ON x.recording_id = p.id AND x.in_samples BETWEEN :first AND :last"
    "  WHERE n.production_id = :production";

/* A print of a current set, and where it lies. */
struct placed {
    struct scene_sound sound; /* as it goes into a list, but for what is known of it */
    int64_t start_samples, end_samples;
};

struct material {
    int64_t production_id;
    const struct scene *scene; /* lent */
    size_t scenes;
    struct placed *print; /* in the order of the lists */
    size_t prints;
    struct sound *sound; /* by print and range */
    size_t sounds;
};

static void material_clear(struct material *material)
{
    free(material->print);
    free(material->sound);
}

static enum err_code read_prints(struct material *material, struct db *db, struct err *err)
{
    struct query q = db_query(db, sql_prints);
    struct rows rows = { 0 };
    struct placed *print;

    db_bind_i64(&q, ":production", material->production_id);
    while (db_row(&q) && (print = rows_add(&rows, sizeof *print, &q)) != NULL) {
        struct scene_sound *sound = &print->sound;
        sound->recording_id = db_i64(&q, 0);
        print->start_samples = db_i64(&q, 1);
        print->end_samples = db_i64(&q, 2);
        db_text(&q, 3, sound->role, sizeof sound->role);
        sound->set_id = db_i64(&q, 4);
        sound->version = db_i64(&q, 5);
        sound->cue_id = db_i64(&q, 6);
        db_text(&q, 7, sound->cue, sizeof sound->cue);
    }
    return rows_end(&rows, &q, &material->print, &material->prints, err);
}

/* Those that begin where one of the scenes may. */
static enum err_code read_sounds(struct material *material, struct db *db, struct err *err)
{
    struct query q = db_query(db, sql_sounds);
    int64_t first = INT64_MAX, last = INT64_MIN;
    struct rows rows = { 0 };
    struct sound *sound;
    enum err_code code;

    for (size_t i = 0; i < material->scenes; i++) {
        const int64_t in = material->scene[i].in_samples;
        first = in < first ? in : first;
        last = in > last ? in : last;
    }
    db_bind_i64(&q, ":production", material->production_id);
    db_bind_i64(&q, ":first", first);
    db_bind_i64(&q, ":last", last);
    while (db_row(&q) && (sound = rows_add(&rows, sizeof *sound, &q)) != NULL) {
        sound->recording_id = db_i64(&q, 0);
        sound->range.in_samples = db_i64(&q, 1);
        sound->range.out_samples = db_i64(&q, 2);
        sound->range.is_silent = db_i64(&q, 3) != 0;
        sound->range.sound = db_hash(&q, 4);
    }
    if (!(code = rows_end(&rows, &q, &material->sound, &material->sounds, err)) && rows.count)
        qsort(material->sound, material->sounds, sizeof *material->sound, sound_compare);
    return code;
}

static bool reaches(const struct placed *print, const struct scene *scene)
{
    return print->start_samples < scene->out_samples && print->end_samples > scene->in_samples;
}

/* Names and roles hold no 0, so the 0 behind each keeps one list from being read as another. */
static enum err_code digest(struct scene_sounds *sounds, struct err *err)
{
    struct hasher *hasher;
    enum err_code code;

    if ((code = hasher_new(&hasher, err)))
        return code;
    for (size_t i = 0; i < sounds->count; i++) {
        const struct scene_sound *sound = &sounds->list[i];
        hasher_add(hasher, sound->cue, strlen(sound->cue) + 1);
        hasher_add(hasher, sound->role, strlen(sound->role) + 1);
        hasher_add(hasher, sound->sound.byte, HASH_BYTES);
    }
    sounds->digest = hasher_result(hasher);
    hasher_free(hasher);
    return ERR_NONE;
}

static void add_sound(struct scene_sounds *out, const struct placed *print,
                      const struct sound *known)
{
    struct scene_sound *sound;

    if (known && known->range.is_silent)
        return;
    sound = &out->list[out->count++];
    *sound = print->sound;
    sound->is_known = known != NULL;
    out->is_checking = out->is_checking || !known;
    if (known)
        sound->sound = known->range.sound;
}

static enum err_code fill(struct scene_sounds *out, const struct material *material,
                          const struct scene *scene, struct err *err)
{
    size_t reaching = 0;

    out->scene_id = scene->id;
    for (size_t i = 0; i < material->prints; i++)
        reaching += reaches(&material->print[i], scene);
    if (!(out->list = calloc(reaching + 1, sizeof *out->list)))
        return err_set(err, ERR_NO_MEMORY, "no memory for the sounds of a scene");
    for (size_t i = 0; i < material->prints; i++)
        if (reaches(&material->print[i], scene))
            add_sound(out, &material->print[i],
                      sound_find(material->sound, material->sounds,
                                 material->print[i].sound.recording_id, scene->in_samples,
                                 scene->out_samples));
    return out->is_checking ? ERR_NONE : digest(out, err);
}

enum err_code db_scene_sounds(struct db *db, int64_t production_id, const struct scene *scenes,
                              size_t count, struct scene_sounds **out, struct err *err)
{
    struct material material = { .production_id = production_id, .scene = scenes, .scenes = count };
    struct scene_sounds *list = calloc(count + 1, sizeof *list);
    enum err_code code;

    *out = NULL;
    if (!list)
        return err_set(err, ERR_NO_MEMORY, "no memory for the sounds of %zu scenes", count);
    if (!(code = read_prints(&material, db, err)))
        code = read_sounds(&material, db, err);
    for (size_t i = 0; i < count && !code; i++)
        code = fill(&list[i], &material, &scenes[i], err);
    material_clear(&material);
    if (code)
        scene_sounds_free(list, count);
    else
        *out = list;
    return code;
}

void scene_sounds_free(struct scene_sounds *sounds, size_t count)
{
    for (size_t i = 0; sounds && i < count; i++)
        free(sounds[i].list);
    free(sounds);
}
