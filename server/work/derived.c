#include "server/work/derived.h"

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

#include "codec/core/units.h"

/* A trim goes a little below the limit, so that not every file brings the next one. */
enum { TRIM_PERCENT = 90 };

static const char *const folder_names[DERIVED_KINDS] = {
    [DERIVED_ANALYSIS] = "analysis",
    [DERIVED_OVERVIEW] = "overview",
    [DERIVED_FACTS] = "facts",
    [DERIVED_WAVE] = "wave",
    [DERIVED_LANES] = "lanes",
    [DERIVED_NULL] = "null",
    [DERIVED_QC] = "qc",
    [DERIVED_COMPARE] = "compare",
};

struct derived {
    char *dir;
    int64_t max_bytes;
    pthread_mutex_t lock; /* guards what follows */
    int64_t bytes;
    uint64_t serial; /* of temporary names */
};

static void path_of(char out[PATH_MAX], const struct derived *derived, enum derived_kind kind,
                    const struct hash *key)
{
    char text[HASH_TEXT];

    hash_format(text, key);
    snprintf(out, PATH_MAX, "%s/%s/%.2s/%s", derived->dir, folder_names[kind], text, text + 2);
}

/* Makes the folders above a path; those that are there are no failure, and what cannot be made
 * shows when the file is opened. */
