#include "server/api/stale.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "server/api/to_json.h"

static const struct signoff_sound *signed_as(const struct stale_ask *ask,
                                             const struct scene_sound *sound)
{
    for (size_t i = 0; i < ask->signed_count; i++) {
        const struct signoff_sound *was = &ask->signed_sound[i];
        if (was->cue_id == sound->cue_id && !strcmp(was->role, sound->role))
            return was;
    }
    return NULL;
}

static bool still_sounds(const struct stale_ask *ask, const struct signoff_sound *was)
{
    for (size_t i = 0; i < ask->sounds->count; i++) {
        const struct scene_sound *sound = &ask->sounds->list[i];
        if (was->cue_id == sound->cue_id && !strcmp(was->role, sound->role))
            return true;
    }
    return false;
}

struct findings {
    json_t *why; /* NULL: they are counted only */
    size_t count;
};

static void found(struct findings *findings, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void found(struct findings *findings, const char *format, ...)
{
    va_list args;

    findings->count++;
    if (!findings->why)
        return;
    va_start(args, format);
    json_push(findings->why, json_vsprintf(format, args));
    va_end(args);
}

static int64_t frames_between(struct rate rate, int64_t in_samples, int64_t out_samples)
{
    return timecode_frame_at(rate, out_samples) - timecode_frame_at(rate, in_samples);
}

/* A scene of another length has another sound in every print: one reason, not one a print. */
static bool is_resized(const struct stale_ask *ask)
{
    return ask->scene->out_samples - ask->scene->in_samples !=
               ask->signoff->out_samples - ask->signoff->in_samples &&
           ask->signed_count > 0;
}

static void find_resized(struct findings *findings, const struct stale_ask *ask)
{
    const int64_t more =
        frames_between(ask->rate, ask->scene->in_samples, ask->scene->out_samples) -
        frames_between(ask->rate, ask->signoff->in_samples, ask->signoff->out_samples);

    if (more == 0)
        found(findings, "the scene has another length");
    else
        found(findings, "the scene is %lld frame%s %s", llabs((long long)more),
              more == 1 || more == -1 ? "" : "s", more > 0 ? "longer" : "shorter");
}

/* The same print with another sound in the scene: the scene lies elsewhere over it. */
static const char *cause_of(const struct stale_ask *ask, const struct scene_sound *sound,
                            const struct signoff_sound *was)
{
    return sound->set_id == was->set_id && ask->scene->in_samples != ask->signoff->in_samples
               ? ", the scene has moved"
               : "";
}

static void find_changed(struct findings *findings, const struct stale_ask *ask,
                         const struct scene_sound *sound)
{
    const struct signoff_sound *was = signed_as(ask, sound);

    if (!sound->is_known)
        return;
    if (!was)
        found(findings, "%s is new (%s v%lld)", sound->role, sound->cue, (long long)sound->version);
    else if (!is_resized(ask) && hash_compare(&was->sound, &sound->sound) != 0)
        found(findings, "%s changed (%s v%lld%s)", sound->role, sound->cue,
              (long long)sound->version, cause_of(ask, sound, was));
}

size_t stale_differences(const struct stale_ask *ask, json_t *why)
{
    struct findings findings = { .why = why };

    if (!ask->sounds->is_checking && !hash_compare(&ask->sounds->digest, &ask->signoff->sounds))
        return 0;
    if (is_resized(ask))
        find_resized(&findings, ask);
    for (size_t i = 0; i < ask->sounds->count; i++)
        find_changed(&findings, ask, &ask->sounds->list[i]);
    for (size_t i = 0; i < ask->signed_count; i++)
        if (!still_sounds(ask, &ask->signed_sound[i]))
            found(&findings, "%s is gone (%s)", ask->signed_sound[i].role,
                  ask->signed_sound[i].cue);
    return findings.count;
}
