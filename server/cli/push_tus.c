#include "server/cli/push_tus.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/cli/push_prove.h"

/* CHECKSUM: the status of tus for bytes that are not what was promised. */
enum {
    CHECKSUM = 460,
    BEGUN_MOST = 4,
    STALL_MS = 20000,
    SPOILT_MOST = 3, /* refusals one after the other that may be the line's doing */
    PIECE = 1 << 20,
    METADATA = 2048,
    PATH = 200
};

static const char resumable[] = "Tus-Resumable: 1.0.0";

enum err_code tus_open(struct tus *tus, struct err *err)
{
    tus->fd = open(tus->file->path, O_RDONLY | O_CLOEXEC);
    if (tus->fd < 0)
        return err_set_errno(err, "%.300s can't be read", tus->file->path);
    return ERR_NONE;
}

void tus_close(struct tus *tus)
{
    if (tus->fd >= 0)
        close(tus->fd);
    tus->fd = -1;
}

/* ---- answers ---- */

/* What may be another time: the line, a proxy on the way, a server that starts again. */
static bool passes(long status)
{
    return status == 408 || status == 423 || status == 425 || status == 429 || status == 500 ||
           (status >= 502 && status <= 504);
}

/* What a head is told that was spoilt on its way, and not by us: it is refused again if it was. */
static bool may_be_spoilt(long status)
{
    static const long refusals[] = { 400, 401, 403, 405, 411, 412, 414, 415, 431, 501, 505 };

    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
        if (status == refusals[i])
            return true;
    return false;
}

/* One exchange: TUS_ON when an answer came that is for the caller to read, whatever it says. */
static enum tus_step ask(struct tus *tus, struct client_call *call, struct err *err)
{
    const enum err_code code = client_call(tus->client, call, err);

    if (code == ERR_BUSY || code == ERR_IO || code == ERR_NOT_FOUND)
        return TUS_AGAIN;
    if (code)
        return TUS_FAILED;
    if (passes(call->status)) {
        client_refusal(tus->client, call, err);
        return TUS_AGAIN;
    }
    if (call->status == 401 || call->status == 403 || call->status == 507) {
        client_refusal(tus->client, call, err);
        return TUS_FAILED;
    }
    return TUS_ON;
}

static enum tus_step refused(struct tus *tus, const struct client_call *call, struct err *err)
{
    client_refusal(tus->client, call, err);
    return TUS_FAILED;
}

/* ---- finding and beginning ---- */

static void base64(char *out, size_t room, const char *text, size_t bytes)
{
    static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const uint8_t *in = (const uint8_t *)text;
    size_t used = 0;

    for (size_t i = 0; i < bytes && used + 5 <= room; i += 3) {
        const size_t have = bytes - i < 3 ? bytes - i : 3;
        const uint32_t word = (uint32_t)in[i] << 16 | (have > 1 ? (uint32_t)in[i + 1] << 8 : 0) |
                              (have > 2 ? in[i + 2] : 0);

        out[used++] = digit[word >> 18];
        out[used++] = digit[word >> 12 & 63];
        out[used++] = have > 1 ? digit[word >> 6 & 63] : '=';
        out[used++] = have > 2 ? digit[word & 63] : '=';
    }
    out[used] = 0;
}

static void add_word(char out[METADATA], const char *key, const char *value)
{
    char coded[700];
    const size_t used = strlen(out);

    if (!value || !*value)
        return;
    base64(coded, sizeof coded, value, strlen(value));
    snprintf(out + used, METADATA - used, "%s%s %s", used ? "," : "Upload-Metadata: ", key, coded);
}

static enum tus_step begin(struct tus *tus, struct err *err)
{
    const struct push_words words = push_words_of(tus->file);
    char path[PATH], length[60], metadata[METADATA] = "", sha256[HASH_TEXT];
    struct outgoing_field location = { .name = "Location" };
    const char *headers[] = { resumable, length, metadata, "Content-Type:", NULL };
    struct client_call call = { .method = "POST",
                                .path = path,
                                .headers = headers,
                                .body = "",
                                .field = &location,
                                .fields = 1 };
    const char *slash;
    enum tus_step step;

    if (tus->begun++ == BEGUN_MOST) {
        err_set(err, ERR_IO, "%.200s: the server forgets what was sent, %d times over",
                tus->file->path, BEGUN_MOST);
        return TUS_FAILED;
    }
    hash_format(sha256, &tus->file->hash);
    snprintf(path, sizeof path, "%s/uploads", tus->address);
    snprintf(length, sizeof length, "Upload-Length: %" PRId64, tus->file->bytes);
    add_word(metadata, "filename", tus->file->filename);
    add_word(metadata, "sha256", sha256);
    add_word(metadata, "identity", sha256);
    add_word(metadata, "role", words.role);
    add_word(metadata, "order", words.order);
    add_word(metadata, "start", words.start);
    step = ask(tus, &call, err);
    slash = strrchr(location.value, '/');
    if (step == TUS_ON && call.status != 201)
        step = refused(tus, &call, err);
    else if (step == TUS_ON && slash)
        tus->id = strtoll(slash + 1, NULL, 10);
    json_decref(call.json);
    if (step == TUS_ON && tus->id <= 0) {
        err_set(err, ERR_IO, "the server began an upload and did not say where");
        return TUS_AGAIN;
    }
    tus->offset = 0;
    tus->is_sure = step == TUS_ON;
    return step;
}

