#include "server/work/disk_cache.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/check.h"

enum { BYTES = 5000, FILE_BYTES = BYTES + 16 };

struct fixture {
    char dir[64];
    struct disk_cache *cache;
};

static struct hash key_of(unsigned number)
{
    return hash_of(&number, sizeof number);
}

static void open_cache(struct fixture *f, int64_t max_bytes)
{
    struct err err = { 0 };

    assert_int_equal(disk_cache_open(&f->cache, f->dir, max_bytes, &err), 0);
}

static void reopen(struct fixture *f, int64_t max_bytes)
{
    disk_cache_close(f->cache);
    open_cache(f, max_bytes);
}

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    snprintf(f->dir, sizeof f->dir, "/tmp/predub-cache-XXXXXX");
    *state = f;
    if (!mkdtemp(f->dir))
        return -1;
    open_cache(f, 100 * FILE_BYTES);
    return 0;
}

static int remove_one(const char *path, const struct stat *info, int flag, struct FTW *at)
{
    (void)info, (void)flag, (void)at;
    return remove(path);
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    disk_cache_close(f->cache);
    nftw(f->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(f);
    return 0;
}

static void put(struct fixture *f, unsigned number)
{
    struct hash key = key_of(number);
    struct segment *segment = segment_new(&key, BYTES);

    memset(segment->packets, (int)(number + 1), BYTES);
    disk_cache_put(f->cache, segment);
    segment_give(segment);
}

static bool has(struct fixture *f, unsigned number)
{
    struct hash key = key_of(number);
    struct segment *segment = disk_cache_get(f->cache, &key, BYTES);
    bool found = segment != NULL;

    for (size_t i = 0; found && i < BYTES; i++)
        assert_int_equal(segment->packets[i], number + 1);
    segment_give(segment);
    return found;
}

static void path_of(char out[256], const struct fixture *f, unsigned number)
{
    struct hash key = key_of(number);
    char text[HASH_TEXT];

    hash_format(text, &key);
    snprintf(out, 256, "%s/%.2s/%s", f->dir, text, text + 2);
}

/* Waits until the scan in the background has seen so many bytes. */
static void wait_for_bytes(struct fixture *f, int64_t bytes)
{
    for (int i = 0; i < 5000 && disk_cache_bytes(f->cache) != bytes; i++)
        usleep(1000);
    assert_int_equal(disk_cache_bytes(f->cache), bytes);
}

static void what_was_put_survives_a_restart(void **state)
{
    struct fixture *f = *state;
    struct hash key = key_of(1);

    put(f, 1);
    assert_true(disk_cache_has(f->cache, &key));
    assert_true(has(f, 1));
    assert_false(has(f, 2));
    reopen(f, 100 * FILE_BYTES);
    assert_true(has(f, 1)); /* whether the scan has come that far or not */
    wait_for_bytes(f, FILE_BYTES);
    assert_true(disk_cache_has(f->cache, &key));
}

static void the_oldest_go_when_the_limit_is_reached(void **state)
{
    struct fixture *f = *state;

    reopen(f, 3 * FILE_BYTES);
    for (unsigned i = 0; i < 3; i++)
        put(f, i);
    assert_true(has(f, 0));
    put(f, 3);
    assert_true(has(f, 0));
    assert_false(has(f, 1));
    assert_true(has(f, 2));
    assert_true(has(f, 3));
    assert_int_equal(disk_cache_bytes(f->cache), 3 * FILE_BYTES);
}

static void a_restart_with_a_lower_limit_keeps_the_last_used(void **state)
{
    struct fixture *f = *state;
    char path[256];

    for (unsigned i = 0; i < 4; i++) {
        const struct timespec used_at[2] = { { 1000 + i, 0 }, { 1000 + i, 0 } };

        put(f, i);
        path_of(path, f, i);
        assert_int_equal(utimensat(AT_FDCWD, path, used_at, 0), 0);
    }
    assert_true(has(f, 0)); /* used now */
    reopen(f, 2 * FILE_BYTES);
    wait_for_bytes(f, 2 * FILE_BYTES);
    for (unsigned i = 0; i < 4; i++) {
        struct hash key = key_of(i);

        assert_int_equal(disk_cache_has(f->cache, &key), i == 0 || i == 3);
    }
}

static void damaged_and_cut_files_are_not_used_and_go(void **state)
{
    struct fixture *f = *state;
    char path[256];
    int fd;

    put(f, 1);
    put(f, 2);
    path_of(path, f, 1);
    fd = open(path, O_WRONLY);
    assert_int_equal(pwrite(fd, "x", 1, 1234), 1);
    close(fd);
    assert_false(has(f, 1));
    assert_int_equal(access(path, F_OK), -1);
    path_of(path, f, 2);
    assert_int_equal(truncate(path, FILE_BYTES - 1), 0);
    assert_false(has(f, 2));
    assert_int_equal(disk_cache_bytes(f->cache), 0);
    put(f, 1);
    assert_true(has(f, 1));
}

static void files_that_vanish_are_simply_not_there(void **state)
{
    struct fixture *f = *state;
    struct hash key = key_of(1);
    char path[256];

    put(f, 1);
    path_of(path, f, 1);
    assert_int_equal(unlink(path), 0);
    assert_false(has(f, 1));
    assert_false(disk_cache_has(f->cache, &key));
}

static void a_folder_that_cannot_be_used_keeps_nothing_and_fails_nothing(void **state)
{
    struct fixture *f = *state;
    struct fixture other = { 0 };
    char path[256];
    int fd;

    snprintf(path, sizeof path, "%s/file", f->dir);
    fd = open(path, O_WRONLY | O_CREAT, 0600);
    assert_true(fd >= 0);
    close(fd);
    snprintf(other.dir, sizeof other.dir, "%.40s/file", f->dir);
    open_cache(&other, 100 * FILE_BYTES);
    put(&other, 1);
    assert_false(has(&other, 1));
    disk_cache_close(other.cache);
}

static void what_a_crash_left_half_written_goes_at_the_next_start(void **state)
{
    struct fixture *f = *state;
    char path[256];
    int fd;

    snprintf(path, sizeof path, "%s/tmp/17", f->dir);
    fd = open(path, O_WRONLY | O_CREAT, 0600);
    assert_true(fd >= 0);
    close(fd);
    reopen(f, 100 * FILE_BYTES);
    assert_int_equal(access(path, F_OK), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_was_put_survives_a_restart, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_oldest_go_when_the_limit_is_reached, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_restart_with_a_lower_limit_keeps_the_last_used, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(damaged_and_cut_files_are_not_used_and_go, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(files_that_vanish_are_simply_not_there, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_folder_that_cannot_be_used_keeps_nothing_and_fails_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_a_crash_left_half_written_goes_at_the_next_start,
                                        set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
