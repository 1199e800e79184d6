#include "server/work/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/work/opener.h"

enum { HEAD_TEXT = 256 };

static struct hash hash_pair(const char *text, const struct hash *hash)
{
    char data[HEAD_TEXT + HASH_BYTES];
    const size_t bytes = strlen(text) + 1;

    memcpy(data, text, bytes);
    memcpy(data + bytes, hash->byte, HASH_BYTES);
    return hash_of(data, bytes + HASH_BYTES);
}

enum err_code key_of_analysis(struct hash *out, const struct recording *recording, struct err *err)
{
    char head[HEAD_TEXT];
    struct hash audio;
    enum err_code code;

    if ((code = opener_audio(&audio, recording->file, recording->files, &recording->order, err)))
        return code;
    snprintf(head, sizeof head, "analysis %d at %lld", ANALYSIS_VERSION,
             (long long)recording->start_samples);
    *out = hash_pair(head, &audio);
    return ERR_NONE;
}

static int by_hash(const void *a, const void *b)
{
    return hash_compare(a, b);
}

static enum err_code key_of_parts(struct hash *out, const char *head, const struct key_parts *parts,
                                  struct err *err)
{
    struct hash *list = calloc(parts->count + 1, sizeof *list);
    char part[HEAD_TEXT];

    if (!list)
        return err_set(err, ERR_NO_MEMORY, "no memory for a key of %zu parts", parts->count);
    for (size_t i = 0; i < parts->count; i++) {
        snprintf(part, sizeof part, "%s %.100s", role_kind_name(parts->list[i].kind),
                 parts->list[i].role);
        list[i] = hash_pair(part, &parts->list[i].analysis);
    }
    qsort(list, parts->count, sizeof *list, by_hash);
    list[0] = hash_of(list, parts->count * sizeof *list);
    *out = hash_pair(head, &list[0]);
    free(list);
    return ERR_NONE;
}

enum err_code key_of_facts(struct hash *out, const struct report_scene *scene,
                           const struct report_settings *settings, const struct key_parts *parts,
                           struct err *err)
{
    char head[HEAD_TEXT];

    snprintf(head, sizeof head, "facts %d of [%lld, %lld) at %.6f and %.6f dB, near field %d",
             MEASURE_VERSION, (long long)scene->in_samples, (long long)scene->out_samples,
             settings->music_trim_db, settings->effects_trim_db, settings->near_field);
    return key_of_parts(out, head, parts, err);
}

enum err_code key_of_set(struct hash *out, const char *name, const struct key_parts *parts,
                         struct err *err)
{
    return key_of_parts(out, name, parts, err);
}

enum err_code key_of_sounds(struct hash *out, const struct sound_gap *gaps, size_t count,
                            struct err *err)
{
    struct hasher *hasher;
    char line[HEAD_TEXT];
    enum err_code code;

    if ((code = hasher_new(&hasher, err)))
        return code;
    snprintf(line, sizeof line, "sounds of %lld at %lld, %s", (long long)gaps->recording_id,
             (long long)gaps->start_samples, gaps->slot_order);
    hasher_add(hasher, line, strlen(line) + 1);
    for (size_t i = 0; i < count; i++) {
        snprintf(line, sizeof line, "[%lld, %lld)", (long long)gaps[i].in_samples,
                 (long long)gaps[i].out_samples);
        hasher_add(hasher, line, strlen(line) + 1);
    }
    *out = hasher_result(hasher);
    hasher_free(hasher);
    return ERR_NONE;
}
