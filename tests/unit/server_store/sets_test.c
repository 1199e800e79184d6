#include "server/store/sets.h"

#include <string.h>

#include "server/store/cues.h"
#include "server/store/pictures.h"
#include "server/store/previews.h"
#include "server/store/set_drop.h"
#include "server/store/storage.h"
#include "tests/unit/server_store/folder.h"

struct fixture {
    struct folder folder;
    struct db *db;
    struct production production;
    struct picture picture;
    struct cue cue;
};

static int setup(void **state)
{
    static struct fixture f;

    f = (struct fixture){ .production = { .name = "Tideline",
                                          .rate = { 24, 1, false },
                                          .stems = 1,
                                          .stem = { "String" } },
                          .picture = { .name = "Cut 14" },
                          .cue = { .name = "1m1", .reel = 1, .number = 1 } };
    folder_make(&f.folder);
    folder_db(&f.folder);
    f.db = f.folder.db;
    assert_int_equal(db_production_add(f.db, &f.production, NULL), ERR_NONE);
    f.picture.production_id = f.cue.production_id = f.production.id;
    assert_int_equal(db_picture_add(f.db, &f.picture, NULL), ERR_NONE);
    assert_int_equal(db_cue_add(f.db, &f.cue, NULL), ERR_NONE);
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    folder_remove(&((struct fixture *)*state)->folder);
    return 0;
}

static struct print_set add_set(struct fixture *f)
{
    struct print_set set = { .cue_id = f->cue.id, .picture_id = f->picture.id };

    assert_int_equal(db_set_add(f->db, &set, NULL), ERR_NONE);
    return set;
}

/* A playable print of one file, whose bytes `content` stands for. */
static struct recording add_print(struct fixture *f, const struct print_set *set, const char *role,
                                  const char *content)
{
    struct recording print = { .set_id = set->id,
                               .kind = strcmp(role, "Full mix") ? ROLE_STEM : ROLE_MIX,
                               .format = "WAV",
                               .rate_hz = 48000,
                               .bits = 24,
                               .channels = 6,
                               .samples = 480000,
                               .start_known_by = START_BEXT,
                               .start_samples = 1000,
                               .files = 1 };

    snprintf(print.role, sizeof print.role, "%s", role);
    snprintf(print.base, sizeof print.base, "%s", role);
    snprintf(print.filename, sizeof print.filename, "%s.wav", role);
    assert_int_equal(order_parse(&print.order, "film", NULL), ERR_NONE);
    print.file[0] = (struct recording_file){ .filename = "a.wav", .bytes = 1000 };
    print.file[0].hash = hash_of(content, strlen(content));
    assert_int_equal(db_recording_add(f->db, &print, NULL), ERR_NONE);
    assert_int_equal(db_recording_file_add(f->db, print.id, &print.file[0], NULL), ERR_NONE);
    return print;
}

static void sounds_like(struct fixture *f, const struct recording *print, const char *audio)
{
    const struct hash hash = hash_of(audio, strlen(audio));

    assert_int_equal(db_recording_audio(f->db, print->id, &hash, NULL), ERR_NONE);
}

static int64_t count_of(struct fixture *f, const char *sql)
{
    struct query q = db_query(f->db, sql);
    int64_t count = -1;

    if (db_row(&q))
        count = db_i64(&q, 0);
    assert_int_equal(db_end(&q, NULL), ERR_NONE);
    return count;
}

static struct set_dropped drop(struct fixture *f, const struct print_set *set)
{
    struct set_dropped dropped;

    assert_int_equal(db_set_drop(f->db, set->id, &dropped, NULL), ERR_NONE);
    return dropped;
}

static const char sql_hang_on[] =
    "INSERT INTO jobs(id, kind, key, production_id, rank, recording_id, scene_number, in_samples,"
    "  out_samples, state, claim, attempts, lease_until_ms, progress, work_s, error, created_at_ms)"
    "  VALUES(1, 'analyse', zeroblob(32), 1, 0, :print, '', 0, 0, 'waiting', 0, 0, 0, 0, 1, '', 1)";
static const char sql_scene_job[] =
    "INSERT INTO jobs(id, kind, key, production_id, rank, picture_id, scene_number, in_samples,"
    "  out_samples, state, claim, attempts, lease_until_ms, progress, work_s, error, created_at_ms)"
    "  VALUES(2, 'facts', zeroblob(32), 1, 0, 1, '1', 0, 9, 'waiting', 0, 0, 0, 0, 1, '', 1)";
static const char sql_source[] =
    "INSERT INTO job_sources(job_id, position, recording_id) VALUES(2, 0, :print)";
static const char sql_sound[] = "INSERT INTO sounds(recording_id, in_samples, out_samples,"
                                "  is_silent, sound) VALUES(:print, 0, 9, 0, zeroblob(32))";
static const char sql_person[] =
    "INSERT INTO people(id, name, name_folded, mail, password, is_owner, created_at_ms)"
    "  VALUES(1, 'Mara', 'mara', '', 'x', 1, 1)";
