/* Notes: what is kept, the ways between their states, and what lists find. */
#include "server/store/notes.h"
#include "tests/unit/server_store/scenes_fixture.h"

static const char sql_link[] =
    "INSERT INTO links(secret, production_id, label, may_note, made_by, created_at_ms,"
    "  expires_at_ms) VALUES(zeroblob(32), :production, '', 1, 1, 1, 2)";

/* One production with two scenes, in the hours 1 and 2. */
struct film {
    struct db *db;
    int64_t production_id, picture_id, scene[2];
};

static struct film film_of(struct folder *folder)
{
    const int64_t in[] = { HOUR, 2 * HOUR };
    struct film film = { .db = folder->db };

    add_person(film.db, 1, "Mara");
    add_person(film.db, 2, "Stan");
    film.production_id = add_film(film.db, "Tideline");
    film.picture_id = add_cut(film.db, film.production_id, "Cut 14");
    put_scenes(film.db, film.picture_id, in, 2);
    scene_ids(film.db, film.picture_id, film.scene, 2);
    return film;
}

static int64_t add_note(const struct film *film, int64_t scene_id, enum about about)
{
    const int64_t id = add_event(film->db, film->production_id, scene_id);
    const struct note note = { .remark = remark_of(id, film->production_id, scene_id, about) };

    assert_int_equal(db_note_add(film->db, &note, NULL), ERR_NONE);
    return id;
}

static int64_t add_link(const struct film *film)
{
    struct query q = db_query(film->db, sql_link);
    int64_t id;

    db_bind_i64(&q, ":production", film->production_id);
    assert_int_equal(db_insert(&q, &id, NULL), ERR_NONE);
    return id;
}

static enum err_code move(const struct film *film, int64_t note_id, enum note_state state,
                          char *text, struct err *err)
{
    const struct note_reply reply = { .id = add_event(film->db, film->production_id, 0),
                                      .note_id = note_id,
                                      .person_id = 2,
                                      .side = "stage",
                                      .text = text,
                                      .has_state = true,
                                      .state = state,
                                      .at_ms = 9000 };

    return db_note_reply_add(film->db, &reply, err);
}

static void a_note_keeps_what_was_said_and_where(void **state)
{
    const struct film film = film_of(*state);
    const int64_t id = add_event(film.db, film.production_id, film.scene[1]);
    struct note note = { .remark = remark_of(id, film.production_id, film.scene[1], ABOUT_LFE) };
    struct note read;

    note.remark.place = (struct remark_place){ 0, 480 };
    assert_int_equal(db_note_add(film.db, &note, NULL), ERR_NONE);
    assert_int_equal(db_note(film.db, id, &read, NULL), ERR_NONE);
    assert_int_equal(read.remark.about, ABOUT_LFE);
    assert_int_equal(read.remark.place.from_samples, 0);
    assert_int_equal(read.remark.place.to_samples, 480);
    assert_string_equal(read.remark.text, "Too much at the door");
    assert_string_equal(read.remark.side, "music");
    assert_string_equal(read.remark.scene.number, "2");
    assert_int_equal(read.remark.scene.in_samples, 2 * HOUR);
    assert_int_equal(read.remark.created_at_ms, 5000 + id);
    assert_int_equal(read.state, NOTE_OPEN);
    assert_int_equal(read.replies, 0);
    note_clear(&read);
    assert_int_equal(db_note(film.db, id + 1, &read, NULL), ERR_NOT_FOUND);
}

static void a_place_may_be_the_whole_scene_or_a_point(void **state)
{
    const struct film film = film_of(*state);
    const int64_t whole = add_note(&film, film.scene[0], ABOUT_ANYTHING);
    const int64_t id = add_event(film.db, film.production_id, film.scene[0]);
    struct note note = { .remark = remark_of(id, film.production_id, film.scene[0], ABOUT_CENTRE) };
    struct note read;

    note.remark.place.from_samples = 7;
    assert_int_equal(db_note_add(film.db, &note, NULL), ERR_NONE);
    assert_int_equal(db_note(film.db, whole, &read, NULL), ERR_NONE);
    assert_int_equal(read.remark.place.from_samples, REMARK_NONE);
    note_clear(&read);
    assert_int_equal(db_note(film.db, id, &read, NULL), ERR_NONE);
    assert_int_equal(read.remark.place.from_samples, 7);
    assert_int_equal(read.remark.place.to_samples, REMARK_NONE);
    note_clear(&read);
}

