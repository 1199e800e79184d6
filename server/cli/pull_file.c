#include "server/cli/pull_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PIECE = 1 << 20, STALL_MS = 20000, NAP_MS = 50, PAUSE_MOST_S = 30, PATH = 200 };

/* One file on its way. */
struct fetch {
    struct pulling *all;
    struct client *client;
    struct pull_file *file;
    struct hasher *hasher; /* of all that the part holds */
    int fd;
    int64_t at; /* bytes of the part */
    int64_t moved_ms;
    int pause_s;
    bool was_wrong; /* it was fetched whole, and was not the file */
    struct err disk;
};

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Hashes what fd holds from its beginning; returns how much it is, or -1. */
static int64_t hash_fd(const struct fetch *fetch, int fd, struct hasher *hasher, struct err *err)
{
    char *piece = malloc(PIECE);
    int64_t at = 0;
    ssize_t got = 1;

    if (!piece) {
        err_set(err, ERR_NO_MEMORY, "out of memory to read %.200s", fetch->file->path);
        return -1;
    }
    while (got > 0 && !atomic_load(&fetch->all->cancelled)) {
        got = pread(fd, piece, PIECE, at);
        if (got > 0)
            hasher_add(hasher, piece, (size_t)got);
        at += got > 0 ? got : 0;
        atomic_store(&fetch->file->done_bytes, at);
    }
    free(piece);
    if (got < 0)
        err_set_errno(err, "%.300s can't be read", fetch->file->path);
    else if (got > 0)
        err_set(err, ERR_CANCELLED, "stopped");
    return got == 0 ? at : -1;
}

/* Looks at what stands at the place: *there says that it is the file. */
static enum err_code look_at_place(const struct fetch *fetch, bool *there, struct err *err)
{
    const struct pull_file *file = fetch->file;
    const int fd = open(file->path, O_RDONLY | O_CLOEXEC);
    struct hasher *hasher = NULL;
    struct hash hash;
    int64_t bytes;
    enum err_code code;

    *there = false;
    if (fd < 0)
        return errno == ENOENT ? ERR_NONE : err_set_errno(err, "%.300s can't be read", file->path);
    if (!(code = hasher_new(&hasher, err))) {
        bytes = hash_fd(fetch, fd, hasher, err);
        hash = hasher_result(hasher);
        *there = bytes == file->bytes && !hash_compare(&hash, &file->hash);
        code = bytes < 0 ? err->code : ERR_NONE;
    }
    hasher_free(hasher);
    close(fd);
    if (!code && !*there)
        return err_set(err, ERR_CONFLICT,
                       "%.300s is there already and is another file: it is left as it is; move it "
                       "away, or say another folder with --into",
                       file->path);
    return code;
}

/* ---- the part ---- */

static enum err_code empty_part(struct fetch *fetch, struct err *err)
{
    hasher_free(fetch->hasher);
    fetch->hasher = NULL;
    fetch->at = 0;
    atomic_store(&fetch->file->done_bytes, 0);
    if (ftruncate(fetch->fd, 0) != 0)
        return err_set_errno(err, "%.300s can't be written", fetch->file->part);
    return hasher_new(&fetch->hasher, err);
}

static enum err_code open_part(struct fetch *fetch, struct err *err)
{
    const struct pull_file *file = fetch->file;
    enum err_code code;

