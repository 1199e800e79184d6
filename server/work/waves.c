/* What lanes draw of prints and temps. */
#include "server/work/measuring_state.h"

enum err_code measuring_sources(struct plan *out, struct measuring *measuring,
                                const struct plan_ask *ask, struct db *db, struct err *err)
{
    struct plan_ask sources = *ask;

    sources.has_no_scenes = true;
    return plan_make(out, &sources, db, measuring->derived, err);
}

bool measuring_has_wave(const struct measuring *measuring, const struct plan_source *source)
{
    return source->is_playable && derived_has(measuring->derived, DERIVED_WAVE, &source->key);
}

static enum err_code read_wave(struct wave_file *out, const struct measuring *measuring,
                               const struct hash *key, size_t most_bytes, struct err *err)
{
    struct buffer *file = &out->file;
    enum err_code code =
        derived_get_front(measuring->derived, DERIVED_WAVE, key, most_bytes, file, err);

    if (!code && (code = wave_open(&out->wave, file->data, file->bytes, err)))
        buffer_clear(file);
    return code;
}

enum err_code measuring_wave(struct wave_file *out, struct measuring *measuring,
                             const struct plan_source *source, int64_t column_samples,
                             struct err *err)
{
    const struct hash *key = &source->key;
    const size_t front = wave_front_bytes(source->recording->samples);
    enum err_code code;

    *out = (struct wave_file){ 0 };
    if (column_samples >= WAVE_FRONT_SAMPLES && !read_wave(out, measuring, key, front, NULL))
        return ERR_NONE;
    if ((code = read_wave(out, measuring, key, SIZE_MAX, err)) != ERR_DAMAGED)
        return code;
    derived_drop(measuring->derived, DERIVED_WAVE, key);
    return err_set(err, ERR_NOT_FOUND, "a stored drawing was damaged");
}

enum err_code measuring_wave_want(struct measuring *measuring, struct db *db,
                                  const struct plan_source *source, int64_t production_id,
                                  struct err *err)
{
    const enum err_code code = plan_want_analysis(db, source->recording, production_id, true, err);

    if (!code && measuring->runner)
        runner_wake(measuring->runner);
    return code;
}