/* Every pair of states: which of them is a way. */
static void a_note_goes_from_open_to_acknowledged_to_resolved_and_back_to_open(void **state)
{
    static const bool way[3][3] = {
        [NOTE_OPEN] = { [NOTE_ACKNOWLEDGED] = true, [NOTE_RESOLVED] = true },
        [NOTE_ACKNOWLEDGED] = { [NOTE_OPEN] = true, [NOTE_RESOLVED] = true },
        [NOTE_RESOLVED] = { [NOTE_OPEN] = true }
    };
    const struct film film = film_of(*state);
    struct err err;

    for (enum note_state from = NOTE_OPEN; from <= NOTE_RESOLVED; from++)
        for (enum note_state to = NOTE_OPEN; to <= NOTE_RESOLVED; to++) {
            const int64_t id = add_note(&film, film.scene[0], ABOUT_LFE);
            struct note note;
            if (from != NOTE_OPEN)
                assert_int_equal(move(&film, id, from, "", NULL), ERR_NONE);
            assert_int_equal(move(&film, id, to, "", &err), way[from][to] ? 0 : ERR_CONFLICT);
            if (!way[from][to])
                assert_non_null(strstr(err.text, note_state_name(from)));
            assert_int_equal(db_note(film.db, id, &note, NULL), ERR_NONE);
            assert_int_equal(note.state, way[from][to] ? to : from);
            note_clear(&note);
        }
}

static void a_thread_keeps_texts_and_states_in_order(void **state)
{
    const struct film film = film_of(*state);
    const int64_t id = add_note(&film, film.scene[0], ABOUT_LFE);
    const struct note_reply said = { .id = add_event(film.db, film.production_id, film.scene[0]),
                                     .note_id = id,
                                     .person_id = 2,
                                     .side = "stage",
                                     .text = "We will see",
                                     .at_ms = 8000 };
    struct note_thread thread;
    struct note note;

    assert_int_equal(db_note_reply_add(film.db, &said, NULL), ERR_NONE);
    assert_int_equal(move(&film, id, NOTE_ACKNOWLEDGED, "", NULL), ERR_NONE);
    assert_int_equal(move(&film, id, NOTE_RESOLVED, "Trimmed", NULL), ERR_NONE);
    assert_int_equal(db_note_thread(film.db, id, &thread, NULL), ERR_NONE);
    assert_int_equal(thread.count, 3);
    assert_string_equal(thread.list[0].text, "We will see");
    assert_false(thread.list[0].has_state);
    assert_string_equal(thread.list[1].text, "");
    assert_int_equal(thread.list[1].state, NOTE_ACKNOWLEDGED);
    assert_string_equal(thread.list[2].text, "Trimmed");
    assert_string_equal(thread.list[2].side, "stage");
    note_thread_clear(&thread);
    assert_int_equal(db_note(film.db, id, &note, NULL), ERR_NONE);
    assert_int_equal(note.replies, 2);
    assert_int_equal(note.remark.changed_at_ms, 9000);
    note_clear(&note);
}

