/* What a command line names of files to send, as prints: walked, recognised, opened once. */
#pragma once

#include <stdatomic.h>
#include <time.h>

#include "codec/core/hash.h"
#include "codec/media/stem.h"
#include "server/cli/args.h"
#include "server/cli/prints.h"
#include "server/store/productions.h"

enum push_state {
    PUSH_WAITS,  /* nobody has begun with it */
    PUSH_READS,  /* it is hashed */
    PUSH_SENDS,  /* on its way */
    PUSH_PAUSES, /* the line broke; wait_s says how long */
    PUSH_THERE,  /* in the set already */
    PUSH_PROVED, /* the server had the bytes; none was sent */
    PUSH_SENT,
    PUSH_FAILED
};

struct push_print;
struct push_target; /* push_plan.h */

struct push_file {
    const char *path, *filename; /* the filename is the path's end */
    struct push_print *print;
    _Atomic int64_t bytes; /* may become others when it changes on its way */
    struct timespec changed_at;
    struct hash hash; /* once hashed */
    bool is_hashed, is_there, server_has;

    /* While threads work: theirs to write, anybody's to read. */
    _Atomic enum push_state state;
    _Atomic int64_t read_bytes, arrived_bytes, sent_bytes;
    atomic_int wait_s;
    atomic_bool has_changed; /* while it was sent: begun anew */
    struct err err;          /* filled before state is PUSH_FAILED */
};

struct push_print {
    enum role_kind kind;
    char role[RECIPE_ROLE];
    char cue[NAME_TEXT];       /* "" for a temp */
    char shown[256];           /* the file name, or what the mono files share */
    const char *order, *start; /* what the person said and the file does not; NULL otherwise */
    bool asks_order, asks_start, guesses_order;
    char order_text[40];
    char warning[STEM_WARNING_TEXT]; /* the first of the file, "" for none */
    struct push_target *target;      /* where it goes, once planned */
    struct push_file *file[CHANNELS];
    unsigned files;
};

struct push_skip {
    const char *path;
    char reason[200];
};

struct push_list {
    char **path; /* of all that was found */
    size_t paths;
    struct push_print *print;
    size_t prints;
    struct push_file *file;
    size_t files;
    struct push_skip *skip;
    size_t skips;
    int64_t bytes;
};

/* The files of the command line, in its order, and those of its folders, by name; hidden ones and
 * loops are left out. What a folder holds besides prints is skipped with a reason; what was named
 * itself and cannot be sent is an error, as are two files for one role. --cue, --order and --start
 * answer what names and files do not tell. */
enum err_code push_list_make(struct push_list *out, const struct args *args,
                             const struct production *production, struct err *err);
void push_list_clear(struct push_list *list);

/* Are these the same cue, however they are written ("1m01", "1M1")? */
bool push_same_cue(const char *a, const char *b);

/* Does its ending tell a sound file? */
bool push_is_sound_name(const char *path);

/* Is the file still the one that was listed? */
bool push_file_is_unchanged(const struct push_file *file);

/* Notes what the file is now: size and time. */
enum err_code push_file_look(struct push_file *file, struct err *err);