    fetch->fd = open(file->part, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (fetch->fd < 0)
        return err_set_errno(err, "%.300s can't be written", file->part);
    if ((code = hasher_new(&fetch->hasher, err)))
        return code;
    fetch->at = hash_fd(fetch, fetch->fd, fetch->hasher, err);
    if (fetch->at < 0)
        return err->code;
    return fetch->at > file->bytes ? empty_part(fetch, err) : ERR_NONE;
}

static enum err_code write_part(struct fetch *fetch, const char *data, size_t bytes)
{
    while (bytes > 0) {
        const ssize_t written = pwrite(fetch->fd, data, bytes, fetch->at);

        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return err_set_errno(&fetch->disk, "%.300s can't be written", fetch->file->part);
        hasher_add(fetch->hasher, data, (size_t)written);
        fetch->at += written;
        data += written;
        bytes -= (size_t)written;
    }
    return ERR_NONE;
}

/* A server that sends the whole in place of the rest is taken at its word. */
static bool take(void *ctx, const void *data, size_t bytes, long status)
{
    struct fetch *fetch = ctx;

    if (status == 200 && fetch->moved_ms == 0 && fetch->at > 0 && empty_part(fetch, &fetch->disk))
        return false;
    if ((int64_t)bytes > fetch->file->bytes - fetch->at) {
        err_set(&fetch->disk, ERR_DAMAGED, "%.200s: more comes than the file has",
                fetch->file->filename);
        return false;
    }
    if (write_part(fetch, data, bytes))
        return false;
    fetch->moved_ms = now_ms();
    atomic_store(&fetch->file->done_bytes, fetch->at);
    return true;
}

/* ---- fetching ---- */

static bool passes(long status)
{
    return status == 408 || status == 425 || status == 429 || status == 500 ||
           (status >= 502 && status <= 504);
}

static enum err_code fetch_rest(struct fetch *fetch, bool *again, struct err *err)
{
    char path[PATH], range[60], if_range[HASH_TEXT + 20], etag[HASH_TEXT];
    const struct outgoing_stream stream = { .ctx = fetch, .take = take };
    const char *headers[] = { range, if_range, NULL };
    struct client_call call = { .method = "GET",
                                .path = path,
                                .stream = &stream,
                                .stall_ms = STALL_MS,
                                .headers = fetch->at > 0 ? headers : NULL };
    const int64_t from = fetch->at;
    enum err_code code;

    hash_format(etag, &fetch->file->hash);
    snprintf(path, sizeof path, "/api/prints/%" PRId64 "/files/%u", fetch->file->print_id,
             fetch->file->number);
    snprintf(range, sizeof range, "Range: bytes=%" PRId64 "-", fetch->at);
    snprintf(if_range, sizeof if_range, "If-Range: \"%s\"", etag);
    fetch->moved_ms = 0; /* nothing of this answer came yet */
    fetch->disk = (struct err){ 0 };
    code = client_call(fetch->client, &call, err);
    if (fetch->disk.code) {
        *err = fetch->disk;
        *again = false;
        code = err->code;
    } else if (code) {
        *again = code == ERR_BUSY || code == ERR_IO || code == ERR_NOT_FOUND;
    } else if (call.status / 100 != 2) {
        code = client_refusal(fetch->client, &call, err);
        *again = passes(call.status);
    }
    if (fetch->at > from)
        fetch->pause_s = 1;
    json_decref(call.json);
    return code;
}

static enum err_code rest(struct fetch *fetch, int64_t since_ms, struct err *err)
{
    const struct err why = *err;
    const int64_t until_ms = now_ms() + (int64_t)fetch->pause_s * 1000;

    if (now_ms() - since_ms > fetch->all->retry_ms)
        return err_set(err, why.code, "%.100s: %.300s; the same line goes on where it was",
                       fetch->file->filename, why.text);
    atomic_store(&fetch->file->wait_s, fetch->pause_s);
    atomic_store(&fetch->file->state, PULL_PAUSES);
    while (now_ms() < until_ms && !atomic_load(&fetch->all->cancelled))
        nanosleep(&(struct timespec){ 0, NAP_MS * 1000000L }, NULL);
    fetch->pause_s = fetch->pause_s * 2 < PAUSE_MOST_S ? fetch->pause_s * 2 : PAUSE_MOST_S;
    atomic_store(&fetch->file->state, PULL_FETCHES);
    return atomic_load(&fetch->all->cancelled) ? err_set(err, ERR_CANCELLED, "stopped") : ERR_NONE;
}

/* Until all bytes are here. */
static enum err_code fetch_all(struct fetch *fetch, struct err *err)
{
    int64_t since_ms = now_ms(); /* without progress */
    enum err_code code = ERR_NONE;

