#include "server/work/disk_cache.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "server/work/mono.h"

enum {
    SUM_BYTES = 16,  /* of the SHA-256 of the packets, in front of them */
    OFF_MS = 60000,  /* after a failed write: a full disk needs no further attempts */
    NAME_TEXT = 128, /* of a file below the folder */
};

struct disk_file {
    struct key_node node;
    struct link recent;
    int64_t bytes;
};

struct disk_cache {
    int dir; /* -1: nothing is kept */
    int64_t max_bytes;
    pthread_t scanner;
    pthread_mutex_t lock; /* guards all below */
    struct key_map map;
    struct link recent; /* least recently used first */
    int64_t bytes;
    int64_t off_until_ms;
    uint64_t serial; /* of temporary names */
    bool stop;
};

static void file_name(char out[NAME_TEXT], const struct hash *key)
{
    char text[HASH_TEXT];

    hash_format(text, key);
    snprintf(out, NAME_TEXT, "%.2s/%s", text, text + 2);
}

/* Called with the lock. */
static struct disk_file *known(const struct disk_cache *cache, const struct hash *key)
{
    struct key_node *node = key_map_find(&cache->map, key);

    return node ? list_owner(node, struct disk_file, node) : NULL;
}

/* Called with the lock. `before` is the list's own end for the most recent place. */
static void learn(struct disk_cache *cache, const struct hash *key, int64_t bytes,
                  struct link *before)
{
    struct disk_file *file = known(cache, key) ? NULL : malloc(sizeof *file);

    if (!file)
        return;
    *file = (struct disk_file){ .node = { .key = *key }, .bytes = bytes };
    key_map_add(&cache->map, &file->node);
    list_append(before, &file->recent);
    cache->bytes += bytes;
}

/* Called with the lock. */
static void forget(struct disk_cache *cache, struct disk_file *file)
{
    key_map_remove(&cache->map, &file->node);
    list_remove(&file->recent);
    cache->bytes -= file->bytes;
    free(file);
}

/* Removes the oldest files until the limit holds. */
static void trim(struct disk_cache *cache)
{
    char name[NAME_TEXT];
    bool over = true;

    while (over) {
        pthread_mutex_lock(&cache->lock);
        over = cache->bytes > cache->max_bytes && !list_is_empty(&cache->recent);
        if (over) {
            struct disk_file *oldest = list_owner(cache->recent.next, struct disk_file, recent);

            file_name(name, &oldest->node.key);
            forget(cache, oldest);
        }
        pthread_mutex_unlock(&cache->lock);
        if (over)
            unlinkat(cache->dir, name, 0);
    }
}

/* What the scan finds. */
struct found {
    struct hash key;
    int64_t bytes, used_at_s;
};

struct found_list {
    struct found *item;
    size_t count, capacity;
};

static void found_add(struct found_list *list, const struct found *found)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : 1024;
        struct found *larger = realloc(list->item, capacity * sizeof *larger);

        if (!larger)
            return;
        list->item = larger;
        list->capacity = capacity;
    }
    list->item[list->count++] = *found;
}

