/* What goes into a table comes out of it. */
#include "server/store/cues.h"
#include "server/store/pictures.h"
#include "server/store/previews.h"
#include "server/store/scenes.h"
#include "server/store/sets.h"
#include "tests/unit/server_store/folder.h"

static struct production add_production(struct db *db)
{
    struct production production = { .name = "Tideline", .headroom_db = -6, .stems = 2 };

    assert_int_equal(rate_parse(&production.rate, "29.97df", NULL), ERR_NONE);
    snprintf(production.stem[0], RECIPE_ROLE, "String");
    snprintf(production.stem[1], RECIPE_ROLE, "Choir");
    assert_int_equal(db_production_add(db, &production, NULL), ERR_NONE);
    return production;
}

static struct picture add_picture(struct db *db, int64_t production_id, const char *name)
{
    struct picture picture = { .production_id = production_id };

    snprintf(picture.name, sizeof picture.name, "%s", name);
    assert_int_equal(db_picture_add(db, &picture, NULL), ERR_NONE);
    return picture;
}

static struct cue add_cue(struct db *db, int64_t production_id, const char *name, int reel,
                          int number)
{
    struct cue cue = { .production_id = production_id, .reel = reel, .number = number };

    snprintf(cue.name, sizeof cue.name, "%s", name);
    assert_int_equal(db_cue_add(db, &cue, NULL), ERR_NONE);
    return cue;
}

static void productions_keep_rate_and_stem_plan(void **state)
{
    struct folder *folder = *state;
    const struct production added = add_production(folder->db);
    struct production read, *list;
    size_t count;

    assert_int_equal(db_production(folder->db, added.id, &read, NULL), ERR_NONE);
    assert_int_equal(read.rate.num, 30000);
    assert_int_equal(read.rate.den, 1001);
    assert_true(read.rate.drop && read.headroom_db == -6);
    assert_int_equal(read.stems, 2);
    assert_string_equal(read.stem[1], "Choir");
    assert_int_equal(read.created_at_ms, added.created_at_ms);
    add_production(folder->db);
    assert_int_equal(db_productions(folder->db, &list, &count, NULL), ERR_NONE);
    assert_int_equal(count, 2);
    assert_true(list[0].id > list[1].id);
    assert_int_equal(list[1].stems, 2);
    free(list);
    assert_int_equal(db_production(folder->db, 99, &read, NULL), ERR_NOT_FOUND);
}

static void a_name_is_used_once_in_its_production(void **state)
{
    struct folder *folder = *state;
    const struct production production = add_production(folder->db);
    struct picture picture = add_picture(folder->db, production.id, "Cut 14");
    struct cue cue = add_cue(folder->db, production.id, "1m1", 1, 1);

    assert_int_equal(db_picture_add(folder->db, &picture, NULL), ERR_CONFLICT);
    assert_int_equal(db_cue_add(folder->db, &cue, NULL), ERR_CONFLICT);
}

static void cues_come_in_film_order(void **state)
{
    static const char *const expected[] = { "1m2", "1m10", "2m1", "2m1A", "Main title" };
    struct folder *folder = *state;
    const struct production production = add_production(folder->db);
    struct cue *list;
    size_t count;

    add_cue(folder->db, production.id, "Main title", 0, 0);
    add_cue(folder->db, production.id, "2m1A", 2, 1);
    add_cue(folder->db, production.id, "1m10", 1, 10);
    add_cue(folder->db, production.id, "2m1", 2, 1);
    add_cue(folder->db, production.id, "1m2", 1, 2);
    assert_int_equal(db_cues(folder->db, production.id, &list, &count, NULL), ERR_NONE);
    assert_int_equal(count, 5);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(list[i].name, expected[i]);
    free(list);
}