    while (!code && fetch->at < fetch->file->bytes) {
        const int64_t from = fetch->at;
        bool again = true;

        code = fetch_rest(fetch, &again, err);
        if (fetch->at > from)
            since_ms = now_ms();
        if (code && again)
            code = rest(fetch, since_ms, err);
        else if (!code && fetch->at < fetch->file->bytes && fetch->at == from)
            code = err_set(err, ERR_IO, "%.200s: the server sends nothing of it",
                           fetch->file->filename);
    }
    return code;
}

static enum err_code sync_folder(const struct pull_file *file, struct err *err)
{
    const char *slash = strrchr(file->path, '/');
    char *folder = slash ? strndup(file->path, (size_t)(slash - file->path) + 1) : strdup(".");
    const int fd = folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    enum err_code code = ERR_NONE;

    /* some network file systems sync no folders */
    if (fd < 0 || (fsync(fd) != 0 && errno != EINVAL))
        code = err_set_errno(err, "the folder of %.300s can't be synced", file->path);
    if (fd >= 0)
        close(fd);
    free(folder);
    return code;
}

/* To its place, unless something has come there meanwhile. */
static enum err_code put_in_place(struct fetch *fetch, struct err *err)
{
    const struct pull_file *file = fetch->file;

    if (fsync(fetch->fd) != 0)
        return err_set_errno(err, "%.300s can't be written", file->part);
    if (renameat2(AT_FDCWD, file->part, AT_FDCWD, file->path, RENAME_NOREPLACE) != 0) {
        if (errno != EINVAL && errno != ENOSYS)
            return err_set_errno(err, "%.300s can't be put in its place", file->path);
        /* a file system that cannot promise it */
        if (access(file->path, F_OK) == 0)
            return err_set(err, ERR_CONFLICT, "%.300s has come meanwhile and is left as it is",
                           file->path);
        if (rename(file->part, file->path) != 0)
            return err_set_errno(err, "%.300s can't be put in its place", file->path);
    }
    return sync_folder(file, err);
}

static enum err_code check(struct fetch *fetch, struct err *err)
{
    const struct hash hash = hasher_result(fetch->hasher);
    enum err_code code;

    if (!hash_compare(&hash, &fetch->file->hash))
        return put_in_place(fetch, err);
    if ((code = empty_part(fetch, err)))
        return code;
    if (fetch->was_wrong)
        return err_set(err, ERR_DAMAGED,
                       "%.200s: what comes is not what the server says it has, twice over",
                       fetch->file->filename);
    fetch->was_wrong = true;
    if ((code = fetch_all(fetch, err)))
        return code;
    return check(fetch, err);
}

static enum err_code fetch_file(struct fetch *fetch, struct err *err)
{
    enum err_code code;

    if ((code = open_part(fetch, err)))
        return code;
    atomic_store(&fetch->file->state, PULL_FETCHES);
    if ((code = fetch_all(fetch, err)))
        return code;
    return check(fetch, err);
}

void pull_file(void *ctx, struct client *client, size_t index)
{
    struct pulling *all = ctx;
    struct pull_file *file = &all->file[index];
    struct fetch fetch = { .all = all, .client = client, .file = file, .fd = -1, .pause_s = 1 };
    struct err err = { 0 };
    bool there = false;
    enum err_code code;

    atomic_store(&file->state, PULL_READS);
    if (!(code = look_at_place(&fetch, &there, &err)) && !there)
        code = fetch_file(&fetch, &err);
    if (fetch.fd >= 0)
        close(fetch.fd);
    hasher_free(fetch.hasher);
    file->err = err;
    if (!code)
        atomic_store(&file->done_bytes, file->bytes);
    atomic_store(&file->state, code == ERR_CANCELLED ? PULL_WAITS
                               : code                ? PULL_FAILED
                               : there               ? PULL_THERE
                                                     : PULL_FETCHED);
}
