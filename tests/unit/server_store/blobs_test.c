/* Blobs: there whole or not at all. */
#include "server/store/blobs.h"
#include "tests/unit/server_store/folder.h"

static int setup(void **state)
{
    static struct folder folder;

    folder_make(&folder);
    *state = &folder;
    return 0;
}

static struct blobs *opened(const struct folder *folder)
{
    struct blobs *blobs;

    assert_int_equal(blobs_open(&blobs, folder->path, NULL), ERR_NONE);
    return blobs;
}

static struct hash put(struct blobs *blobs, const char *text)
{
    struct blob_put *put;
    struct hash hash;
    int64_t bytes;

    assert_int_equal(blob_put_begin(&put, blobs, (int64_t)strlen(text), NULL), ERR_NONE);
    for (const char *c = text; *c; c++)
        assert_int_equal(blob_put_write(put, c, 1, NULL), ERR_NONE);
    assert_int_equal(blob_put_finish(put, &hash, &bytes, NULL), ERR_NONE);
    assert_int_equal(bytes, strlen(text));
    return hash;
}

static void assert_holds(struct blobs *blobs, const struct hash *hash, const char *text)
{
    struct source *source;
    char data[64];

    assert_int_equal(blob_open(&source, blobs, hash, NULL), ERR_NONE);
    assert_int_equal(source->bytes, strlen(text));
    assert_int_equal(source_read(source, data, sizeof data, 0), strlen(text));
    assert_memory_equal(data, text, strlen(text));
    source_close(source);
}

static void a_blob_is_known_by_the_hash_of_its_bytes(void **state)
{
    struct blobs *blobs = opened(*state);
    const struct hash hash = put(blobs, "twelve bytes");
    const struct hash expected = hash_of("twelve bytes", 12);

    assert_int_equal(hash_compare(&hash, &expected), 0);
    assert_holds(blobs, &hash, "twelve bytes");
    assert_int_equal(folder_count(*state, "incoming"), 0);
    blobs_close(blobs);
}

static void the_same_bytes_can_be_put_twice_and_at_once(void **state)
{
    struct blobs *blobs = opened(*state);
    struct blob_put *first, *second;
    struct hash hash;
    int64_t bytes;

    assert_int_equal(blob_put_begin(&first, blobs, -1, NULL), ERR_NONE);
    assert_int_equal(blob_put_begin(&second, blobs, -1, NULL), ERR_NONE);
    assert_int_equal(blob_put_write(first, "same", 4, NULL), ERR_NONE);
    assert_int_equal(blob_put_write(second, "same", 4, NULL), ERR_NONE);
    assert_int_equal(blob_put_finish(first, &hash, &bytes, NULL), ERR_NONE);
    assert_holds(blobs, &hash, "same");
    blob_put_abort(second); /* one that is given up leaves the other alone */
    assert_holds(blobs, &hash, "same");
    hash = put(blobs, "same");
    assert_holds(blobs, &hash, "same");
    blobs_close(blobs);
}

static void what_arrives_can_be_read_but_is_no_blob_yet(void **state)
{
    struct blobs *blobs = opened(*state);
    struct blob_put *arriving;
    struct source *source;
    struct hash hash;
    char data[8];

    assert_int_equal(blob_put_begin(&arriving, blobs, 100, NULL), ERR_NONE);
    assert_int_equal(blob_put_write(arriving, "half", 4, NULL), ERR_NONE);
    hash = blob_put_hash(arriving);
    assert_int_equal(blob_put_open(&source, arriving, NULL), ERR_NONE);
    assert_int_equal(source_read(source, data, sizeof data, 0), 4);
    source_close(source);
    assert_int_not_equal(blob_open(&source, blobs, &hash, NULL), ERR_NONE);
    blob_put_abort(arriving);
    assert_int_equal(folder_count(*state, "incoming"), 0);
    blobs_close(blobs);
}

