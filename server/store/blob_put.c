/* Files that arrive, until they are blobs. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "codec/core/units.h"
#include "server/store/blobs_state.h"

/* Left free for the record itself: a full disk must still be able to note what happened. */
#define RESERVE_BYTES ((int64_t)(64 * MIB))
/* Pages are sent to the disk this often while a file arrives, so that the last fsync is short. */
#define WRITE_BACK_BYTES ((int64_t)(8 * MIB))
/* A part is appended in pieces of so much. */
#define APPEND_BYTES ((size_t)MIB)

struct blob_put {
    struct blobs *blobs;
    char path[PATH_MAX];
    int fd;
    struct hasher *hasher; /* NULL: not hashed */
    int64_t bytes, flushed_bytes;
    bool is_upload; /* has a name of its own, under which it stays */
    bool is_new;    /* its name is not durable yet */
};

enum err_code blobs_free_bytes(struct blobs *blobs, int64_t *bytes, struct err *err)
{
    struct statvfs fs;

    *bytes = 0;
    if (statvfs(blobs->dir, &fs))
        return err_set_errno(err, "the free space of %s cannot be read", blobs->dir);
    *bytes = (int64_t)fs.f_bavail * (int64_t)fs.f_frsize;
    return ERR_NONE;
}

static enum err_code space_check(struct blobs *blobs, int64_t expect_bytes, struct err *err)
{
    int64_t free_bytes;
    enum err_code code;

    if ((code = blobs_free_bytes(blobs, &free_bytes, err)))
        return code;
    free_bytes -= RESERVE_BYTES;
    if (expect_bytes > free_bytes)
        return err_set(err, ERR_NO_SPACE,
                       "the file has %lld MB and the disk of the server has room for %lld: make "
                       "room there and send it again",
                       (long long)(expect_bytes / (int64_t)MIB),
                       (long long)(free_bytes > 0 ? free_bytes / (int64_t)MIB : 0));
    return ERR_NONE;
}

static enum err_code put_create(struct blob_put *put, struct err *err)
{
    uint64_t name;

    if (getrandom(&name, sizeof name, 0) != sizeof name)
        return err_set_errno(err, "the system gives no random numbers");
    snprintf(put->path, sizeof put->path, "%s/incoming/%016llx", put->blobs->dir,
             (unsigned long long)name);
    put->fd = open(put->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0440);
    if (put->fd < 0)
        return err_set_errno(err, "%s cannot be made", put->path);
    return ERR_NONE;
}

enum err_code blob_put_begin(struct blob_put **out, struct blobs *blobs, int64_t expect_bytes,
                             struct err *err)
{
    struct blob_put *put;
    enum err_code code;

    *out = NULL;
    if ((code = space_check(blobs, expect_bytes, err)))
        return code;
    if (!(put = calloc(1, sizeof *put)))
        return err_set(err, ERR_NO_MEMORY, "no memory for another upload");
    put->blobs = blobs;
    put->fd = -1;
    if ((code = hasher_new(&put->hasher, err)) || (code = put_create(put, err))) {
        blob_put_abort(put);
        return code;
    }
    *out = put;
    return ERR_NONE;
}

enum err_code blob_put_write(struct blob_put *put, const void *data, size_t bytes, struct err *err)
{
    const char *next = data;
    size_t left = bytes;

    while (left > 0) {
        const ssize_t written = write(put->fd, next, left);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return err_set_errno(err, "the upload cannot be written on the server");
        next += written;
        left -= (size_t)written;
    }
    if (put->hasher)
        hasher_add(put->hasher, data, bytes);
    put->bytes += (int64_t)bytes;
    if (put->bytes - put->flushed_bytes >= WRITE_BACK_BYTES) {
        /* A hint: when it fails, fsync will say so. */
        sync_file_range(put->fd, put->flushed_bytes, put->bytes - put->flushed_bytes,
                        SYNC_FILE_RANGE_WRITE);
        put->flushed_bytes = put->bytes;
    }
    return ERR_NONE;
}

struct hash blob_put_hash(const struct blob_put *put)
{
    return hasher_result(put->hasher);
}