static void scan_folder(struct disk_cache *cache, unsigned number, struct found_list *list)
{
    char folder[4], text[HASH_TEXT + 1];
    const struct dirent *entry;
    struct found found;
    struct stat info;
    DIR *dir;
    int fd;

    snprintf(folder, sizeof folder, "%02x", number);
    fd = openat(cache->dir, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    dir = fd < 0 ? NULL : fdopendir(fd);
    if (!dir) {
        if (fd >= 0)
            close(fd);
        return;
    }
    while ((entry = readdir(dir))) {
        if (strlen(entry->d_name) != HASH_TEXT - 3)
            continue;
        snprintf(text, sizeof text, "%s%.62s", folder, entry->d_name);
        if (hash_parse(&found.key, text, NULL) ||
            fstatat(fd, entry->d_name, &info, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(info.st_mode))
            continue;
        found.bytes = info.st_size;
        found.used_at_s = info.st_mtime;
        found_add(list, &found);
    }
    closedir(dir);
}

static int newest_first(const void *a, const void *b)
{
    const struct found *x = a, *y = b;

    return (x->used_at_s < y->used_at_s) - (x->used_at_s > y->used_at_s);
}

static bool stopped(struct disk_cache *cache)
{
    bool stop;

    pthread_mutex_lock(&cache->lock);
    stop = cache->stop;
    pthread_mutex_unlock(&cache->lock);
    return stop;
}

static void *scan(void *ctx)
{
    struct disk_cache *cache = ctx;
    struct found_list list = { 0 };

    for (unsigned i = 0; i < 256 && !stopped(cache); i++)
        scan_folder(cache, i, &list);
    if (list.count > 0)
        qsort(list.item, list.count, sizeof *list.item, newest_first);
    pthread_mutex_lock(&cache->lock);
    for (size_t i = 0; i < list.count; i++)
        learn(cache, &list.item[i].key, list.item[i].bytes, cache->recent.next);
    pthread_mutex_unlock(&cache->lock);
    free(list.item);
    trim(cache);
    return NULL;
}

/* Opens the folder and empties its tmp/, where a crash may have left files; -1 if it can't. */
static int open_folder(const char *path)
{
    int dir, tmp;
    DIR *list = NULL;
    const struct dirent *entry;

    mkdir(path, 0700);
    dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0)
        return -1;
    mkdirat(dir, "tmp", 0700);
    tmp = openat(dir, "tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (tmp >= 0 && !(list = fdopendir(tmp)))
        close(tmp);
    while (list && (entry = readdir(list)))
        if (entry->d_name[0] != '.')
            unlinkat(tmp, entry->d_name, 0);
    if (list)
        closedir(list);
    return dir;
}

enum err_code disk_cache_open(struct disk_cache **out, const char *dir, int64_t max_bytes,
                              struct err *err)
{
    struct disk_cache *cache = calloc(1, sizeof *cache);
    enum err_code code;

    *out = NULL;
    if (!cache)
        return err_set(err, ERR_NO_MEMORY, "out of memory for the segment cache");
    cache->max_bytes = max_bytes;
    list_init(&cache->recent);
    code = key_map_init(&cache->map, err);
    if (code) {
        free(cache);
        return code;
    }
    pthread_mutex_init(&cache->lock, NULL);
    cache->dir = open_folder(dir);
    if (pthread_create(&cache->scanner, NULL, scan, cache) == 0) {
        *out = cache;
        return ERR_NONE;
    }
    if (cache->dir >= 0)
        close(cache->dir);
    pthread_mutex_destroy(&cache->lock);
    key_map_clear(&cache->map);
    free(cache);
    return err_set(err, ERR_NO_MEMORY, "the system refuses another thread");
}

void disk_cache_close(struct disk_cache *cache)
{
    if (!cache)
        return;
    pthread_mutex_lock(&cache->lock);
    cache->stop = true;
    pthread_mutex_unlock(&cache->lock);
    pthread_join(cache->scanner, NULL);
    while (!list_is_empty(&cache->recent))
        forget(cache, list_owner(cache->recent.next, struct disk_file, recent));
    key_map_clear(&cache->map);
    pthread_mutex_destroy(&cache->lock);
    if (cache->dir >= 0)
        close(cache->dir);
    free(cache);
}

bool disk_cache_has(struct disk_cache *cache, const struct hash *key)
{
    bool has;

    pthread_mutex_lock(&cache->lock);
    has = known(cache, key) != NULL;
    pthread_mutex_unlock(&cache->lock);
    return has;
}

static bool read_checked(int fd, struct segment *segment)
{
    uint8_t sum[SUM_BYTES];
    struct iovec part[2] = { { sum, sizeof sum }, { segment->packets, segment->bytes } };
    struct stat info;
    struct hash hash;

    if (fstat(fd, &info) != 0 || info.st_size != (off_t)(SUM_BYTES + segment->bytes) ||
        readv(fd, part, 2) != (ssize_t)(SUM_BYTES + segment->bytes))
        return false;
    hash = hash_of(segment->packets, segment->bytes);
    return memcmp(hash.byte, sum, SUM_BYTES) == 0;
}

struct segment *disk_cache_get(struct disk_cache *cache, const struct hash *key, size_t bytes)
{
    struct segment *segment = NULL;
    struct disk_file *file;
    char name[NAME_TEXT];
    int fd;

    file_name(name, key);
    fd = cache->dir < 0 ? -1 : openat(cache->dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd >= 0) {
        segment = segment_new(key, bytes);
        if (segment && !read_checked(fd, segment)) {
            segment_give(segment);
            segment = NULL;
            unlinkat(cache->dir, name, 0);
        }
        futimens(fd, NULL); /* so that the order of use survives a restart */
        close(fd);
    }
    pthread_mutex_lock(&cache->lock);
    file = known(cache, key);
    if (file && segment) {
        list_remove(&file->recent);
        list_append(&cache->recent, &file->recent);
    } else if (file) {
        forget(cache, file);
    }
    pthread_mutex_unlock(&cache->lock);
    return segment;
}

/* Whether writing is worth trying; gives the temporary name to use. */
static bool may_write(struct disk_cache *cache, const struct hash *key, char tmp[NAME_TEXT])
{
    bool may;

    pthread_mutex_lock(&cache->lock);
    may = cache->dir >= 0 && !known(cache, key) && mono_ms() >= cache->off_until_ms;
    snprintf(tmp, NAME_TEXT, "tmp/%ju", (uintmax_t)cache->serial++);
    pthread_mutex_unlock(&cache->lock);
    return may;
}

/* No fsync: the sum in front finds out what a crash has left half written. */
static bool write_file(const struct disk_cache *cache, const struct segment *segment,
                       const char *tmp)
{
    struct hash hash = hash_of(segment->packets, segment->bytes);
    struct iovec part[2] = { { hash.byte, SUM_BYTES },
                             { (void *)segment->packets, segment->bytes } };
    char name[NAME_TEXT], folder[3];
    bool ok;
    int fd = openat(cache->dir, tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    if (fd < 0)
        return false;
    ok = writev(fd, part, 2) == (ssize_t)(SUM_BYTES + segment->bytes);
    ok = close(fd) == 0 && ok;
    file_name(name, &segment->node.key);
    if (ok && renameat(cache->dir, tmp, cache->dir, name) == 0)
        return true;
    snprintf(folder, sizeof folder, "%.2s", name);
    if (ok && errno == ENOENT && mkdirat(cache->dir, folder, 0700) == 0 &&
        renameat(cache->dir, tmp, cache->dir, name) == 0)
        return true;
    unlinkat(cache->dir, tmp, 0);
    return false;
}

void disk_cache_put(struct disk_cache *cache, const struct segment *segment)
{
    char tmp[NAME_TEXT];
    bool written;

    if (!may_write(cache, &segment->node.key, tmp))
        return;
    written = write_file(cache, segment, tmp);
    pthread_mutex_lock(&cache->lock);
    if (written)
        learn(cache, &segment->node.key, (int64_t)(SUM_BYTES + segment->bytes), &cache->recent);
    else
        cache->off_until_ms = mono_ms() + OFF_MS;
    pthread_mutex_unlock(&cache->lock);
    trim(cache);
}

int64_t disk_cache_bytes(struct disk_cache *cache)
{
    int64_t bytes;

    pthread_mutex_lock(&cache->lock);
    bytes = cache->bytes;
    pthread_mutex_unlock(&cache->lock);
    return bytes;
}
