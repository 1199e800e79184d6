/* One opened file: its facts, and its samples as they stand in it, at its own rate. */
#pragma once

#include <stdint.h>

#include "codec/media/pcm.h"
#include "codec/media/stem.h"

enum {
    READER_NAME = 96,
    READER_RATE_MIN_HZ = 8000,
    READER_RATE_MAX_HZ = 384000,
    READER_TEXT_BYTES = 1 << 20 /* of an iXML chunk; larger ones are not read */
};

struct reader {
    char name[READER_NAME]; /* the last part of the file's name, for sentences */
    struct source *source;
    struct stem_info info; /* of this file alone; order as its header tells it */
    uint32_t strange_mask; /* a channel mask that is none of those known, 0 if there is none */
    void *own;             /* of the container */
    /* Reads frames [at, at + frames), which lie inside the file, one plane a slot. Integers become
     * their value over full scale, exactly up to 24 bits; floats come as they are, NaN too. */
    enum err_code (*read)(struct reader *reader, int64_t at, size_t frames, float *const *out,
                          struct err *err);
    /* Adds the same times gain, by slot, in one pass over memory. NULL where that is no quicker,
     * and for floats, which must be cleaned first. */
    enum err_code (*add)(struct reader *reader, int64_t at, size_t frames,
                         const struct pcm_sum *sum, struct err *err);
    void (*close)(void *own);
};

/* Opens by content; the name does not matter. Takes the source, also when it fails. The result has
 * 1, 2 or 6 channels and at least one frame. */
enum err_code reader_open(struct reader **out, const struct stem_file *file, struct err *err);
void reader_close(struct reader *reader); /* NULL is accepted */

/* Adds a sentence to info.warning; what is too many is dropped. */
void reader_warn(struct reader *reader, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Takes over what an iXML chunk tells. A damaged one becomes a warning. */
void reader_add_ixml(struct reader *reader, const void *data, size_t bytes);

/* Takes over where the file starts: samples since midnight at rate_hz (0: its own rate). The first
 * that is told counts; a different one after it, or a senseless one, becomes a warning. */
void reader_add_start(struct reader *reader, enum stem_start_known_by known_by, uint64_t start,
                      uint32_t rate_hz);

/* The containers. Each fills info, own, read and close of a reader that has name and source. */
enum err_code wav_open(struct reader *reader, struct err *err);
enum err_code soundfile_open(struct reader *reader, const char *format, struct err *err);