enum err_code blob_put_open(struct source **out, struct blob_put *put, struct err *err)
{
    return source_open_file(out, put->path, err);
}

static enum err_code put_move(struct blob_put *put, const char *path, struct err *err)
{
    if (rename(put->path, path))
        return err_set_errno(err, "the upload cannot be moved to %s", path);
    put->path[0] = '\0';
    return ERR_NONE;
}

/* Until a row tells what became of it, an upload stays where it arrived, too: after a crash between
 * the two it is taken up again. File systems without links have to do without. */
static enum err_code put_link(struct blob_put *put, const char *path, struct err *err)
{
    char second[PATH_MAX + 8];
    enum err_code code = ERR_NONE;

    snprintf(second, sizeof second, "%s.blob", put->path);
    unlink(second);
    if (fchmod(put->fd, 0440) || link(put->path, second))
        return put_move(put, path, err);
    if (rename(second, path))
        code = err_set_errno(err, "the upload cannot be moved to %s", path);
    unlink(second); /* still there when the blob is this very file */
    return code;
}

/* Brings the file into its place. One that is there already has the same bytes, or has been
 * damaged since: replacing it is right in both cases, and readers keep what they have open. */
static enum err_code put_place(struct blob_put *put, const struct hash *hash, struct err *err)
{
    char path[PATH_MAX], shard[PATH_MAX], parent[PATH_MAX];
    enum err_code code;

    blob_path(path, put->blobs, hash);
    snprintf(shard, sizeof shard, "%s", path);
    *strrchr(shard, '/') = '\0';
    snprintf(parent, sizeof parent, "%s", shard);
    *strrchr(parent, '/') = '\0';
    if ((code = blobs_dir_make(shard, err)) || (code = blobs_dir_sync(parent, err)))
        return code;
    if ((code = put->is_upload ? put_link(put, path, err) : put_move(put, path, err)))
        return code;
    return blobs_dir_sync(shard, err);
}

enum err_code blob_put_finish(struct blob_put *put, struct hash *hash, int64_t *bytes,
                              struct err *err)
{
    enum err_code code = ERR_NONE;

    *hash = hasher_result(put->hasher);
    *bytes = put->bytes;
    if (fsync(put->fd))
        code = err_set_errno(err, "the upload cannot be made durable");
    if (!code)
        code = put_place(put, hash, err);
    blob_put_abort(put);
    return code;
}

void blob_put_abort(struct blob_put *put)
{
    if (!put)
        return;
    if (put->fd >= 0)
        close(put->fd);
    if (put->path[0] && !put->is_upload)
        unlink(put->path);
    hasher_free(put->hasher);
    free(put);
}

struct blob_at blob_at_start(bool is_hashed)
{
    return (struct blob_at){ .is_hashed = is_hashed };
}

static void upload_path(char out[PATH_MAX], const struct blobs *blobs, int64_t id)
{
    snprintf(out, PATH_MAX, "%s/incoming/upload-%lld", blobs->dir, (long long)id);
}

/* Opens the file and goes to the place from where it goes on. */
static enum err_code put_reopen(struct blob_put *put, const struct blob_at *at, struct err *err)
{
    struct stat info;

    put->is_new = at->bytes == 0;
    put->fd = open(put->path, O_RDWR | O_CLOEXEC | (put->is_new ? O_CREAT : 0), 0640);
    if (put->fd < 0 && errno == ENOENT)
        return err_set(err, ERR_DAMAGED, "what has arrived of the upload is gone: send it anew");
    if (put->fd < 0 || fstat(put->fd, &info))
        return err_set_errno(err, "%s cannot be opened", put->path);
    if (info.st_size < at->bytes)
        return err_set(err, ERR_DAMAGED,
                       "a part of what has arrived of the upload is gone: send it "
                       "anew");
    return blob_put_cut(put, at, err);
}

enum err_code blob_put_resume(struct blob_put **out, struct blobs *blobs, int64_t id,
                              const struct blob_at *at, struct err *err)
{
    struct blob_put *put = calloc(1, sizeof *put);
    enum err_code code = ERR_NONE;

    *out = NULL;
    if (!put)
        return err_set(err, ERR_NO_MEMORY, "no memory for another upload");
    put->blobs = blobs;
    put->is_upload = true;
    put->fd = -1;
    upload_path(put->path, blobs, id);
    if (at->is_hashed)
        code = hasher_new(&put->hasher, err);
    if (code || (code = put_reopen(put, at, err))) {
        blob_put_abort(put);
        return code;
    }
    *out = put;
    return ERR_NONE;
}

