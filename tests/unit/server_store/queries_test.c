/* Queries: what is kept of a question, which answer counts, and when one is outdated. */
#include "server/store/queries.h"
#include "tests/unit/server_store/scenes_fixture.h"

struct film {
    struct db *db;
    int64_t production_id, picture_id, scene_id;
};

static struct film film_of(struct folder *folder)
{
    const int64_t in[] = { HOUR };
    struct film film = { .db = folder->db };

    add_person(film.db, 1, "Mara");
    add_person(film.db, 2, "Stan");
    film.production_id = add_film(film.db, "Tideline");
    film.picture_id = add_cut(film.db, film.production_id, "Cut 14");
    put_scenes(film.db, film.picture_id, in, 1);
    scene_ids(film.db, film.picture_id, &film.scene_id, 1);
    return film;
}

static struct hash sound(const char *text)
{
    return hash_of(text, strlen(text));
}

static int64_t ask(const struct film *film, enum about about)
{
    const int64_t id = add_event(film->db, film->production_id, film->scene_id);
    const struct asked asked = { .remark =
                                     remark_of(id, film->production_id, film->scene_id, about),
                                 .sounds = sound("asked"),
                                 .evidence = "{\"in_samples\":0}" };

    assert_int_equal(db_asked_add(film->db, &asked, NULL), ERR_NONE);
    return id;
}

static struct query_answer answer_of(const struct film *film, int64_t query_id)
{
    return (struct query_answer){ .id = add_event(film->db, film->production_id, film->scene_id),
                                  .query_id = query_id,
                                  .person_id = 2,
                                  .side = "stage",
                                  .likelihood = HURT_COULD,
                                  .advice = ADVICE_TRIM,
                                  .trim_db = -5,
                                  .text = "The first hit",
                                  .sounds = sound("answered"),
                                  .at_ms = 9000 };
}

static struct asked read_one(const struct film *film, int64_t id)
{
    struct asked asked;

    assert_int_equal(db_asked(film->db, id, &asked, NULL), ERR_NONE);
    return asked;
}

static void a_query_keeps_its_evidence_as_it_was_told(void **state)
{
    const struct film film = film_of(*state);
    const int64_t id = ask(&film, ABOUT_CENTRE);
    struct asked asked = read_one(&film, id);
    const struct hash before = sound("asked");

    assert_string_equal(asked.evidence, "{\"in_samples\":0}");
    assert_int_equal(asked.remark.about, ABOUT_CENTRE);
    assert_string_equal(asked.remark.side, "music");
    assert_int_equal(hash_compare(&asked.sounds, &before), 0);
    assert_int_equal(asked.state, QUERY_OPEN);
    assert_int_equal(asked.answer.id, 0);
    asked_clear(&asked);
    assert_int_equal(db_asked(film.db, id + 1, &asked, NULL), ERR_NOT_FOUND);
}

static void the_newest_answer_counts_and_all_are_kept(void **state)
{
    const struct film film = film_of(*state);
    const int64_t id = ask(&film, ABOUT_LFE);
    struct query_answer answer = answer_of(&film, id);
    struct query_answers answers;
    struct asked asked;

    assert_int_equal(db_query_answer_add(film.db, &answer, NULL), ERR_NONE);
    asked = read_one(&film, id);
    assert_int_equal(asked.state, QUERY_ANSWERED);
    assert_int_equal(asked.answer.likelihood, HURT_COULD);
    assert_true(asked.answer.trim_db == -5);
    assert_int_equal(asked.remark.changed_at_ms, 9000);
    asked_clear(&asked);

    answer.id = add_event(film.db, film.production_id, film.scene_id);
    answer.likelihood = HURT_WILL;
    answer.advice = ADVICE_MUTE_LFE;
    assert_int_equal(db_query_answer_add(film.db, &answer, NULL), ERR_NONE);
    asked = read_one(&film, id);
    assert_int_equal(asked.answer.id, answer.id);
    assert_int_equal(asked.answer.advice, ADVICE_MUTE_LFE);
    asked_clear(&asked);
    assert_int_equal(db_query_answers(film.db, id, &answers, NULL), ERR_NONE);
    assert_int_equal(answers.count, 2);
    assert_int_equal(answers.list[0].likelihood, HURT_COULD);
    assert_int_equal(answers.list[1].likelihood, HURT_WILL);
    query_answers_clear(&answers);
}