static void versions_count_up_for_each_cue(void **state)
{
    struct folder *folder = *state;
    const struct production production = add_production(folder->db);
    const struct picture picture = add_picture(folder->db, production.id, "Cut 14");
    const struct cue first = add_cue(folder->db, production.id, "1m1", 1, 1);
    const struct cue second = add_cue(folder->db, production.id, "1m2", 1, 2);
    struct print_set set = { .cue_id = first.id, .picture_id = picture.id }, *list;
    size_t count;

    for (int i = 1; i <= 3; i++) {
        assert_int_equal(db_set_add(folder->db, &set, NULL), ERR_NONE);
        assert_int_equal(set.version, i);
        assert_int_equal(set.production_id, production.id);
    }
    set = (struct print_set){ .cue_id = second.id, .picture_id = picture.id };
    assert_int_equal(db_set_add(folder->db, &set, NULL), ERR_NONE);
    assert_int_equal(set.version, 1);
    assert_int_equal(db_sets_of_cue(folder->db, first.id, &list, &count, NULL), ERR_NONE);
    assert_int_equal(count, 0); /* they are drafts */
    free(list);
    assert_int_equal(db_sets_of_production(folder->db, production.id, &list, &count, NULL),
                     ERR_NONE);
    assert_int_equal(count, 4);
    assert_int_equal(list[0].version, 3);
    free(list);
    set = (struct print_set){ .cue_id = 99, .picture_id = picture.id };
    assert_int_equal(db_set_add(folder->db, &set, NULL), ERR_CONFLICT);
}

static struct recording print_like(int64_t set_id)
{
    struct recording recording = { .set_id = set_id,
                                   .kind = ROLE_STEM,
                                   .role = "String",
                                   .base = "1m1_String",
                                   .filename = "1m1_String.wav",
                                   .format = "WAV",
                                   .rate_hz = 96000,
                                   .bits = 24,
                                   .channels = 6,
                                   .samples = 480000,
                                   .start_known_by = START_BEXT,
                                   .start_samples = 172800000,
                                   .warnings = "one\ntwo" };

    assert_int_equal(order_parse(&recording.order, "film", NULL), ERR_NONE);
    recording.order.known_by = ORDER_HEURISTIC;
    recording.files = 1;
    recording.file[0] = (struct recording_file){ .filename = "1m1_String.wav", .bytes = 77 };
    recording.file[0].hash = hash_of("x", 1);
    return recording;
}

static struct recording add_print(struct db *db, struct recording *recording)
{
    struct recording read;

    assert_int_equal(db_recording_add(db, recording, NULL), ERR_NONE);
    for (unsigned i = 0; i < recording->files; i++)
        assert_int_equal(db_recording_file_add(db, recording->id, &recording->file[i], NULL),
                         ERR_NONE);
    assert_int_equal(db_recording(db, recording->id, &read, NULL), ERR_NONE);
    return read;
}

static struct print_set add_set(struct db *db)
{
    const struct production production = add_production(db);
    const struct picture picture = add_picture(db, production.id, "Cut 14");
    const struct cue cue = add_cue(db, production.id, "1m1", 1, 1);
    struct print_set set = { .cue_id = cue.id, .picture_id = picture.id };

    assert_int_equal(db_set_add(db, &set, NULL), ERR_NONE);
    return set;
}

static void a_print_is_read_as_it_was_added(void **state)
{
    struct folder *folder = *state;
    struct recording added = print_like(add_set(folder->db).id);
    const struct recording read = add_print(folder->db, &added);
    struct hash *used;
    size_t count;

    assert_memory_equal(&read, &added, sizeof read);
    assert_true(recording_is_playable(&read));
    assert_int_equal(db_blobs_used(folder->db, &used, &count, NULL), ERR_NONE);
    assert_int_equal(count, 1);
    assert_int_equal(hash_compare(used, &added.file[0].hash), 0);
    free(used);
}

static void a_role_is_held_once_in_a_set(void **state)
{
    struct folder *folder = *state;
    struct recording first = print_like(add_set(folder->db).id), there;
    struct recording second = first;
    bool found;

    add_print(folder->db, &first);
    assert_int_equal(db_recording_add(folder->db, &second, NULL), ERR_CONFLICT);
    assert_int_equal(db_recording_like(folder->db, &second, &there, &found, NULL), ERR_NONE);
    assert_true(found && there.id == first.id);
    snprintf(second.role, sizeof second.role, "Choir");
    assert_int_equal(db_recording_like(folder->db, &second, &there, &found, NULL), ERR_NONE);
    assert_false(found);
}

