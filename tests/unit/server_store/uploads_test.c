/* Rows of uploads: what is durable, who they belong to, and when they end. */
#include "server/store/pictures.h"
#include "server/store/uploads.h"
#include "tests/unit/server_store/record.h"

static int setup(void **state)
{
    static struct folder folder;
    struct picture picture = { .production_id = 1, .name = "Cut 14" };

    folder_make(&folder);
    folder_db(&folder);
    record_begin(&folder);
    assert_int_equal(db_picture_add(folder.db, &picture, NULL), ERR_NONE);
    assert_int_equal(picture.id, 1);
    *state = &folder;
    return 0;
}

static struct db *db_of(void **state)
{
    return ((struct folder *)*state)->db;
}

/* One of Mara's, of 100 bytes. */
static struct db_upload wanted(void)
{
    return (struct db_upload){ .production_id = 1,
                               .picture_id = 1,
                               .person_id = MARA,
                               .filename = "r1_DX.wav",
                               .metadata = "filename cjFfRFgud2F2",
                               .identity = "r1",
                               .bytes = 100,
                               .at = blob_at_start(true),
                               .expires_at_ms = 5000 };
}

static int64_t added(struct db *db, struct db_upload upload)
{
    assert_int_equal(db_upload_add(db, &upload, NULL), ERR_NONE);
    assert_true(upload.id > 0);
    return upload.id;
}

static struct db_upload read_back(struct db *db, int64_t id)
{
    struct db_upload upload;

    assert_int_equal(db_upload(db, id, &upload, NULL), ERR_NONE);
    return upload;
}

static void arrive(struct db *db, int64_t id, int64_t bytes, int64_t expires_at_ms)
{
    struct blob_at at = { .bytes = bytes, .is_hashed = true };

    memset(at.state, (int)bytes, sizeof at.state);
    assert_int_equal(db_upload_arrived(db, id, &at, expires_at_ms, NULL), ERR_NONE);
}

static void an_upload_reads_back_as_it_was_told(void **state)
{
    struct db_upload upload = wanted(), read;
    char concat[UPLOAD_CONCAT];

    upload.has_sha256 = true;
    upload.sha256 = hash_of("x", 1);
    upload.concat = "final;/api/uploads/1";
    upload.id = added(db_of(state), upload);
    read = read_back(db_of(state), upload.id);
    assert_string_equal(read.filename, upload.filename);
    assert_string_equal(read.metadata, upload.metadata);
    assert_string_equal(read.identity, "r1");
    assert_true(read.has_sha256);
    assert_int_equal(hash_compare(&read.sha256, &upload.sha256), 0);
    assert_int_equal(read.picture_id, 1);
    assert_int_equal(read.set_id, 0);
    assert_int_equal(read.side, SIDE_MUSIC);
    assert_int_equal(read.state, UPLOAD_ARRIVING);
    assert_int_equal(read.at.bytes, 0);
    assert_int_equal(read.expires_at_ms, 5000);
    assert_int_equal(db_upload_concat(db_of(state), upload.id, concat, NULL), ERR_NONE);
    assert_string_equal(concat, "final;/api/uploads/1");
    assert_int_equal(db_upload(db_of(state), 99, &read, NULL), ERR_NOT_FOUND);
}

static void what_has_arrived_is_kept_with_its_hash(void **state)
{
    const int64_t id = added(db_of(state), wanted());
    struct db_upload read;

    arrive(db_of(state), id, 60, 6000);
    read = read_back(db_of(state), id);
    assert_int_equal(read.at.bytes, 60);
    assert_true(read.at.is_hashed);
    assert_int_equal(read.at.state[0], 60);
    assert_int_equal(read.at.state[HASHER_STATE - 1], 60);
    assert_int_equal(read.expires_at_ms, 6000);
    assert_int_equal(read.state, UPLOAD_ARRIVING);
    arrive(db_of(state), id, 100, 7000);
    assert_int_equal(read_back(db_of(state), id).state, UPLOAD_CHECKING);
}

static void a_part_waits_when_it_is_whole(void **state)
{
    struct db_upload part = wanted();
    struct blob_at at = { .bytes = 100 };
    struct db_upload read;

    part.is_partial = true;
    part.at = blob_at_start(false);
    part.filename[0] = '\0';
    part.id = added(db_of(state), part);
    assert_int_equal(db_upload_arrived(db_of(state), part.id, &at, 6000, NULL), ERR_NONE);
    read = read_back(db_of(state), part.id);
    assert_int_equal(read.state, UPLOAD_ARRIVING);
    assert_false(read.at.is_hashed);
    assert_int_equal(read.at.bytes, 100);
}

