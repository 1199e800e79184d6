/* The 2-pop of a print, as a finding. */
#include "codec/core/units.h"
#include "codec/measure/pop.h"
#include "codec/measure/qc_check.h"

void qc_pop_check(struct qc_check *check)
{
    const struct qc_file *file = qc_this(check);
    char place[QC_PLACE], picture[QC_PLACE];
    struct pop pop;

    if (pop_find(&pop, file->analysis)) {
        qc_place(place, check, pop.at_samples);
        qc_place(picture, check, pop.at_samples + 2 * (int64_t)RATE_HZ);
        qc_add(check, QC_INFO, "pop", pop.at_samples,
               "%s has a 2-pop at %s (%.1f dBFS peak), so its first picture is due at about %s. "
               "Check that against the reel.",
               file->name, place, pop.peak_db, picture);
    } else if (check->spec->wants_pop && qc_is_print(file)) {
        qc_add(check, QC_SHOULD, "pop", -1,
               "%s has no 2-pop in its first 15 s, one is agreed. Print it with one frame of 1 kHz "
               "at -20 dBFS, two seconds before the first picture.",
               file->name);
    }
}