/* Adds one of each, and asserts which of them a filter finds, newest first. */
static void expect_notes(const struct film *film, const struct remark_filter *filter,
                         const int64_t *ids, size_t count)
{
    struct notes notes;

    assert_int_equal(db_notes(film->db, filter, &notes, NULL), ERR_NONE);
    assert_int_equal(notes.count, count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(notes.list[i].remark.id, ids[i]);
    notes_clear(&notes);
}

static void lists_are_narrowed_by_what_is_asked_for(void **state)
{
    const struct film film = film_of(*state);
    const int64_t lfe = add_note(&film, film.scene[0], ABOUT_LFE);
    const int64_t centre = add_note(&film, film.scene[0], ABOUT_CENTRE);
    const int64_t done = add_note(&film, film.scene[1], ABOUT_LFE);
    struct remark_filter filter = filter_of(film.production_id);

    assert_int_equal(move(&film, centre, NOTE_ACKNOWLEDGED, "", NULL), ERR_NONE);
    assert_int_equal(move(&film, done, NOTE_RESOLVED, "", NULL), ERR_NONE);
    expect_notes(&film, &filter, (int64_t[]){ done, centre, lfe }, 3);
    filter.standing = true;
    expect_notes(&film, &filter, (int64_t[]){ centre, lfe }, 2);
    filter.about = "lfe";
    expect_notes(&film, &filter, (int64_t[]){ lfe }, 1);
    filter.standing = false;
    expect_notes(&film, &filter, (int64_t[]){ done, lfe }, 2);
    filter.state = "resolved";
    expect_notes(&film, &filter, (int64_t[]){ done }, 1);
    filter = filter_of(film.production_id);
    filter.side = "stage";
    expect_notes(&film, &filter, NULL, 0);
    filter.side = "music";
    filter.before_id = done;
    filter.limit = 1;
    expect_notes(&film, &filter, (int64_t[]){ centre }, 1);
    filter = filter_of(film.production_id);
    filter.picture_id = add_cut(film.db, film.production_id, "Cut 15");
    expect_notes(&film, &filter, NULL, 0);
    filter.picture_id = film.picture_id;
    expect_notes(&film, &filter, (int64_t[]){ done, centre, lfe }, 3);
    filter = filter_of(add_film(film.db, "Another"));
    expect_notes(&film, &filter, NULL, 0);
}

static void a_scene_shows_its_own_notes_and_a_link_those_made_through_it(void **state)
{
    const struct film film = film_of(*state);
    const int64_t first = add_note(&film, film.scene[0], ABOUT_LFE);
    const int64_t second = add_note(&film, film.scene[0], ABOUT_CENTRE);
    struct note_page page = { film.scene[0], 0, INT64_MAX, 10 };
    struct notes notes;
    const int64_t guests = add_event(film.db, film.production_id, film.scene[0]);
    struct note note = { .remark = remark_of(guests, film.production_id, film.scene[0], ABOUT_LFE),
                         .link_id = add_link(&film),
                         .guest_name = "Dora" };

    add_note(&film, film.scene[1], ABOUT_LFE);
    note.remark.person_id = 0;
    *note.remark.side = '\0';
    assert_int_equal(db_note_add(film.db, &note, NULL), ERR_NONE);
    assert_int_equal(db_notes_of_scene(film.db, &page, &notes, NULL), ERR_NONE);
    assert_int_equal(notes.count, 3);
    assert_int_equal(notes.list[1].remark.id, second);
    assert_int_equal(notes.list[2].remark.id, first);
    notes_clear(&notes);
    page.link_id = note.link_id;
    assert_int_equal(db_notes_of_scene(film.db, &page, &notes, NULL), ERR_NONE);
    assert_int_equal(notes.count, 1);
    assert_int_equal(notes.list[0].remark.id, guests);
    assert_int_equal(notes.list[0].remark.person_id, 0);
    assert_string_equal(notes.list[0].guest_name, "Dora");
    notes_clear(&notes);
    page.scene_id = film.scene[1];
    assert_int_equal(db_notes_of_scene(film.db, &page, &notes, NULL), ERR_NONE);
    assert_int_equal(notes.count, 0);
    notes_clear(&notes);
}

/* ---- reels ---- */

static void a_scene_is_of_the_reel_of_the_cue_that_sounds_in_it(void **state)
{
    const struct film film = film_of(*state);
    const int64_t early = add_note(&film, film.scene[0], ABOUT_LFE);
    const int64_t late = add_note(&film, film.scene[1], ABOUT_LFE);
    struct remark_filter filter = filter_of(film.production_id);

    filter.reel = 1;
    expect_notes(&film, &filter, (int64_t[]){ early }, 1);
    filter.reel = 2;
    expect_notes(&film, &filter, (int64_t[]){ late }, 1);
    add_print(film.db, film.production_id, film.picture_id, 7, HOUR + 10 * SECOND - 1, 480);
    filter.reel = 7;
    expect_notes(&film, &filter, (int64_t[]){ early }, 1);
    filter.reel = 1;
    expect_notes(&film, &filter, NULL, 0);
    add_print(film.db, film.production_id, film.picture_id, 1, HOUR, 480);
    expect_notes(&film, &filter, (int64_t[]){ early }, 1);
    filter.reel = 7;
    expect_notes(&film, &filter, (int64_t[]){ early }, 1);
}

static void prints_that_only_touch_a_scene_do_not_sound_in_it(void **state)
{
    const struct film film = film_of(*state);
    const int64_t early = add_note(&film, film.scene[0], ABOUT_LFE);
    struct remark_filter filter = filter_of(film.production_id);

    add_print(film.db, film.production_id, film.picture_id, 7, HOUR + 10 * SECOND, 480);
    add_print(film.db, film.production_id, film.picture_id, 7, HOUR - 480, 480);
    filter.reel = 7;
    expect_notes(&film, &filter, NULL, 0);
    filter.reel = 1;
    expect_notes(&film, &filter, (int64_t[]){ early }, 1);
    add_print(film.db, film.production_id, film.picture_id, 7, HOUR - 960, 961);
    filter.reel = 7;
    expect_notes(&film, &filter, (int64_t[]){ early }, 1);
}

/* Merging the spans of a reel closes no gap: what lies between two prints is not of the reel. */
static void a_gap_between_two_prints_of_a_reel_stays_one(void **state)
{
    const struct film film = film_of(*state);
    const int64_t late = add_note(&film, film.scene[1], ABOUT_LFE);
    struct remark_filter filter = filter_of(film.production_id);

    add_print(film.db, film.production_id, film.picture_id, 7, 2 * HOUR - 9 * SECOND, SECOND);
    add_print(film.db, film.production_id, film.picture_id, 7, 2 * HOUR - 9 * SECOND + 9, SECOND);
    add_print(film.db, film.production_id, film.picture_id, 7, 2 * HOUR + 11 * SECOND, SECOND);
    filter.reel = 7;
    expect_notes(&film, &filter, NULL, 0);
    filter.reel = 2;
    expect_notes(&film, &filter, (int64_t[]){ late }, 1);
}

static void cues_of_other_productions_and_without_a_reel_count_for_nothing(void **state)
{
    const struct film film = film_of(*state);
    const int64_t early = add_note(&film, film.scene[0], ABOUT_LFE);
    const int64_t other = add_film(film.db, "Another");
    const int64_t other_cut = add_cut(film.db, other, "Cut 1");
    struct remark_filter filter = filter_of(film.production_id);

    add_print(film.db, other, other_cut, 7, HOUR, SECOND);
    add_print(film.db, film.production_id, film.picture_id, 0, HOUR, SECOND);
    filter.reel = 7;
    expect_notes(&film, &filter, NULL, 0);
    filter.reel = 1;
    expect_notes(&film, &filter, (int64_t[]){ early }, 1);
}

static void the_reels_of_a_picture_are_those_that_its_lists_find(void **state)
{
    const struct film film = film_of(*state);
    struct scene_reel *reels;
    size_t count;

    add_print(film.db, film.production_id, film.picture_id, 3, HOUR, SECOND);
    add_print(film.db, film.production_id, film.picture_id, 3, HOUR + 5 * SECOND, SECOND);
    add_print(film.db, film.production_id, film.picture_id, 4, HOUR + 9 * SECOND, SECOND);
    assert_int_equal(
        db_scene_reels(film.db, film.production_id, film.picture_id, rate_24, &reels, &count, NULL),
        ERR_NONE);
    assert_int_equal(count, 3);
    assert_int_equal(reels[0].scene_id, film.scene[0]);
    assert_int_equal(reels[0].reel, 3);
    assert_int_equal(reels[1].reel, 4);
    assert_int_equal(reels[2].scene_id, film.scene[1]);
    assert_int_equal(reels[2].reel, 2);
    free(reels);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_setup, folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_note_keeps_what_was_said_and_where),
        TEST(a_place_may_be_the_whole_scene_or_a_point),
        TEST(a_note_goes_from_open_to_acknowledged_to_resolved_and_back_to_open),
        TEST(a_thread_keeps_texts_and_states_in_order),
        TEST(lists_are_narrowed_by_what_is_asked_for),
        TEST(a_scene_shows_its_own_notes_and_a_link_those_made_through_it),
        TEST(a_scene_is_of_the_reel_of_the_cue_that_sounds_in_it),
        TEST(prints_that_only_touch_a_scene_do_not_sound_in_it),
        TEST(a_gap_between_two_prints_of_a_reel_stays_one),
        TEST(cues_of_other_productions_and_without_a_reel_count_for_nothing),
        TEST(the_reels_of_a_picture_are_those_that_its_lists_find),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
