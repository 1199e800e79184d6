/* The cache of what was derived: whole or not at all, bounded, and nobody minds when it goes. */
#include "server/work/derived.h"

#include <fcntl.h>

#include "tests/unit/server_store/folder.h"

struct fixture {
    struct folder folder;
    struct derived *derived;
    char dir[PATH_MAX];
};

static void open_with(struct fixture *fixture, int64_t max_bytes)
{
    derived_close(fixture->derived);
    assert_int_equal(derived_open(&fixture->derived, fixture->dir, max_bytes, NULL), ERR_NONE);
}

static int setup(void **state)
{
    static struct fixture fixture;

    memset(&fixture, 0, sizeof fixture);
    folder_make(&fixture.folder);
    folder_file(fixture.dir, &fixture.folder, "cache");
    open_with(&fixture, 0);
    *state = &fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;

    derived_close(fixture->derived);
    folder_remove(&fixture->folder);
    return 0;
}

static struct hash key_of(unsigned number)
{
    return hash_of(&number, sizeof number);
}

static void put(struct fixture *fixture, unsigned number, size_t bytes)
{
    const struct hash key = key_of(number);
    char data[4096];

    memset(data, (int)number, sizeof data);
    assert_int_equal(
        derived_put(fixture->derived, DERIVED_FACTS, &key, &(struct buffer){ data, bytes }, NULL),
        ERR_NONE);
}

static bool has(const struct fixture *fixture, unsigned number)
{
    const struct hash key = key_of(number);

    return derived_has(fixture->derived, DERIVED_FACTS, &key);
}

static void what_was_put_is_read_back_by_kind_and_key(void **state)
{
    struct fixture *fixture = *state;
    const struct hash key = key_of(7), other = key_of(8);
    struct buffer file;

    put(fixture, 7, 100);
    assert_int_equal(derived_get(fixture->derived, DERIVED_FACTS, &key, &file, NULL), ERR_NONE);
    assert_int_equal(file.bytes, 100);
    assert_int_equal(((char *)file.data)[99], 7);
    buffer_clear(&file);
    assert_int_equal(derived_get(fixture->derived, DERIVED_NULL, &key, &file, NULL), ERR_NOT_FOUND);
    assert_int_equal(derived_get(fixture->derived, DERIVED_FACTS, &other, &file, NULL),
                     ERR_NOT_FOUND);
    derived_drop(fixture->derived, DERIVED_FACTS, &key);
    assert_false(has(fixture, 7));
}

static void it_lasts_over_a_restart_and_forgets_half_written_files(void **state)
{
    struct fixture *fixture = *state;
    char path[PATH_MAX];
    int fd;

    put(fixture, 1, 10);
    folder_file(path, &fixture->folder, "cache/derived.tmp/99");
    fd = open(path, O_WRONLY | O_CREAT, 0600);
    assert_true(fd >= 0);
    close(fd);
    open_with(fixture, 0);
    assert_true(has(fixture, 1));
    assert_int_equal(derived_bytes(fixture->derived), 10);
    assert_int_equal(folder_count(&fixture->folder, "cache/derived.tmp"), 0);
}

static void the_folder_may_be_deleted_while_it_is_open(void **state)
{
    struct fixture *fixture = *state;

    put(fixture, 1, 10);
    assert_int_equal(nftw(fixture->dir, folder_remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
    assert_false(has(fixture, 1));
    put(fixture, 2, 10);
    assert_true(has(fixture, 2));
}

static void age(const struct fixture *fixture, unsigned number, time_t at_s)
{
    const struct timespec times[2] = { { .tv_sec = at_s }, { .tv_sec = at_s } };
    const struct hash key = key_of(number);
    char path[PATH_MAX], text[HASH_TEXT];

    hash_format(text, &key);
    snprintf(path, sizeof path, "%.200s/facts/%.2s/%s", fixture->dir, text, text + 2);
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void over_the_limit_the_least_recently_read_go_first(void **state)
{
    struct fixture *fixture = *state;
    const struct hash key = key_of(1);
    struct buffer file;

    open_with(fixture, 5000);
    for (unsigned i = 1; i <= 4; i++) {
        put(fixture, i, 1200);
        age(fixture, i, 1000 + (time_t)i);
    }
    assert_int_equal(derived_get(fixture->derived, DERIVED_FACTS, &key, &file, NULL), ERR_NONE);
    buffer_clear(&file);
    put(fixture, 5, 1200);
    assert_true(has(fixture, 1));  /* read just now */
    assert_false(has(fixture, 2)); /* the oldest */
    assert_true(has(fixture, 5));
    assert_true(derived_bytes(fixture->derived) <= 5000);
}

static void a_folder_that_cannot_be_written_is_told(void **state)
{
    struct fixture *fixture = *state;
    const struct hash key = key_of(1);
    struct err err;
    int fd = open(fixture->dir, O_WRONLY | O_CREAT, 0600); /* a file where the folder should be */

    close(fd);
    assert_int_equal(derived_put(fixture->derived, DERIVED_FACTS, &key,
                                 &(struct buffer){ fixture->dir, 1 }, &err),
                     ERR_IO);
    assert_non_null(strstr(err.text, fixture->dir));
    unlink(fixture->dir);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_was_put_is_read_back_by_kind_and_key),
        TEST(it_lasts_over_a_restart_and_forgets_half_written_files),
        TEST(the_folder_may_be_deleted_while_it_is_open),
        TEST(over_the_limit_the_least_recently_read_go_first),
        TEST(a_folder_that_cannot_be_written_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