static void a_file_that_cannot_fit_is_refused_before_its_first_byte(void **state)
{
    struct blobs *blobs = opened(*state);
    struct blob_put *arriving;
    struct err err;

    assert_int_equal(blob_put_begin(&arriving, blobs, INT64_MAX / 2, &err), ERR_NO_SPACE);
    assert_null(arriving);
    assert_int_equal(folder_count(*state, "incoming"), 0);
    blobs_close(blobs);
}

static void repair_removes_what_was_still_arriving(void **state)
{
    struct blobs *blobs = opened(*state);
    const struct hash kept = put(blobs, "kept");
    char path[PATH_MAX];
    unsigned removed;

    for (int i = 0; i < 3; i++) {
        char name[32];
        snprintf(name, sizeof name, "incoming/left%d", i);
        folder_file(path, *state, name);
        fclose(fopen(path, "w"));
    }
    assert_int_equal(blobs_repair(blobs, &(struct blobs_kept){ 0 }, &removed, NULL), ERR_NONE);
    assert_int_equal(removed, 3);
    assert_int_equal(folder_count(*state, "incoming"), 0);
    assert_holds(blobs, &kept, "kept");
    blobs_close(blobs);
}

static void a_damaged_blob_is_healed_by_the_same_bytes(void **state)
{
    struct blobs *blobs = opened(*state);
    struct hash hash = put(blobs, "sound");
    char path[PATH_MAX], text[HASH_TEXT], name[HASH_TEXT + 8];
    FILE *file;

    hash_format(text, &hash);
    snprintf(name, sizeof name, "blobs/%.2s/%s", text, text + 2);
    folder_file(path, *state, name);
    chmod(path, 0600);
    file = fopen(path, "w");
    fputs("rot", file);
    fclose(file);
    hash = put(blobs, "sound");
    assert_holds(blobs, &hash, "sound");
    blobs_close(blobs);
}

struct seen {
    unsigned count;
    int64_t bytes;
};

static enum err_code see(void *ctx, const struct hash *hash, int64_t bytes, struct err *err)
{
    struct seen *seen = ctx;

    (void)hash;
    (void)err;
    seen->count++;
    seen->bytes += bytes;
    return ERR_NONE;
}

static enum err_code stop(void *ctx, const struct hash *hash, int64_t bytes, struct err *err)
{
    see(ctx, hash, bytes, err);
    return err_set(err, ERR_CANCELLED, "enough");
}

static void all_blobs_are_found_and_nothing_else(void **state)
{
    struct blobs *blobs = opened(*state);
    struct seen seen = { 0 }, first = { 0 };
    char path[PATH_MAX];
    struct hash hash;

    for (char i = 'a'; i < 'k'; i++)
        hash = put(blobs, (char[]){ i, i, '\0' });
    folder_file(path, *state, "blobs/README");
    fclose(fopen(path, "w"));
    assert_int_equal(blobs_each(blobs, see, &seen, NULL), ERR_NONE);
    assert_int_equal(seen.count, 10);
    assert_int_equal(seen.bytes, 20);
    assert_int_equal(blobs_each(blobs, stop, &first, NULL), ERR_CANCELLED);
    assert_int_equal(first.count, 1);
    assert_int_equal(blob_remove(blobs, &hash, NULL), ERR_NONE);
    assert_int_equal(blob_remove(blobs, &hash, NULL), ERR_NONE);
    seen = (struct seen){ 0 };
    assert_int_equal(blobs_each(blobs, see, &seen, NULL), ERR_NONE);
    assert_int_equal(seen.count, 9);
    blobs_close(blobs);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_blob_is_known_by_the_hash_of_its_bytes),
        TEST(the_same_bytes_can_be_put_twice_and_at_once),
        TEST(what_arrives_can_be_read_but_is_no_blob_yet),
        TEST(a_file_that_cannot_fit_is_refused_before_its_first_byte),
        TEST(repair_removes_what_was_still_arriving),
        TEST(a_damaged_blob_is_healed_by_the_same_bytes),
        TEST(all_blobs_are_found_and_nothing_else),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
