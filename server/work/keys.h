/* What results depend on, as hashes: equal keys have equal results, and a change of anything that
 * matters gives another key. */
#pragma once

#include "codec/report.h"
#include "server/store/recordings.h"
#include "server/store/sounds.h"

/* Of a playable recording: its sound, its channels, its place. */
enum err_code key_of_analysis(struct hash *out, const struct recording *recording, struct err *err);

/* One recording as it takes part in a result. */
struct key_part {
    struct hash analysis;
    enum role_kind kind;
    const char *role; /* lent */
};

struct key_parts {
    const struct key_part *list; /* lent; the order does not matter */
    size_t count;
};

/* Of a scene with what sounds in it. */
enum err_code key_of_facts(struct hash *out, const struct report_scene *scene,
                           const struct report_settings *settings, const struct key_parts *parts,
                           struct err *err);

/* Of a test of a print set; name tells the tests and their versions apart. */
enum err_code key_of_set(struct hash *out, const char *name, const struct key_parts *parts,
                         struct err *err);

/* Of what is missing of a print's sounds: gaps of one recording, in their order. */
enum err_code key_of_sounds(struct hash *out, const struct sound_gap *gaps, size_t count,
                            struct err *err);