void blob_put_at(const struct blob_put *put, struct blob_at *out)
{
    *out = (struct blob_at){ .bytes = put->bytes, .is_hashed = put->hasher != NULL };
    if (put->hasher)
        hasher_save(put->hasher, out->state);
}

enum err_code blob_put_durable(struct blob_put *put, struct err *err)
{
    char folder[PATH_MAX];

    if (fsync(put->fd))
        return err_set_errno(err, "the upload cannot be made durable");
    if (!put->is_new)
        return ERR_NONE;
    snprintf(folder, sizeof folder, "%s", put->path);
    *strrchr(folder, '/') = '\0';
    return blobs_dir_sync(folder, err);
}

/* Starts the hash again where it was; one of other bytes would be a wrong identity. */
static enum err_code put_rehash(struct blob_put *put, const struct blob_at *at, struct err *err)
{
    struct hasher *fresh;
    enum err_code code;

    if (at->bytes > 0 && hasher_load(put->hasher, at->state) != at->bytes)
        return err_set(err, ERR_DAMAGED, "the record's hash of the upload is not of its bytes");
    if (at->bytes > 0)
        return ERR_NONE;
    if ((code = hasher_new(&fresh, err)))
        return code;
    hasher_free(put->hasher);
    put->hasher = fresh;
    return ERR_NONE;
}

enum err_code blob_put_cut(struct blob_put *put, const struct blob_at *at, struct err *err)
{
    if (ftruncate(put->fd, at->bytes) || lseek(put->fd, at->bytes, SEEK_SET) < 0)
        return err_set_errno(err, "%s cannot be cut", put->path);
    put->bytes = put->flushed_bytes = at->bytes;
    return put->hasher ? put_rehash(put, at, err) : ERR_NONE;
}

/* Where file systems can, the bytes are shared or copied by the kernel; then they are only read
 * for the hash. */
static enum err_code append_piece(struct blob_put *put, int part, uint8_t *room, int64_t *left,
                                  struct err *err)
{
    const size_t want = *left < (int64_t)APPEND_BYTES ? (size_t)*left : APPEND_BYTES;
    const ssize_t got = read(part, room, want);
    off_t from = lseek(part, 0, SEEK_CUR) - got;
    ssize_t copied;

    if (got < 0)
        return err_set_errno(err, "a part of the upload cannot be read");
    if (got == 0)
        return err_set(err, ERR_DAMAGED, "a part of the upload is shorter than it was");
    *left -= got;
    copied = copy_file_range(part, &from, put->fd, NULL, (size_t)got, 0);
    copied = copied < 0 ? 0 : copied;
    if (put->hasher)
        hasher_add(put->hasher, room, (size_t)copied);
    put->bytes += copied;
    return blob_put_write(put, room + copied, (size_t)(got - copied), err);
}

enum err_code blob_put_append(struct blob_put *put, int64_t part_id, int64_t bytes, struct err *err)
{
    uint8_t *room = malloc(APPEND_BYTES);
    enum err_code code = ERR_NONE;
    char path[PATH_MAX];
    int part;

    if (!room)
        return err_set(err, ERR_NO_MEMORY, "no memory to put an upload together");
    upload_path(path, put->blobs, part_id);
    part = open(path, O_RDONLY | O_CLOEXEC);
    if (part < 0)
        code = err_set_errno(err, "%s cannot be opened", path);
    while (!code && bytes > 0)
        code = append_piece(put, part, room, &bytes, err);
    if (part >= 0)
        close(part);
    free(room);
    return code;
}

enum err_code blob_upload_remove(struct blobs *blobs, int64_t id, struct err *err)
{
    char path[PATH_MAX];

    upload_path(path, blobs, id);
    if (unlink(path) && errno != ENOENT)
        return err_set_errno(err, "%s cannot be removed", path);
    return ERR_NONE;
}
