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

enum err_code measuring_wave(struct wave *out, struct buffer *file, struct measuring *measuring,
                             const struct plan_source *source, struct err *err)
{
    enum err_code code = derived_get(measuring->derived, DERIVED_WAVE, &source->key, file, err);

    if (code || !(code = wave_open(out, file->data, file->bytes, err)))
        return code;
    derived_drop(measuring->derived, DERIVED_WAVE, &source->key);
    buffer_clear(file);
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
