#include "server/store/blobs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "codec/core/units.h"

/* Left free for the record itself: a full disk must still be able to note what happened. */
#define RESERVE_BYTES ((int64_t)(64 * MIB))
/* Pages are sent to the disk this often while a file arrives, so that the last fsync is short. */
#define WRITE_BACK_BYTES ((int64_t)(8 * MIB))

enum { DIR_MAX = PATH_MAX - 128, SHARD_TEXT = 2 };

struct blobs {
    char dir[DIR_MAX];
};

struct blob_put {
    struct blobs *blobs;
    char path[PATH_MAX];
    int fd;
    struct hasher *hasher;
    int64_t bytes, flushed_bytes;
};

static enum err_code dir_make(const char *path, struct err *err)
{
    if (mkdir(path, 0750) && errno != EEXIST)
        return err_set_errno(err, "the folder %s cannot be made", path);
    return ERR_NONE;
}

static enum err_code dir_sync(const char *path, struct err *err)
{
    const int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum err_code code = ERR_NONE;

    if (fd < 0 || fsync(fd))
        code = err_set_errno(err, "the folder %s cannot be made durable", path);
    if (fd >= 0)
        close(fd);
    return code;
}

static void blob_path(char out[PATH_MAX], const struct blobs *blobs, const struct hash *hash)
{
    char text[HASH_TEXT];

    hash_format(text, hash);
    snprintf(out, PATH_MAX, "%s/blobs/%.2s/%s", blobs->dir, text, text + SHARD_TEXT);
}

enum err_code blobs_open(struct blobs **out, const char *dir, struct err *err)
{
    struct blobs *blobs = NULL;
    char path[PATH_MAX];
    enum err_code code;

    *out = NULL;
    if (strlen(dir) >= sizeof blobs->dir)
        return err_set(err, ERR_TOO_BIG, "the path of the data folder is too long: %.100s…", dir);
    if (!(blobs = calloc(1, sizeof *blobs)))
        return err_set(err, ERR_NO_MEMORY, "no memory for the blobs");
    snprintf(blobs->dir, sizeof blobs->dir, "%s", dir);
    if ((code = dir_make(dir, err)))
        goto done;
    snprintf(path, sizeof path, "%s/incoming", dir);
    if ((code = dir_make(path, err)))
        goto done;
    snprintf(path, sizeof path, "%s/blobs", dir);
    if (!(code = dir_make(path, err)) && !(code = dir_sync(dir, err))) {
        *out = blobs;
        blobs = NULL;
    }
done:
    free(blobs);
    return code;
}

void blobs_close(struct blobs *blobs)
{
    free(blobs);
}

enum err_code blobs_repair(struct blobs *blobs, unsigned *removed, struct err *err)
{
    char path[PATH_MAX];
    struct dirent *entry;
    enum err_code code = ERR_NONE;
    DIR *dir;

    *removed = 0;
    snprintf(path, sizeof path, "%s/incoming", blobs->dir);
    if (!(dir = opendir(path)))
        return err_set_errno(err, "the folder %s cannot be read", path);
    while (!code && (errno = 0, entry = readdir(dir)) != NULL) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
            continue;
        if (unlinkat(dirfd(dir), entry->d_name, 0))
            code = err_set_errno(err, "%s/%s cannot be removed", path, entry->d_name);
        else
            ++*removed;
    }
    if (!code && errno)
        code = err_set_errno(err, "the folder %s cannot be read", path);
    closedir(dir);
    return code;
}

static enum err_code space_check(const struct blobs *blobs, int64_t expect_bytes, struct err *err)
{
    struct statvfs fs;
    int64_t free_bytes;

    if (statvfs(blobs->dir, &fs))
        return err_set_errno(err, "the free space of %s cannot be read", blobs->dir);
    free_bytes = (int64_t)fs.f_bavail * (int64_t)fs.f_frsize - RESERVE_BYTES;
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

/* Renames the file into its place. One that is there already has the same bytes, or has been
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
    if ((code = dir_make(shard, err)) || (code = dir_sync(parent, err)))
        return code;
    if (rename(put->path, path))
        return err_set_errno(err, "the upload cannot be moved to %s", path);
    put->path[0] = '\0';
    return dir_sync(shard, err);
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
    if (put->path[0])
        unlink(put->path);
    hasher_free(put->hasher);
    free(put);
}

enum err_code blob_open(struct source **out, struct blobs *blobs, const struct hash *hash,
                        struct err *err)
{
    char path[PATH_MAX];

    blob_path(path, blobs, hash);
    return source_open_file(out, path, err);
}

enum err_code blob_remove(struct blobs *blobs, const struct hash *hash, struct err *err)
{
    char path[PATH_MAX];

    blob_path(path, blobs, hash);
    if (unlink(path) && errno != ENOENT)
        return err_set_errno(err, "%s cannot be removed", path);
    return ERR_NONE;
}

struct walk {
    enum err_code (*each)(void *ctx, const struct hash *hash, int64_t bytes, struct err *err);
    void *ctx;
};

/* Calls each for what is named as a blob of this shard; anything else is not ours and stays. */
static enum err_code walk_shard(DIR *dir, const char *shard, const struct walk *walk,
                                struct err *err)
{
    char text[HASH_TEXT + SHARD_TEXT];
    struct dirent *entry;
    enum err_code code = ERR_NONE;

    while (!code && (errno = 0, entry = readdir(dir)) != NULL) {
        struct hash hash;
        struct stat info;
        snprintf(text, sizeof text, "%.2s%.64s", shard, entry->d_name);
        if (strlen(entry->d_name) != HASH_TEXT - 1 - SHARD_TEXT || hash_parse(&hash, text, NULL) ||
            fstatat(dirfd(dir), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) ||
            !S_ISREG(info.st_mode))
            continue;
        code = walk->each(walk->ctx, &hash, info.st_size, err);
    }
    if (!code && errno)
        code = err_set_errno(err, "the blobs %s cannot be read", shard);
    return code;
}

enum err_code blobs_each(struct blobs *blobs,
                         enum err_code (*each)(void *ctx, const struct hash *hash, int64_t bytes,
                                               struct err *err),
                         void *ctx, struct err *err)
{
    const struct walk walk = { each, ctx };
    enum err_code code = ERR_NONE;

    for (unsigned i = 0; i < 256 && !code; i++) {
        char path[PATH_MAX], shard[SHARD_TEXT + 1];
        DIR *dir;
        snprintf(shard, sizeof shard, "%02x", i & 0xff);
        snprintf(path, sizeof path, "%s/blobs/%s", blobs->dir, shard);
        if (!(dir = opendir(path))) {
            if (errno != ENOENT)
                code = err_set_errno(err, "the folder %s cannot be read", path);
            continue;
        }
        code = walk_shard(dir, shard, &walk, err);
        closedir(dir);
    }
    return code;
}
