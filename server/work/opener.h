/* Opens the files of a recording from the blobs, as one stem. */
#pragma once

#include "codec/media/stem.h"
#include "server/store/blobs.h"
#include "server/store/previews.h"

/* The name under which a mono file is opened: its own may not tell the channel that somebody told.
 * base and the file's ending stay, so that messages are about the file that people know. */
enum { OPENER_NAME = RECORDING_NAME + 16 };
void opener_name(char out[OPENER_NAME], const struct recording_file *file, const char *base);

/* Identity of what is decoded: the files' hashes by channel and their order. */
enum err_code opener_audio(struct hash *out, const struct recording_file *files, unsigned count,
                           const struct order *order, struct err *err);

/* Openers live as long as the app: a preview keeps one for each of its tracks, and may outlive the
 * request that made it. One for each identity. */
struct openers;
enum err_code openers_new(struct openers **out, struct blobs *blobs, struct err *err);
void openers_free(struct openers *openers);

/* The ctx for opener_open of a track; lent until openers_free. From any thread. */
enum err_code openers_get(void **ctx, struct openers *openers,
                          const struct preview_row_track *track, struct err *err);

/* preview_track.open */
enum err_code opener_open(struct stem **out, void *ctx, struct err *err);

/* The same for a recording of the record that is playable. */
enum err_code opener_open_recording(struct stem **out, struct blobs *blobs,
                                    const struct recording *recording, struct err *err);
