/* The prints and temps of `predub measure`: opened, analysed on all cores, sorted into music and
 * temps. */
#pragma once

#include "codec/report.h"
#include "server/cli/sounds.h"

struct measure_file {
    struct sound *sound;
    bool counts; /* false: a full mix whose cue has stems; it is not read */
    struct analysis *analysis;
    struct err failed; /* why a file that counts has no analysis */
};

struct measure_files {
    struct sounds sounds;
    struct measure_file *file; /* one for each sound, sorted by path */
    size_t count, failed;
    struct report_source *source; /* what was analysed, lent from the files */
    size_t sources;
};

/* How the files are to be taken. */
struct measure_reading {
    const struct args *args; /* --prints, --mix, --dialogue, --effects, --role, --order, --start */
    struct rate rate;
    unsigned threads;
};

/* Fails only where a person must say more, or for want of memory: a file that can't be read stands
 * in out->failed, and its sentence on stderr. The same result whatever the number of threads and
 * the order of the command line. */
enum err_code measure_files_read(struct measure_files *out, const struct measure_reading *reading,
                                 struct err *err);
void measure_files_clear(struct measure_files *files); /* a zeroed struct is accepted */

/* The file that could not be read and without which this concern of the scene would be a figure of
 * something else; NULL if there is none. */
const struct measure_file *measure_files_missing(const struct measure_files *files,
                                                 const struct report_scene *scene,
                                                 enum concern_kind kind);
