/* The files of `predub preview` and `predub measure` with all that must be known to play them:
 * role, order, start. What a file does not tell, an option must; every sentence names both. */
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
 * with_hashes reads the files whole for their SHA-256. The steps of it stand below. */
enum err_code sounds_open(struct sounds *out, const struct args *args, struct rate rate,
                          bool with_hashes, struct err *err);
void sounds_clear(struct sounds *sounds);

/* The files by name, none opened yet. A kind that is set afterwards goes before what the name says,
 * not before --role. */
enum err_code sounds_gather(struct sounds *out, const struct args *args, struct err *err);

/* Opens a sound and fills what it tells, but no hashes. ERR_UNKNOWN asks for an option. */
enum err_code sound_read(struct sound *sound, const struct args *args, struct rate rate,
                         struct err *err);

/* ERR_CONFLICT for two versions of one stem, which would sound on top of each other. */
enum err_code sounds_check_doubles(const struct sounds *sounds, struct err *err);

/* Opens the stem of a sound that has been read. */
enum err_code sound_stem(struct stem **out, const struct sound *sound, struct err *err);

/* One track a sound for preview_new; lends the sounds to it. */
struct preview_track sounds_track(struct sound *sound);

/* "A, B, C": the roles there are, each once, for sentences. */
void sounds_roles(char *out, size_t out_bytes, const struct sounds *sounds);
