/* The files of a watched folder: which are finished, and which of those were sent. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "server/cli/args.h"

struct watch_folder; /* one thread */

/* A file is finished when its size and time stood still for settle_ms, and a sound file that tells
 * its length has all of it. */
enum err_code watch_folder_open(struct watch_folder **out, const char *path, int64_t settle_ms,
                                struct err *err);
void watch_folder_close(struct watch_folder *folder); /* NULL is accepted */

/* Looks at the folder and what is below it, hidden files and folders apart. A folder that is gone
 * for a while (a network) is no error. */
enum err_code watch_folder_look(struct watch_folder *folder, struct err *err);

/* Puts the finished files that were not sent into args->file, which is lent until the next look.
 * False: there is none. */
bool watch_folder_take(struct watch_folder *folder, struct args *args);

/* Adds those of a cue that were sent before. */
void watch_folder_take_cue(struct watch_folder *folder, const char *cue, struct args *args);

/* What was taken is sent, or is to be taken again after a while. */
void watch_folder_done(struct watch_folder *folder, bool is_sent);

/* Remembers the drafts that were begun here. */
void watch_folder_note(struct watch_folder *folder, int64_t set_id);
bool watch_folder_began(const struct watch_folder *folder, int64_t set_id);