static const char sql_upload[] =
    "INSERT INTO uploads(id, production_id, set_id, person_id, filename, metadata, identity,"
    "  is_partial, concat, bytes, arrived_bytes, hash_state, state, error, created_at_ms,"
    "  expires_at_ms)"
    "  VALUES(7, 1, :set, 1, 'a.wav', '', '', 0, '', 600, 200, zeroblob(104), 'arriving', '', 1, "
    "9)";

static void run_with(struct fixture *f, const char *sql, const char *name, int64_t id)
{
    struct query q = db_query(f->db, sql);
    struct err err = { 0 };

    if (name)
        db_bind_i64(&q, name, id);
    if (db_change(&q, NULL, &err))
        print_error("%s\n", err.text);
    assert_int_equal(err.code, ERR_NONE);
}

static void add_preview(struct fixture *f, const struct recording *print, const char *name)
{
    struct preview_row_track track = {
        .recording_id = print->id, .samples = 9, .order = print->order, .files = 1
    };
    struct preview_row row = { .id = hash_of(name, strlen(name)),
                               .picture_id = f->picture.id,
                               .out_samples = 9,
                               .recipe = (char[]){ "{}" },
                               .settings = opus_defaults,
                               .track = &track,
                               .tracks = 1 };
    bool added;

    track.file[0] = print->file[0];
    assert_int_equal(db_preview_add(f->db, &row, &added, NULL), ERR_NONE);
    assert_true(added);
}

static void a_dropped_draft_takes_all_that_hangs_on_it_and_nothing_else(void **state)
{
    struct fixture *f = *state;
    const struct print_set kept = add_set(f), draft = add_set(f);
    const struct recording old = add_print(f, &kept, "String", "same");
    const struct recording print = add_print(f, &draft, "String", "same");
    struct set_dropped dropped;

    add_print(f, &draft, "Full mix", "its own");
    add_preview(f, &old, "old");
    add_preview(f, &print, "new");
    run_with(f, sql_hang_on, ":print", print.id);
    run_with(f, sql_scene_job, NULL, 0);
    run_with(f, sql_source, ":print", print.id);
    run_with(f, sql_sound, ":print", print.id);
    run_with(f, sql_person, NULL, 0);
    run_with(f, sql_upload, ":set", draft.id);
    dropped = drop(f, &draft);
    assert_int_equal(dropped.blobs, 2);
    assert_int_equal(dropped.uploads.count, 1);
    assert_int_equal(dropped.uploads.id[0], 7);
    set_dropped_clear(&dropped);
    assert_int_equal(count_of(f, "SELECT COUNT(*) FROM sets"), 1);
    assert_int_equal(count_of(f, "SELECT COUNT(*) FROM recordings"), 1);
    assert_int_equal(count_of(f, "SELECT COUNT(*) FROM recording_files"), 1);
    assert_int_equal(count_of(f, "SELECT COUNT(*) FROM jobs"), 0);
    assert_int_equal(count_of(f, "SELECT COUNT(*) FROM job_sources"), 0);
    assert_int_equal(count_of(f, "SELECT COUNT(*) FROM sounds"), 0);
    assert_int_equal(count_of(f, "SELECT COUNT(*) FROM uploads"), 0);
    assert_int_equal(count_of(f, "SELECT COUNT(*) FROM previews"), 1);
    assert_int_equal(count_of(f, "SELECT COUNT(*) FROM preview_tracks"), 1);
    assert_int_equal(count_of(f, "SELECT COUNT(*) FROM preview_files"), 1);
}

static void only_a_blob_that_nobody_names_is_free(void **state)
{
    struct fixture *f = *state;
    const struct print_set kept = add_set(f), draft = add_set(f);
    const struct hash same = hash_of("same", 4), own = hash_of("its own", 7);
    struct set_dropped dropped;
    bool used;

    add_print(f, &kept, "String", "same");
    add_print(f, &draft, "String", "same");
    add_print(f, &draft, "Full mix", "its own");
    dropped = drop(f, &draft);
    set_dropped_clear(&dropped);
    assert_int_equal(db_blob_is_used(f->db, &same, &used, NULL), ERR_NONE);
    assert_true(used);
    assert_int_equal(db_blob_is_used(f->db, &own, &used, NULL), ERR_NONE);
    assert_false(used);
}

static void numbers_of_a_dropped_draft_are_given_to_nobody_else(void **state)
{
    struct fixture *f = *state;
    const struct print_set first = add_set(f), draft = add_set(f);
    const struct recording print = add_print(f, &draft, "String", "a");
    struct set_dropped dropped = drop(f, &draft);
    struct print_set next;

    set_dropped_clear(&dropped);
    next = add_set(f);
    assert_int_equal(next.version, 3);
    assert_true(next.id > draft.id);
    assert_true(add_print(f, &next, "String", "a").id > print.id);
    dropped = drop(f, &next);
    set_dropped_clear(&dropped);
    dropped = drop(f, &first);
    set_dropped_clear(&dropped);
    assert_int_equal(add_set(f).version, 4); /* also when none is left */
}