static void a_closed_query_takes_neither_answers_nor_another_closing(void **state)
{
    const struct film film = film_of(*state);
    const int64_t id = ask(&film, ABOUT_LFE);
    const struct query_answer answer = answer_of(&film, id);
    struct asked asked;

    assert_int_equal(db_query_close(film.db, id, 9500, NULL), ERR_NONE);
    assert_int_equal(db_query_answer_add(film.db, &answer, NULL), ERR_CONFLICT);
    assert_int_equal(db_query_close(film.db, id, 9600, NULL), ERR_CONFLICT);
    asked = read_one(&film, id);
    assert_int_equal(asked.state, QUERY_CLOSED);
    assert_int_equal(asked.answer.id, 0);
    assert_int_equal(asked.remark.changed_at_ms, 9500);
    asked_clear(&asked);
}

static void it_is_outdated_against_what_was_asked_and_then_what_was_answered(void **state)
{
    const struct film film = film_of(*state);
    const struct hash was = sound("asked"), is = sound("answered");
    const int64_t id = ask(&film, ABOUT_LFE);
    const struct query_answer answer = answer_of(&film, id);
    struct asked asked = read_one(&film, id);

    assert_false(asked_is_outdated(&asked, &was));
    assert_true(asked_is_outdated(&asked, &is));
    asked_clear(&asked);
    assert_int_equal(db_query_answer_add(film.db, &answer, NULL), ERR_NONE);
    asked = read_one(&film, id);
    assert_true(asked_is_outdated(&asked, &was));
    assert_false(asked_is_outdated(&asked, &is));
    asked_clear(&asked);
}

static void expect_queries(const struct film *film, const struct remark_filter *filter,
                           const int64_t *ids, size_t count)
{
    struct asked_list asked;

    assert_int_equal(db_asked_list(film->db, filter, &asked, NULL), ERR_NONE);
    assert_int_equal(asked.count, count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(asked.list[i].remark.id, ids[i]);
        assert_null(asked.list[i].evidence);
    }
    asked_list_clear(&asked);
}

static void lists_are_narrowed_by_what_is_asked_for(void **state)
{
    const struct film film = film_of(*state);
    const int64_t open = ask(&film, ABOUT_LFE), answered = ask(&film, ABOUT_CENTRE);
    const int64_t closed = ask(&film, ABOUT_LFE);
    const struct query_answer answer = answer_of(&film, answered);
    struct remark_filter filter = filter_of(film.production_id);
    struct asked_list asked;

    assert_int_equal(db_query_answer_add(film.db, &answer, NULL), ERR_NONE);
    assert_int_equal(db_query_close(film.db, closed, 9500, NULL), ERR_NONE);
    expect_queries(&film, &filter, (int64_t[]){ closed, answered, open }, 3);
    filter.standing = true;
    expect_queries(&film, &filter, (int64_t[]){ answered, open }, 2);
    filter.about = "lfe";
    expect_queries(&film, &filter, (int64_t[]){ open }, 1);
    filter = filter_of(film.production_id);
    filter.state = "answered";
    expect_queries(&film, &filter, (int64_t[]){ answered }, 1);
    filter = filter_of(film.production_id);
    filter.reel = 1;
    filter.side = "music";
    expect_queries(&film, &filter, (int64_t[]){ closed, answered, open }, 3);
    filter.reel = 2;
    expect_queries(&film, &filter, NULL, 0);
    assert_int_equal(db_asked_of_scene(film.db, film.scene_id, closed, 1, &asked, NULL), ERR_NONE);
    assert_int_equal(asked.count, 1);
    assert_int_equal(asked.list[0].remark.id, answered);
    asked_list_clear(&asked);
}

static void the_record_refuses_an_answer_that_trims_by_nothing_it_knows(void **state)
{
    const struct film film = film_of(*state);
    struct query_answer answer = answer_of(&film, ask(&film, ABOUT_LFE));

    answer.trim_db = 1;
    assert_int_not_equal(db_query_answer_add(film.db, &answer, NULL), ERR_NONE);
    answer.trim_db = -60.5;
    assert_int_not_equal(db_query_answer_add(film.db, &answer, NULL), ERR_NONE);
    answer.trim_db = -60;
    assert_int_equal(db_query_answer_add(film.db, &answer, NULL), ERR_NONE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_setup, folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_query_keeps_its_evidence_as_it_was_told),
        TEST(the_newest_answer_counts_and_all_are_kept),
        TEST(a_closed_query_takes_neither_answers_nor_another_closing),
        TEST(it_is_outdated_against_what_was_asked_and_then_what_was_answered),
        TEST(lists_are_narrowed_by_what_is_asked_for),
        TEST(the_record_refuses_an_answer_that_trims_by_nothing_it_knows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