static void one_that_is_over_takes_nothing_more(void **state)
{
    const int64_t refused = added(db_of(state), wanted()), gone = added(db_of(state), wanted());
    const struct blob_at at = { .bytes = 10, .is_hashed = true };
    struct db_upload read;

    assert_int_equal(db_upload_refused(db_of(state), refused, "it is no sound", NULL), ERR_NONE);
    read = read_back(db_of(state), refused);
    assert_int_equal(read.state, UPLOAD_REFUSED);
    assert_string_equal(read.error, "it is no sound");
    assert_int_equal(db_upload_remove(db_of(state), gone, NULL), ERR_NONE);
    assert_int_equal(db_upload_arrived(db_of(state), refused, &at, 1, NULL), ERR_NOT_FOUND);
    assert_int_equal(db_upload_arrived(db_of(state), gone, &at, 1, NULL), ERR_NOT_FOUND);
    assert_int_equal(db_upload_refused(db_of(state), gone, "x", NULL), ERR_NOT_FOUND);
    assert_int_equal(db_upload_done(db_of(state), refused, 1, NULL), ERR_NOT_FOUND);
}

static size_t listed(struct db *db, struct uploads_query query)
{
    struct db_upload *list;
    size_t count;

    query.picture_id = 1;
    assert_int_equal(db_uploads(db, &query, &list, &count, NULL), ERR_NONE);
    free(list);
    return count;
}

static void lists_are_narrowed_by_person_identity_and_hash(void **state)
{
    const struct hash hash = hash_of("x", 1), other = hash_of("y", 1);
    struct db_upload stans = wanted();

    stans.person_id = STAN;
    stans.has_sha256 = true;
    stans.sha256 = hash;
    strcpy(stans.identity, "another");
    added(db_of(state), wanted());
    added(db_of(state), stans);
    assert_int_equal(listed(db_of(state), (struct uploads_query){ 0 }), 2);
    assert_int_equal(listed(db_of(state), (struct uploads_query){ .person_id = MARA }), 1);
    assert_int_equal(listed(db_of(state), (struct uploads_query){ .identity = "another" }), 1);
    assert_int_equal(listed(db_of(state), (struct uploads_query){ .identity = "" }), 0);
    assert_int_equal(listed(db_of(state), (struct uploads_query){ .sha256 = &hash }), 1);
    assert_int_equal(listed(db_of(state), (struct uploads_query){ .sha256 = &other }), 0);
}

static void only_what_runs_is_stored_checked_and_listed(void **state)
{
    struct db *db = db_of(state);
    const int64_t arriving = added(db, wanted()), checking = added(db, wanted()),
                  refused = added(db, wanted());
    struct upload_ids ids;

    arrive(db, checking, 100, 5000);
    assert_int_equal(db_upload_refused(db, refused, "no", NULL), ERR_NONE);
    assert_int_equal(db_uploads_stored(db, &ids, NULL), ERR_NONE);
    assert_int_equal(ids.count, 2);
    assert_int_equal(ids.id[0], arriving);
    assert_int_equal(ids.id[1], checking);
    free(ids.id);
    assert_int_equal(db_uploads_checking(db, &ids, NULL), ERR_NONE);
    assert_int_equal(ids.count, 1);
    assert_int_equal(ids.id[0], checking);
    free(ids.id);
    assert_int_equal(db_uploads_expired(db, 4999, &ids, NULL), ERR_NONE);
    assert_int_equal(ids.count, 0);
    free(ids.id);
    assert_int_equal(db_uploads_expired(db, 5000, &ids, NULL), ERR_NONE);
    assert_int_equal(ids.count, 2); /* what is being checked never expires */
    assert_int_equal(ids.id[0], arriving);
    assert_int_equal(ids.id[1], refused);
    free(ids.id);
    assert_int_equal(listed(db, (struct uploads_query){ 0 }), 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_upload_reads_back_as_it_was_told),
        TEST(what_has_arrived_is_kept_with_its_hash),
        TEST(a_part_waits_when_it_is_whole),
        TEST(one_that_is_over_takes_nothing_more),
        TEST(lists_are_narrowed_by_person_identity_and_hash),
        TEST(only_what_runs_is_stored_checked_and_listed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
