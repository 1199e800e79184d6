/* Uploads that break off: they go on from what was durable, and from nothing else. */
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

static struct blob_put *resumed(struct blobs *blobs, int64_t id, const struct blob_at *at)
{
    struct blob_put *put;

    assert_int_equal(blob_put_resume(&put, blobs, id, at, NULL), ERR_NONE);
    return put;
}

static void write_text(struct blob_put *put, const char *text)
{
    assert_int_equal(blob_put_write(put, text, strlen(text), NULL), ERR_NONE);
}

static void assert_finishes_as(struct blob_put *put, const char *text)
{
    const struct hash expected = hash_of(text, strlen(text));
    struct hash hash;
    int64_t bytes;

    assert_int_equal(blob_put_finish(put, &hash, &bytes, NULL), ERR_NONE);
    assert_int_equal(bytes, strlen(text));
    assert_int_equal(hash_compare(&hash, &expected), 0);
}

static void an_upload_goes_on_where_it_was_durable(void **state)
{
    const struct blob_at start = blob_at_start(true);
    struct blobs *blobs = opened(*state);
    struct blob_put *put = resumed(blobs, 7, &start);
    struct blob_at at;

    write_text(put, "durable,");
    assert_int_equal(blob_put_durable(put, NULL), ERR_NONE);
    blob_put_at(put, &at);
    assert_int_equal(at.bytes, 8);
    write_text(put, " and never told");
    blob_put_abort(put);
    blobs_close(blobs);

    blobs = opened(*state); /* another life of the server */
    put = resumed(blobs, 7, &at);
    write_text(put, " and more");
    assert_finishes_as(put, "durable, and more");
    blobs_close(blobs);
}

static void an_upload_stays_where_it_is_until_its_row_is_told(void **state)
{
    const struct blob_at start = blob_at_start(true);
    struct blobs *blobs = opened(*state);
    struct blob_put *put = resumed(blobs, 7, &start);
    struct hash hash = hash_of("all", 3);
    struct source *source;
    struct blob_at at;

    write_text(put, "all");
    blob_put_at(put, &at);
    assert_finishes_as(put, "all");
    assert_int_equal(folder_count(*state, "incoming"), 1);
    assert_int_equal(blob_remove(blobs, &hash, NULL), ERR_NONE); /* as the next start would */
    put = resumed(blobs, 7, &at);
    assert_finishes_as(put, "all");
    put = resumed(blobs, 7, &at); /* and again, over the blob that is this very file */
    assert_finishes_as(put, "all");
    assert_int_equal(folder_count(*state, "incoming"), 1);
    assert_int_equal(blob_upload_remove(blobs, 7, NULL), ERR_NONE);
    assert_int_equal(blob_upload_remove(blobs, 7, NULL), ERR_NONE);
    assert_int_equal(folder_count(*state, "incoming"), 0);
    assert_int_equal(blob_open(&source, blobs, &hash, NULL), ERR_NONE);
    assert_int_equal(source->bytes, 3);
    source_close(source);
    blobs_close(blobs);
}

static void bytes_can_be_taken_back_with_their_hash(void **state)
{
    const struct blob_at start = blob_at_start(true);
    struct blobs *blobs = opened(*state);
    struct blob_put *put = resumed(blobs, 1, &start);
    struct blob_at at;

    write_text(put, "wrong");
    assert_int_equal(blob_put_cut(put, &start, NULL), ERR_NONE);
    write_text(put, "right");
    blob_put_at(put, &at);
    write_text(put, " wrong again");
    assert_int_equal(blob_put_cut(put, &at, NULL), ERR_NONE);
    write_text(put, "!");
    assert_finishes_as(put, "right!");
    blobs_close(blobs);
}

static void what_is_gone_is_said_to_be_gone(void **state)
{
    struct blob_at at = blob_at_start(true);
    struct blobs *blobs = opened(*state);
    struct blob_put *put = resumed(blobs, 1, &at);
    struct err err;

    write_text(put, "some");
    blob_put_at(put, &at);
    blob_put_abort(put);
    at.bytes = 5;
    assert_int_equal(blob_put_resume(&put, blobs, 1, &at, &err), ERR_DAMAGED);
    assert_null(put);
    at.bytes = 3; /* there, but the hash is of four */
    assert_int_equal(blob_put_resume(&put, blobs, 1, &at, &err), ERR_DAMAGED);
    assert_int_equal(blob_upload_remove(blobs, 1, NULL), ERR_NONE);
    at.bytes = 4;
    assert_int_equal(blob_put_resume(&put, blobs, 1, &at, &err), ERR_DAMAGED);
    assert_non_null(strstr(err.text, "gone"));
    blobs_close(blobs);
}

static void parts_become_one_file_with_one_hash(void **state)
{
    const struct blob_at part = blob_at_start(false), whole = blob_at_start(true);
    struct blobs *blobs = opened(*state);
    struct blob_put *put;
    struct err err;

    for (int64_t id = 1; id <= 2; id++) {
        put = resumed(blobs, id, &part);
        write_text(put, id == 1 ? "first " : "second");
        blob_put_abort(put);
    }
    put = resumed(blobs, 3, &whole);
    assert_int_equal(blob_put_append(put, 1, 6, NULL), ERR_NONE);
    assert_int_equal(blob_put_append(put, 2, 6, NULL), ERR_NONE);
    assert_int_equal(blob_put_append(put, 2, 7, &err), ERR_DAMAGED);
    assert_int_not_equal(blob_put_append(put, 9, 1, NULL), ERR_NONE);
    assert_int_equal(blob_put_cut(put, &whole, NULL), ERR_NONE);
    assert_int_equal(blob_put_append(put, 1, 6, NULL), ERR_NONE);
    assert_int_equal(blob_put_append(put, 2, 6, NULL), ERR_NONE);
    assert_finishes_as(put, "first second");
    blobs_close(blobs);
}

static void a_start_keeps_the_uploads_that_a_row_knows_and_nothing_else(void **state)
{
    static const char *const names[] = { "upload-3",
                                         "upload-4",
                                         "upload-5.blob",
                                         "upload-",
                                         "upload-x",
                                         "0123456789",
                                         "upload-99999999999999999999" };
    int64_t ids[] = { 3, 5, 9 };
    const struct blobs_kept kept = { ids, 3 };
    struct blobs *blobs = opened(*state);
    char path[PATH_MAX], name[64];
    unsigned removed;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(name, sizeof name, "incoming/%s", names[i]);
        folder_file(path, *state, name);
        fclose(fopen(path, "w"));
    }
    assert_int_equal(blobs_repair(blobs, &kept, &removed, NULL), ERR_NONE);
    assert_int_equal(removed, 6);
    folder_file(path, *state, "incoming/upload-3");
    assert_int_equal(access(path, F_OK), 0);
    blobs_close(blobs);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_upload_goes_on_where_it_was_durable),
        TEST(an_upload_stays_where_it_is_until_its_row_is_told),
        TEST(bytes_can_be_taken_back_with_their_hash),
        TEST(what_is_gone_is_said_to_be_gone),
        TEST(parts_become_one_file_with_one_hash),
        TEST(a_start_keeps_the_uploads_that_a_row_knows_and_nothing_else),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