static void what_is_unknown_is_null_and_asked(void **state)
{
    struct folder *folder = *state;
    struct recording added = print_like(add_set(folder->db).id), read;
    struct order order;

    added.order = (struct order){ 0 };
    added.start_known_by = START_UNKNOWN;
    added.start_samples = 0;
    read = add_print(folder->db, &added);
    assert_int_equal(read.order.known_by, ORDER_UNKNOWN);
    assert_int_equal(read.start_known_by, START_UNKNOWN);
    assert_false(recording_is_playable(&read));
    assert_int_equal(order_parse(&order, "smpte", NULL), ERR_NONE);
    assert_int_equal(db_recording_order(folder->db, added.id, &order, NULL), ERR_NONE);
    assert_int_equal(db_recording_start(folder->db, added.id, 12345, NULL), ERR_NONE);
    assert_int_equal(db_recording(folder->db, added.id, &read, NULL), ERR_NONE);
    assert_int_equal(read.order.known_by, ORDER_PERSON);
    assert_int_equal(read.start_known_by, START_PERSON);
    assert_int_equal(read.start_samples, 12345);
    assert_true(recording_is_playable(&read));
}

static unsigned missing_with(const enum channel *channels, unsigned count)
{
    struct recording recording = { .is_gathered = true, .files = count };
    enum channel missing[CHANNELS];

    for (unsigned i = 0; i < count; i++)
        recording.file[i].channel = channels[i];
    return recording_missing(&recording, missing);
}

static void a_gathered_print_waits_for_all_six_channels(void **state)
{
    static const enum channel all[] = { CH_L, CH_R, CH_C, CH_LFE, CH_LS, CH_RS };

    (void)state;
    assert_int_equal(missing_with(all, 1), 5);
    assert_int_equal(missing_with(all, 2), 4);
    assert_int_equal(missing_with(all + 1, 2), 4);
    assert_int_equal(missing_with(all, 3), 3);
    assert_int_equal(missing_with(all, 6), 0);
}

static void a_preview_is_added_once_and_read_as_it_was(void **state)
{
    struct folder *folder = *state;
    const struct print_set set = add_set(folder->db);
    struct recording print = print_like(set.id);
    struct preview_row_track track = { .samples = 480000, .start_samples = 9, .files = 1 };
    struct preview_row row = { .picture_id = set.picture_id,
                               .out_samples = 48000,
                               .recipe = (char[]){ "{}" },
                               .headroom_db = -6,
                               .settings = { 128000, 8 },
                               .title = "a title",
                               .track = &track,
                               .tracks = 1 };
    struct preview_row read;
    bool added;

    add_print(folder->db, &print);
    row.id = hash_of("id", 2);
    row.key = hash_of("key", 3);
    track.recording_id = print.id;
    track.order = print.order;
    track.audio = hash_of("audio", 5);
    track.file[0] = print.file[0];
    assert_int_equal(db_preview_add(folder->db, &row, &added, NULL), ERR_NONE);
    assert_true(added);
    assert_int_equal(db_preview_add(folder->db, &row, &added, NULL), ERR_NONE);
    assert_false(added);
    assert_int_equal(db_preview(folder->db, &row.id, &read, NULL), ERR_NONE);
    assert_int_equal(hash_compare(&read.key, &row.key), 0);
    assert_int_equal(read.tracks, 1);
    assert_string_equal(read.track[0].cue, "1m1");
    assert_string_equal(read.track[0].role, "String");
    assert_int_equal(read.track[0].order.slot[1], CH_C);
    assert_int_equal(read.track[0].order.known_by, ORDER_HEURISTIC);
    assert_int_equal(hash_compare(&read.track[0].file[0].hash, &print.file[0].hash), 0);
    preview_row_clear(&read);
    assert_int_equal(db_preview(folder->db, &row.key, &read, NULL), ERR_NOT_FOUND);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_setup, folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(productions_keep_rate_and_stem_plan),
        TEST(a_name_is_used_once_in_its_production),
        TEST(cues_come_in_film_order),
        TEST(versions_count_up_for_each_cue),
        TEST(a_print_is_read_as_it_was_added),
        TEST(a_role_is_held_once_in_a_set),
        TEST(what_is_unknown_is_null_and_asked),
        TEST(a_gathered_print_waits_for_all_six_channels),
        TEST(a_preview_is_added_once_and_read_as_it_was),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