static void make_folders(const char *path)
{
    char folder[PATH_MAX];

    snprintf(folder, sizeof folder, "%s", path);
    for (char *slash = strchr(folder + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(folder, 0750);
        *slash = '/';
    }
}

struct found {
    char path[160]; /* below the folder of all */
    int64_t bytes, used_at_s;
};

struct found_list {
    struct found *item;
    size_t count, capacity;
    int64_t bytes;
};

static void found_add(struct found_list *list, const struct found *found)
{
    list->bytes += found->bytes;
    if (list->count == list->capacity) {
        const size_t capacity = list->capacity ? 2 * list->capacity : 1024;
        struct found *larger = realloc(list->item, capacity * sizeof *larger);
        if (!larger)
            return;
        list->item = larger;
        list->capacity = capacity;
    }
    list->item[list->count++] = *found;
}

static void list_folder(const struct derived *derived, const char *name, struct found_list *list)
{
    char folder[PATH_MAX];
    const struct dirent *entry;
    struct found found;
    struct stat info;
    DIR *dir;

    snprintf(folder, sizeof folder, "%s/%s", derived->dir, name);
    if (!(dir = opendir(folder)))
        return;
    while ((entry = readdir(dir)) != NULL) {
        if (entry->d_name[0] == '.' || strlen(entry->d_name) > 100 ||
            fstatat(dirfd(dir), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) ||
            !S_ISREG(info.st_mode))
            continue;
        snprintf(found.path, sizeof found.path, "%.30s/%.100s", name, entry->d_name);
        found.bytes = info.st_size;
        found.used_at_s = info.st_mtime;
        found_add(list, &found);
    }
    closedir(dir);
}

static void list_all(const struct derived *derived, struct found_list *list)
{
    char name[32];

    for (size_t kind = 0; kind < DERIVED_KINDS; kind++)
        for (unsigned i = 0; i < 256; i++) {
            snprintf(name, sizeof name, "%s/%02x", folder_names[kind], i);
            list_folder(derived, name, list);
        }
}

static int oldest_first(const void *a, const void *b)
{
    const struct found *x = a, *y = b;

    return (x->used_at_s > y->used_at_s) - (x->used_at_s < y->used_at_s);
}

/* Counts again what is there, and removes what is over the limit. */
static void trim(struct derived *derived)
{
    const int64_t aim = derived->max_bytes / 100 * TRIM_PERCENT;
    struct found_list list = { 0 };
    char path[PATH_MAX];

    list_all(derived, &list);
    if (list.count > 0 && list.bytes > derived->max_bytes)
        qsort(list.item, list.count, sizeof *list.item, oldest_first);
    else
        list.count = 0;
    for (size_t i = 0; i < list.count && list.bytes > aim; i++) {
        snprintf(path, sizeof path, "%s/%s", derived->dir, list.item[i].path);
        unlink(path);
        list.bytes -= list.item[i].bytes;
    }
    free(list.item);
    pthread_mutex_lock(&derived->lock);
    derived->bytes = list.bytes;
    pthread_mutex_unlock(&derived->lock);
}

/* What a crash left half written. */
static void empty_tmp(const struct derived *derived)
{
    char path[PATH_MAX];
    const struct dirent *entry;
    DIR *dir;

    snprintf(path, sizeof path, "%s/derived.tmp", derived->dir);
    if (!(dir = opendir(path)))
        return;
    while ((entry = readdir(dir)) != NULL)
        if (entry->d_name[0] != '.')
            unlinkat(dirfd(dir), entry->d_name, 0);
    closedir(dir);
}

enum err_code derived_open(struct derived **out, const char *dir, int64_t max_bytes,
                           struct err *err)
{
    struct derived *derived = calloc(1, sizeof *derived);

    *out = NULL;
    if (!derived || !(derived->dir = strdup(dir))) {
        free(derived);
        return err_set(err, ERR_NO_MEMORY, "no memory for the cache of measures");
    }
    derived->max_bytes = max_bytes ? max_bytes : (int64_t)(16 * GIB);
    pthread_mutex_init(&derived->lock, NULL);
    empty_tmp(derived);
    trim(derived);
    *out = derived;
    return ERR_NONE;
}

void derived_close(struct derived *derived)
{
    if (!derived)
        return;
    pthread_mutex_destroy(&derived->lock);
    free(derived->dir);
    free(derived);
}

bool derived_has(const struct derived *derived, enum derived_kind kind, const struct hash *key)
{
    char path[PATH_MAX];

    path_of(path, derived, kind, key);
    return access(path, R_OK) == 0;
}

static enum err_code write_file(const char *path, const struct buffer *in, struct err *err)
{
    enum err_code code = ERR_NONE;
    int fd;

    make_folders(path);
    fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
    if (fd < 0)
        return err_set_errno(err, "%s can't be written", path);
    for (size_t at = 0; at < in->bytes && !code;) {
        const ssize_t wrote = write(fd, (const char *)in->data + at, in->bytes - at);
        if (wrote < 0 && errno != EINTR)
            code = err_set_errno(err, "%s can't be written", path);
        at += wrote > 0 ? (size_t)wrote : 0;
    }
    if (close(fd) && !code)
        code = err_set_errno(err, "%s can't be written", path);
    return code;
}

/* No fsync: checksums find what a crash of the machine has left. */
enum err_code derived_put(struct derived *derived, enum derived_kind kind, const struct hash *key,
                          const struct buffer *in, struct err *err)
{
    char path[PATH_MAX], tmp[PATH_MAX];
    enum err_code code;
    bool over;

    pthread_mutex_lock(&derived->lock);
    snprintf(tmp, sizeof tmp, "%s/derived.tmp/%ju", derived->dir, (uintmax_t)derived->serial++);
    pthread_mutex_unlock(&derived->lock);
    path_of(path, derived, kind, key);
    if (!(code = write_file(tmp, in, err))) {
        make_folders(path);
        if (rename(tmp, path))
            code = err_set_errno(err, "%s can't be written", path);
    }
    if (code) {
        unlink(tmp);
        return code;
    }
    pthread_mutex_lock(&derived->lock);
    derived->bytes += (int64_t)in->bytes;
    over = derived->bytes > derived->max_bytes;
    pthread_mutex_unlock(&derived->lock);
    if (over)
        trim(derived);
    return ERR_NONE;
}

static enum err_code read_file(int fd, const char *path, size_t most_bytes, struct buffer *out,
                               struct err *err)
{
    struct stat info;
    size_t at = 0;
    ssize_t got = 1;

    if (fstat(fd, &info))
        return err_set_errno(err, "%s can't be read", path);
    out->bytes = (size_t)info.st_size < most_bytes ? (size_t)info.st_size : most_bytes;
    if (!(out->data = malloc(out->bytes + 1)))
        return err_set(err, ERR_NO_MEMORY, "no memory for the %zu bytes of %s", out->bytes, path);
    while (at < out->bytes && got > 0) {
        got = read(fd, (char *)out->data + at, out->bytes - at);
        at += got > 0 ? (size_t)got : 0;
    }
    if (at == out->bytes)
        return ERR_NONE;
    buffer_clear(out);
    return err_set(err, ERR_IO, "%s can't be read to its end", path);
}

enum err_code derived_get_front(const struct derived *derived, enum derived_kind kind,
                                const struct hash *key, size_t most_bytes, struct buffer *out,
                                struct err *err)
{
    char path[PATH_MAX];
    enum err_code code;
    int fd;

    *out = (struct buffer){ 0 };
    path_of(path, derived, kind, key);
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return err_set(err, ERR_NOT_FOUND, "%s is not there", path);
    if (fd < 0)
        return err_set_errno(err, "%s can't be read", path);
    code = read_file(fd, path, most_bytes, out, err);
    futimens(fd, NULL); /* so that what is used stays */
    close(fd);
    return code;
}

enum err_code derived_get(const struct derived *derived, enum derived_kind kind,
                          const struct hash *key, struct buffer *out, struct err *err)
{
    return derived_get_front(derived, kind, key, SIZE_MAX, out, err);
}

void derived_drop(struct derived *derived, enum derived_kind kind, const struct hash *key)
{
    char path[PATH_MAX];

    path_of(path, derived, kind, key);
    unlink(path);
}

int64_t derived_bytes(struct derived *derived)
{
    int64_t bytes;

    pthread_mutex_lock(&derived->lock);
    bytes = derived->bytes;
    pthread_mutex_unlock(&derived->lock);
    return bytes;
}
