#include "server/store/blobs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/store/blobs_state.h"

enum { SHARD_TEXT = 2 };

/* "upload-17" is that of an upload; 0 for every other name. */
static int64_t upload_of(const char *name)
{
    int64_t id = 0;

    if (strncmp(name, "upload-", 7) != 0 || strlen(name) > 7 + 18)
        return 0;
    for (name += 7; *name; name++) {
        if (*name < '0' || *name > '9')
            return 0;
        id = id * 10 + (*name - '0');
    }
    return id;
}

static int by_id(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

enum err_code blobs_dir_make(const char *path, struct err *err)
{
    if (mkdir(path, 0750) && errno != EEXIST)
        return err_set_errno(err, "the folder %s cannot be made", path);
    return ERR_NONE;
}

enum err_code blobs_dir_sync(const char *path, struct err *err)
{
    const int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum err_code code = ERR_NONE;

    if (fd < 0 || fsync(fd))
        code = err_set_errno(err, "the folder %s cannot be made durable", path);
    if (fd >= 0)
        close(fd);
    return code;
}

void blob_path(char out[PATH_MAX], const struct blobs *blobs, const struct hash *hash)
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
    pthread_rwlock_init(&blobs->keeping, NULL);
    if ((code = blobs_dir_make(dir, err)))
        goto done;
    snprintf(path, sizeof path, "%s/incoming", dir);
    if ((code = blobs_dir_make(path, err)))
        goto done;
    snprintf(path, sizeof path, "%s/blobs", dir);
    if (!(code = blobs_dir_make(path, err)) && !(code = blobs_dir_sync(dir, err))) {
        *out = blobs;
        blobs = NULL;
    }
done:
    blobs_close(blobs);
    return code;
}

void blobs_close(struct blobs *blobs)
{
    if (!blobs)
        return;
    pthread_rwlock_destroy(&blobs->keeping);
    free(blobs);
}

void blobs_keep(struct blobs *blobs)
{
    pthread_rwlock_rdlock(&blobs->keeping);
}

void blobs_clean(struct blobs *blobs)
{
    pthread_rwlock_wrlock(&blobs->keeping);
}

void blobs_let_go(struct blobs *blobs)
{
    pthread_rwlock_unlock(&blobs->keeping);
}

static bool is_kept(const char *name, const struct blobs_kept *kept)
{
    const int64_t id = upload_of(name);

    return id && kept->count && bsearch(&id, kept->id, kept->count, sizeof id, by_id);
}

enum err_code blobs_repair(struct blobs *blobs, const struct blobs_kept *kept, unsigned *removed,
                           struct err *err)
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
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..") ||
            is_kept(entry->d_name, kept))
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