static void a_touched_draft_is_not_old_and_a_published_set_never_is(void **state)
{
    struct fixture *f = *state;
    const struct print_set published = add_set(f), draft = add_set(f), old = add_set(f);
    struct print_set *list;
    size_t count;

    add_print(f, &published, "String", "a");
    assert_int_equal(db_set_publish_incomplete(f->db, published.id, NULL), ERR_NONE);
    f->folder.now_ms += 1000 * 1000;
    assert_int_equal(db_set_touch(f->db, draft.id, NULL), ERR_NONE);
    assert_int_equal(db_set_touch(f->db, published.id, NULL), ERR_NONE);
    assert_int_equal(db_drafts_older(f->db, f->folder.now_ms - 1000, &list, &count, NULL),
                     ERR_NONE);
    assert_int_equal(count, 1);
    assert_int_equal(list[0].id, old.id);
    free(list);
    assert_int_equal(db_drafts(f->db, f->production.id, &list, &count, NULL), ERR_NONE);
    assert_int_equal(count, 2);
    assert_int_equal(list[0].version, 3);
    free(list);
}

static void a_set_with_an_upload_under_way_is_not_published_as_it_is(void **state)
{
    struct fixture *f = *state;
    const struct print_set set = add_set(f);
    struct err err;

    add_print(f, &set, "String", "a");
    run_with(f, sql_person, NULL, 0);
    run_with(f, sql_upload, ":set", set.id);
    assert_int_equal(db_set_publish_incomplete(f->db, set.id, &err), ERR_CONFLICT);
    assert_non_null(strstr(err.text, "1 upload to the set is under way"));
    run_with(f, "UPDATE uploads SET state = 'done'", NULL, 0);
    assert_int_equal(db_set_publish_incomplete(f->db, set.id, NULL), ERR_NONE);
}

static int64_t unchanged_from(struct fixture *f, int64_t print_id)
{
    struct recording read;

    assert_int_equal(db_recording(f->db, print_id, &read, NULL), ERR_NONE);
    return read.unchanged_version;
}

static void the_same_audio_is_found_in_the_newest_earlier_published_set(void **state)
{
    struct fixture *f = *state;
    const struct print_set first = add_set(f), second = add_set(f), third = add_set(f);
    const struct recording one = add_print(f, &first, "String", "a"),
                           two = add_print(f, &second, "String", "b"),
                           three = add_print(f, &third, "String", "c"),
                           mix = add_print(f, &third, "Full mix", "d");
    struct order order;

    sounds_like(f, &one, "x");
    sounds_like(f, &two, "x");
    assert_int_equal(unchanged_from(f, two.id), 0); /* the first is a draft */
    assert_int_equal(db_set_publish_incomplete(f->db, first.id, NULL), ERR_NONE);
    assert_int_equal(unchanged_from(f, two.id), 1);
    assert_int_equal(unchanged_from(f, one.id), 0); /* nothing is unchanged from what came later */
    sounds_like(f, &three, "x");
    sounds_like(f, &mix, "x"); /* another role */
    assert_int_equal(unchanged_from(f, three.id), 1);
    assert_int_equal(db_set_publish_incomplete(f->db, second.id, NULL), ERR_NONE);
    assert_int_equal(unchanged_from(f, three.id), 2);
    assert_int_equal(unchanged_from(f, mix.id), 0);
    sounds_like(f, &two, "y");
    assert_int_equal(unchanged_from(f, three.id), 1);
    assert_int_equal(order_parse(&order, "smpte", NULL), ERR_NONE);
    assert_int_equal(db_recording_order(f->db, three.id, &order, NULL), ERR_NONE);
    assert_int_equal(unchanged_from(f, three.id), 0); /* other channels: listened to again first */
}

static void storage_counts_each_blob_once_and_what_is_on_its_way(void **state)
{
    struct fixture *f = *state;
    const struct print_set first = add_set(f), second = add_set(f);
    struct storage storage;
    int64_t awaited;

    add_print(f, &first, "String", "a");
    add_print(f, &second, "String", "a");
    add_print(f, &second, "Full mix", "b");
    run_with(f, sql_person, NULL, 0);
    run_with(f, sql_upload, ":set", second.id);
    assert_int_equal(db_storage(f->db, f->production.id, &storage, NULL), ERR_NONE);
    assert_int_equal(storage.used_bytes, 2000);
    assert_int_equal(storage.arriving_bytes, 600);
    assert_int_equal(storage.awaited_bytes, 400);
    assert_int_equal(db_storage_awaited(f->db, &awaited, NULL), ERR_NONE);
    assert_int_equal(awaited, 400);
    assert_int_equal(db_storage(f->db, 99, &storage, NULL), ERR_NONE);
    assert_int_equal(storage.used_bytes, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_dropped_draft_takes_all_that_hangs_on_it_and_nothing_else),
        TEST(only_a_blob_that_nobody_names_is_free),
        TEST(numbers_of_a_dropped_draft_are_given_to_nobody_else),
        TEST(a_touched_draft_is_not_old_and_a_published_set_never_is),
        TEST(a_set_with_an_upload_under_way_is_not_published_as_it_is),
        TEST(the_same_audio_is_found_in_the_newest_earlier_published_set),
        TEST(storage_counts_each_blob_once_and_what_is_on_its_way),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
