#include "server/cli/push_prove.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ASKED_AT_ONCE = 64, RANGE_MOST = 1 << 20, RANGES_MOST = 64 };

struct push_words push_words_of(const struct push_file *file)
{
    const struct push_print *print = file->print;
    struct push_words words = { .order = print->order, .start = print->start };

    snprintf(words.role, sizeof words.role, "%s",
             print->kind == ROLE_DIALOGUE  ? "dialogue"
             : print->kind == ROLE_EFFECTS ? "effects"
                                           : print->role);
    return words;
}

static json_t *file_json(const struct push_file *file)
{
    char sha256[HASH_TEXT];

    hash_format(sha256, &file->hash);
    return json_pack("{s:s, s:I}", "sha256", sha256, "bytes", (json_int_t)file->bytes);
}

/* ---- asking ---- */

static enum err_code ask_some(struct client *client, struct push_file **file, size_t count,
                              const char *path, struct err *err)
{
    json_t *files = json_array(), *answer, *told;
    size_t index;
    enum err_code code;

    for (size_t i = 0; i < count; i++)
        json_array_append_new(files, file_json(file[i]));
    if ((code = client_post(client, &answer, path, json_pack("{s:o}", "files", files), err)))
        return code;
    json_array_foreach (json_object_get(answer, "files"), index, told)
        if (index < count)
            file[index]->server_has = json_is_true(json_object_get(told, "has"));
    json_decref(answer);
    return ERR_NONE;
}

enum err_code push_ask_have(struct client *client, struct push_list *list, const char *address,
                            struct err *err)
{
    struct push_file *asked[ASKED_AT_ONCE];
    size_t count = 0;
    char path[80];
    enum err_code code = ERR_NONE;

    snprintf(path, sizeof path, "%.60s/have", address);
    for (size_t i = 0; i < list->files && !code; i++) {
        if (!list->file[i].is_there)
            asked[count++] = &list->file[i];
        if (count > 0 && (count == ASKED_AT_ONCE || i + 1 == list->files)) {
            code = ask_some(client, asked, count, path, err);
            count = 0;
        }
    }
    return code;
}

/* ---- proving ---- */

static bool add_nonce(struct hasher *hasher, const char *hex)
{
    uint8_t nonce[HASH_BYTES];
    struct hash parsed;

    if (!hex || hash_parse(&parsed, hex, NULL))
        return false;
    memcpy(nonce, parsed.byte, sizeof nonce);
    hasher_add(hasher, nonce, sizeof nonce);
    return true;
}

static bool add_range(struct hasher *hasher, int fd, const json_t *range, char *piece)
{
    const json_int_t at = json_integer_value(json_array_get(range, 0));
    const json_int_t bytes = json_integer_value(json_array_get(range, 1));

    if (at < 0 || bytes < 0 || bytes > RANGE_MOST ||
        pread(fd, piece, (size_t)bytes, at) != (ssize_t)bytes)
        return false;
    hasher_add(hasher, piece, (size_t)bytes);
    return true;
}

static bool answer_challenge(struct hash *out, const json_t *challenge, const char *path)
{
    const json_t *ranges = json_object_get(challenge, "ranges");
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    char *piece = malloc(RANGE_MOST);
    struct hasher *hasher = NULL;
    bool good = fd >= 0 && piece && json_array_size(ranges) <= RANGES_MOST &&
                !hasher_new(&hasher, NULL) &&
                add_nonce(hasher, json_string_value(json_object_get(challenge, "nonce")));
    size_t index;
    json_t *range;

    json_array_foreach (ranges, index, range)
        good = good && add_range(hasher, fd, range, piece);
    if (good)
        *out = hasher_result(hasher);
    hasher_free(hasher);
    free(piece);
    if (fd >= 0)
        close(fd);
    return good;
}

static json_t *proof_json(const struct push_file *file, json_t *challenge, const struct hash *proof)
{
    const struct push_words words = push_words_of(file);
    char text[HASH_TEXT];

    hash_format(text, proof);
    return json_pack("{s:O, s:s, s:s, s:s, s:s*, s:s*}", "challenge",
                     json_object_get(challenge, "id"), "proof", text, "filename", file->filename,
                     "role", words.role, "order", words.order, "start", words.start);
}

bool push_prove(struct client *client, const struct push_file *file, const char *address)
{
    json_t *answer = NULL, *print = NULL, *challenge;
    char path[80];
    struct hash proof;
    bool proved = false;

    snprintf(path, sizeof path, "%.60s/have", address);
    if (client_post(client, &answer, path, json_pack("{s:[o]}", "files", file_json(file)), NULL))
        return false;
    challenge = json_object_get(json_array_get(json_object_get(answer, "files"), 0), "challenge");
    snprintf(path, sizeof path, "%.60s/prove", address);
    if (challenge && answer_challenge(&proof, challenge, file->path))
        proved = !client_post(client, &print, path, proof_json(file, challenge, &proof), NULL);
    json_decref(print);
    json_decref(answer);
    return proved;
}
