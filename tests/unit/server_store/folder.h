/* A folder of its own for one test, removed afterwards, and a database in it. */
#pragma once

#include <dirent.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/store/db.h"
#include "tests/support/check.h"

struct folder {
    char path[64];
    struct db *db; /* NULL until folder_db */
    int64_t now_ms;
};

static inline void folder_make(struct folder *folder)
{
    *folder = (struct folder){ .path = "/tmp/predub-test-XXXXXX", .now_ms = 1000 };
    assert_non_null(mkdtemp(folder->path));
}

static inline int folder_remove_one(const char *path, const struct stat *info, int type,
                                    struct FTW *ftw)
{
    (void)info;
    (void)type;
    (void)ftw;
    return remove(path);
}

static inline void folder_remove(struct folder *folder)
{
    db_close(folder->db);
    nftw(folder->path, folder_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static inline void folder_file(char out[PATH_MAX], const struct folder *folder, const char *name)
{
    snprintf(out, PATH_MAX, "%s/%s", folder->path, name);
}

static inline int64_t folder_now_ms(void *ctx)
{
    return __atomic_fetch_add(&((struct folder *)ctx)->now_ms, 1,
                              __ATOMIC_RELAXED); /* of any thread */
}

/* A migrated database whose clock counts 1000, 1001 ... */
static inline void folder_db(struct folder *folder)
{
    char path[PATH_MAX];
    struct err err;

    folder_file(path, folder, "test.db");
    assert_int_equal(db_open(&folder->db, path, &err), ERR_NONE);
    assert_int_equal(db_migrate(folder->db, &err), ERR_NONE);
    db_clock(folder->db, folder_now_ms, folder);
}

/* Entries of a folder, "." and ".." apart; -1 if it is not there. */
static inline int folder_count(const struct folder *folder, const char *name)
{
    char path[PATH_MAX];
    struct dirent *entry;
    int count = -2;
    DIR *dir;

    folder_file(path, folder, name);
    if (!(dir = opendir(path)))
        return -1;
    while ((entry = readdir(dir)) != NULL)
        count++;
    closedir(dir);
    return count;
}

static inline int folder_setup(void **state)
{
    static struct folder folder;

    folder_make(&folder);
    folder_db(&folder);
    *state = &folder;
    return 0;
}

static inline int folder_teardown(void **state)
{
    folder_remove(*state);
    return 0;
}
