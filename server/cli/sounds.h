/* The files of `predub preview` with all that must be known to play them: role, order, start. What
 * a file does not tell, an option must; every sentence names both. */
#pragma once

#include "codec/core/hash.h"
#include "codec/preview.h"
#include "server/cli/args.h"
#include "server/cli/prints.h"

struct sound {
    struct print_files files;
    char role[RECIPE_ROLE];
    enum role_kind kind;
    bool has_person_order;
    struct order person_order; /* said on the command line, or the heuristic one */
    struct order order;        /* as it is played */
    int64_t start_samples, samples;
    struct hash audio;
    struct hash file_hash[CHANNELS]; /* only where asked for */
};

struct sounds {
    struct sound *sound;
    size_t count;
};

/* Opens every file of the command line once and reads what it tells; warnings go to stderr.
 * with_hashes reads the files whole for their SHA-256. */
enum err_code sounds_open(struct sounds *out, const struct args *args, struct rate rate,
                          bool with_hashes, struct err *err);
void sounds_clear(struct sounds *sounds);

/* One track a sound for preview_new; lends the sounds to it. */
struct preview_track sounds_track(struct sound *sound);

/* "A, B, C": the roles there are, each once, for sentences. */
void sounds_roles(char *out, size_t out_bytes, const struct sounds *sounds);
