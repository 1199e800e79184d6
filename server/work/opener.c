#include "server/work/opener.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Raise it when the same bytes are decoded to other samples than before. */
static const char decoder_version[] = "predub decoder 1";

enum { BUCKETS = 1024 };

struct opener {
    struct opener *next;
    struct blobs *blobs;
    struct hash audio;
    struct order order;
    unsigned count;
    struct {
        bool is_mono;
        struct hash hash;
        char name[OPENER_NAME];
    } file[CHANNELS];
};

struct openers {
    struct blobs *blobs;
    pthread_mutex_t lock;           /* guards the lists; what is in them never changes */
    struct opener *bucket[BUCKETS]; /* by the first bytes of audio */
};

void opener_name(char out[OPENER_NAME], const struct recording_file *file, const char *base)
{
    const char *ending = strrchr(file->filename, '.');

    if (!file->is_mono)
        snprintf(out, OPENER_NAME, "%s", file->filename);
    else
        snprintf(out, OPENER_NAME, "%s.%s%.8s", base, channel_name(file->channel),
                 ending ? ending : "");
}

enum err_code opener_audio(struct hash *out, const struct recording_file *files, unsigned count,
                           const struct order *order, struct err *err)
{
    struct hasher *hasher;
    char slots[ORDER_TEXT];
    enum err_code code;

    if ((code = hasher_new(&hasher, err)))
        return code;
    order_format(slots, order);
    hasher_add(hasher, decoder_version, sizeof decoder_version);
    hasher_add(hasher, slots, strlen(slots) + 1);
    for (unsigned i = 0; i < count; i++) {
        const unsigned char channel =
            files[i].is_mono ? (unsigned char)files[i].channel : (unsigned char)CHANNELS;
        hasher_add(hasher, &channel, sizeof channel);
        hasher_add(hasher, files[i].hash.byte, HASH_BYTES);
    }
    *out = hasher_result(hasher);
    hasher_free(hasher);
    return ERR_NONE;
}

enum err_code openers_new(struct openers **out, struct blobs *blobs, struct err *err)
{
    struct openers *openers = calloc(1, sizeof *openers);

    *out = openers;
    if (!openers)
        return err_set(err, ERR_NO_MEMORY, "no memory for the openers of previews");
    openers->blobs = blobs;
    pthread_mutex_init(&openers->lock, NULL);
    return ERR_NONE;
}

void openers_free(struct openers *openers)
{
    if (!openers)
        return;
    for (size_t i = 0; i < BUCKETS; i++) {
        while (openers->bucket[i]) {
            struct opener *opener = openers->bucket[i];
            openers->bucket[i] = opener->next;
            free(opener);
        }
    }
    pthread_mutex_destroy(&openers->lock);
    free(openers);
}

/* All mono files of a recording get one base, so that stem_open sees that they belong together. */
static void set_files(struct opener *opener, const struct recording_file *files, unsigned count)
{
    char base[RECORDING_NAME];
    char *ending;

    snprintf(base, sizeof base, "%s", files[0].filename);
    if ((ending = strrchr(base, '.')) != NULL)
        *ending = '\0';
    opener->count = count;
    for (unsigned i = 0; i < count; i++) {
        opener->file[i].is_mono = files[i].is_mono;
        opener->file[i].hash = files[i].hash;
        opener_name(opener->file[i].name, &files[i], base);
    }
}

static struct opener *opener_new(struct blobs *blobs, const struct preview_row_track *track)
{
    struct opener *opener = calloc(1, sizeof *opener);

    if (!opener)
        return NULL;
    opener->blobs = blobs;
    opener->audio = track->audio;
    opener->order = track->order;
    set_files(opener, track->file, track->files);
    return opener;
}

static struct opener *find(struct opener *first, const struct hash *audio)
{
    while (first && hash_compare(&first->audio, audio))
        first = first->next;
    return first;
}

enum err_code openers_get(void **ctx, struct openers *openers,
                          const struct preview_row_track *track, struct err *err)
{
    const struct hash *audio = &track->audio;
    const unsigned place = (unsigned)(audio->byte[0] | audio->byte[1] << 8) % BUCKETS;
    struct opener *opener;

    pthread_mutex_lock(&openers->lock);
    if (!(opener = find(openers->bucket[place], audio)) &&
        (opener = opener_new(openers->blobs, track)) != NULL) {
        opener->next = openers->bucket[place];
        openers->bucket[place] = opener;
    }
    pthread_mutex_unlock(&openers->lock);
    *ctx = opener;
    return opener ? ERR_NONE : err_set(err, ERR_NO_MEMORY, "no memory for an opener of previews");
}

enum err_code opener_open(struct stem **out, void *ctx, struct err *err)
{
    const struct opener *opener = ctx;
    const bool is_told = !opener->file[0].is_mono && opener->order.known_by != ORDER_UNKNOWN;
    struct stem_file files[CHANNELS] = { 0 };
    enum err_code code = ERR_NONE;
    unsigned opened = 0;

    *out = NULL;
    for (; opened < opener->count && !code; opened++) {
        files[opened].name = opener->file[opened].name;
        code = blob_open(&files[opened].source, opener->blobs, &opener->file[opened].hash, err);
    }
    if (!code)
        return stem_open(out, files, opener->count, is_told ? &opener->order : NULL, err);
    for (unsigned i = 0; i < opened; i++)
        source_close(files[i].source);
    return code;
}

enum err_code opener_open_recording(struct stem **out, struct blobs *blobs,
                                    const struct recording *recording, struct err *err)
{
    struct opener opener = { .blobs = blobs, .order = recording->order };

    set_files(&opener, recording->file, recording->files);
    return opener_open(out, &opener, err);
}