static bool is_this(const json_t *upload, const struct push_file *file)
{
    return !json_is_true(json_object_get(upload, "is_partial")) &&
           client_number(upload, "bytes") == file->bytes &&
           !strcmp(client_text(upload, "filename"), file->filename) &&
           !strcmp(client_text(upload, "state"), "arriving");
}

/* The set has the file already: it was accepted, and the answer to it was lost. */
static bool is_in_place(struct tus *tus, struct err *err)
{
    char path[PATH], sha256[HASH_TEXT];
    json_t *answer, *prints, *print, *file;
    size_t index, at;
    bool found = false;

    snprintf(path, sizeof path, "%s%s", tus->address,
             tus->file->print->target->kind == TARGET_TEMPS ? "/temps" : "");
    if (client_get(tus->client, &answer, err, "%s", path))
        return false;
    hash_format(sha256, &tus->file->hash);
    prints = json_object_get(answer, "prints");
    if (!prints)
        prints = json_object_get(answer, "temps");
    json_array_foreach (prints, index, print)
        json_array_foreach (json_object_get(print, "files"), at, file)
            found = found || !strcmp(client_text(file, "sha256"), sha256);
    json_decref(answer);
    return found;
}

enum tus_step tus_find(struct tus *tus, struct err *err)
{
    char path[PATH], sha256[HASH_TEXT];
    struct client_call call = { .method = "GET", .path = path };
    const json_t *upload;
    size_t index;
    enum tus_step step;

    hash_format(sha256, &tus->file->hash);
    snprintf(path, sizeof path, "%s/uploads?sha256=%s", tus->address, sha256);
    step = ask(tus, &call, err);
    if (step == TUS_ON && call.status != 200)
        step = refused(tus, &call, err);
    json_array_foreach (json_object_get(call.json, "uploads"), index, upload)
        if (step == TUS_ON && !tus->id && is_this(upload, tus->file))
            tus->id = client_number(upload, "id");
    json_decref(call.json);
    tus->is_sure = false;
    return step == TUS_ON && !tus->id ? begin(tus, err) : step;
}

/* ---- where it stands ---- */

/* The upload is over and nothing tells of it any more. */
static enum tus_step gone(struct tus *tus, struct err *err)
{
    tus->id = 0;
    tus->is_sure = false;
    if (is_in_place(tus, err))
        return TUS_DONE;
    if (tus->refusal.code) {
        *err = tus->refusal;
        return TUS_FAILED;
    }
    if (tus->was_other)
        return TUS_OTHER_BYTES;
    return err->code ? TUS_AGAIN : TUS_ON; /* it has expired: another one is begun */
}

enum tus_step tus_look(struct tus *tus, struct err *err)
{
    char path[PATH];
    struct outgoing_field offset = { .name = "Upload-Offset" };
    const char *headers[] = { resumable, NULL };
    struct client_call call = {
        .method = "HEAD", .path = path, .headers = headers, .field = &offset, .fields = 1
    };
    enum tus_step step;

    snprintf(path, sizeof path, "/api/uploads/%" PRId64, tus->id);
    step = ask(tus, &call, err);
    json_decref(call.json);
    if (step != TUS_ON)
        return step;
    if (call.status == 404 || call.status == 410)
        return gone(tus, err);
    if (call.status / 100 != 2 || !*offset.value)
        return refused(tus, &call, err);
    tus->offset = strtoll(offset.value, NULL, 10);
    tus->is_sure = tus->offset >= 0 && tus->offset <= tus->file->bytes;
    tus->refusal = (struct err){ 0 };
    tus->was_other = false;
    return tus->is_sure ? TUS_ON : TUS_OTHER_BYTES;
}

enum tus_step tus_outcome(struct tus *tus, struct err *err)
{
    char path[PATH];
    struct client_call call = { .method = "GET", .path = path };
    enum tus_step step;

    snprintf(path, sizeof path, "/api/uploads/%" PRId64, tus->id);
    step = ask(tus, &call, err);
    if (step == TUS_ON && (call.status == 404 || call.status == 410)) {
        step = gone(tus, err);
    } else if (step == TUS_ON && call.status != 200) {
        step = refused(tus, &call, err);
    } else if (step == TUS_ON) {
        const char *state = client_text(call.json, "state");

        step = !strcmp(state, "done") ? TUS_DONE : TUS_CHECKS;
        if (!strcmp(state, "refused")) {
            err_set(err, ERR_DAMAGED, "%.400s", client_text(call.json, "error"));
            step = TUS_FAILED;
        }
    }
    json_decref(call.json);
    return step;
}

/* ---- a part ---- */

struct part {
    struct tus *tus;
    int64_t at, given;
    bool was_short; /* the file has become shorter than it was */
};

static ssize_t give(void *ctx, void *out, size_t bytes, int64_t at)
{
    struct part *part = ctx;
    const ssize_t got = pread(part->tus->fd, out, bytes, part->at + at);

    if (got > 0)
        part->given += got;
    part->was_short = got >= 0 && (size_t)got < bytes;
    return got;
}

static enum tus_step sum(char out[100], const struct tus *tus, int64_t bytes, struct err *err)
{
    char *piece = malloc(PIECE), coded[64];
    struct hasher *hasher = NULL;
    int64_t at = 0;
    ssize_t got = 1;
    struct hash hash = { 0 };
    enum tus_step step = TUS_ON;

    if (!piece || hasher_new(&hasher, err)) {
        err_set(err, ERR_NO_MEMORY, "out of memory to send %.200s", tus->file->path);
        step = TUS_FAILED;
    }
    while (step == TUS_ON && at < bytes && got > 0) {
        const int64_t left = bytes - at;

        got = pread(tus->fd, piece, left < PIECE ? (size_t)left : PIECE, tus->offset + at);
        if (got > 0)
            hasher_add(hasher, piece, (size_t)got);
        at += got > 0 ? got : 0;
    }
    if (step == TUS_ON && got < 0) {
        err_set_errno(err, "%.300s can't be read", tus->file->path);
        step = TUS_FAILED;
    }
    if (step == TUS_ON && at < bytes)
        step = TUS_OTHER_BYTES; /* it is shorter now */
    if (hasher)
        hash = hasher_result(hasher);
    base64(coded, sizeof coded, (const char *)hash.byte, sizeof hash.byte);
    snprintf(out, 100, "Upload-Checksum: sha256 %s", coded);
    hasher_free(hasher);
    free(piece);
    return step;
}

/* What the server says to a part. It may have been the last one: then the whole file is judged. */
static enum tus_step read_part(struct tus *tus, const struct client_call *call, const char *offset,
                               bool is_last, struct err *err)
{
    if (call->status == 204 && *offset) {
        tus->offset = strtoll(offset, NULL, 10);
        tus->is_sure = true;
        return is_last && tus->offset == tus->file->bytes ? TUS_DONE : TUS_ON;
    }
    client_refusal(tus->client, call, err);
    if (call->status == 404 || call->status == 410)
        return TUS_AGAIN;
    if (call->status == CHECKSUM || call->status == 409) {
        /* the part arrived damaged, or was not the next one; or the file as a whole is refused,
         * and then the upload is gone */
        if (call->status == 409)
            tus->refusal = *err;
        tus->was_other = is_last && call->status == CHECKSUM;
        return TUS_AGAIN;
    }
    return TUS_FAILED;
}

enum tus_step tus_part(struct tus *tus, int64_t bytes, struct err *err)
{
    char path[PATH], offset[60], checksum[100];
    struct part part = { .tus = tus, .at = tus->offset };
    const struct outgoing_stream stream = { .ctx = &part, .bytes = bytes, .give = give };
    struct outgoing_field arrived = { .name = "Upload-Offset" };
    const char *headers[] = { resumable, "Content-Type: application/offset+octet-stream", offset,
                              checksum, NULL };
    struct client_call call = { .method = "PATCH",
                                .path = path,
                                .headers = headers,
                                .stream = &stream,
                                .stall_ms = STALL_MS,
                                .field = &arrived,
                                .fields = 1 };
    const bool is_last = tus->offset + bytes == tus->file->bytes;
    enum tus_step step = sum(checksum, tus, bytes, err);

    tus->given = 0;
    if (step != TUS_ON)
        return step;
    snprintf(path, sizeof path, "/api/uploads/%" PRId64, tus->id);
    snprintf(offset, sizeof offset, "Upload-Offset: %" PRId64, tus->offset);
    step = ask(tus, &call, err);
    tus->given = part.given;
    tus->is_sure = false;
    if (part.was_short)
        step = TUS_OTHER_BYTES;
    else if (step == TUS_ON)
        step = read_part(tus, &call, arrived.value, is_last, err);
    if (step != TUS_FAILED)
        tus->spoilt = step == TUS_AGAIN ? tus->spoilt : 0;
    else if (may_be_spoilt(call.status) && tus->spoilt++ < SPOILT_MOST)
        step = TUS_AGAIN;
    json_decref(call.json);
    return step;
}

void tus_drop(struct tus *tus)
{
    char path[PATH];
    const char *headers[] = { resumable, NULL };
    struct client_call call = { .method = "DELETE", .path = path, .headers = headers };

    tus_close(tus);
    if (!tus->id)
        return;
    snprintf(path, sizeof path, "/api/uploads/%" PRId64, tus->id);
    if (!client_call(tus->client, &call, NULL))
        json_decref(call.json);
    tus->id = 0;
    tus->offset = 0;
    tus->is_sure = tus->was_other = false;
    tus->refusal = (struct err){ 0 };
}
