/* What was heard is joined, bounded, and kept apart by sound and by way of listening. */
#include "server/store/heard.h"

#include "tests/unit/server_store/signing.h"

struct adding {
    const struct heard_key *key;
    const struct span *spans;
    size_t count;
};

static enum err_code add_now(struct db *db, void *ctx, struct err *err)
{
    const struct adding *adding = ctx;

    return db_heard_add(db, adding->key, adding->spans, adding->count, err);
}

static void add(struct signing *signing, const struct heard_key *key, const struct span *spans,
                size_t count)
{
    struct adding adding = { key, spans, count };

    assert_int_equal(db_txn(signing->folder.db, add_now, &adding, NULL), ERR_NONE);
}

static struct heard_key key_of(const struct signing *signing)
{
    return (struct heard_key){ .person_id = signing->mara.id,
                               .scene_id = signing->scene[0].id,
                               .sounds = hash_of("a", 1),
                               .variant = { .monitoring = MONITORING_NEAR_FIELD } };
}

static size_t read_all(struct signing *signing, const struct heard_key *key,
                       struct heard_piece **out)
{
    size_t count;

    assert_int_equal(db_heard(signing->folder.db, key, out, &count, NULL), ERR_NONE);
    return count;
}

static void expect_spans(struct signing *signing, const struct heard_key *key,
                         const struct span *spans, size_t count)
{
    struct heard_piece *heard;

    assert_int_equal(read_all(signing, key, &heard), count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(heard[i].span.from_samples, spans[i].from_samples);
        assert_int_equal(heard[i].span.to_samples, spans[i].to_samples);
    }
    free(heard);
}

static void spans_that_touch_become_one(void **state)
{
    struct span spans[] = { { 50, 60 }, { 0, 10 }, { 10, 20 }, { 5, 8 }, { 21, 30 }, { 55, 70 } };

    (void)state;
    assert_int_equal(spans_merge(spans, 6), 3);
    assert_int_equal(spans[0].to_samples, 20);
    assert_int_equal(spans[1].from_samples, 21);
    assert_int_equal(spans[2].to_samples, 70);
    assert_int_equal(spans_samples(spans, 3), 20 + 9 + 20);
    assert_int_equal(spans_merge(spans, 0), 0);
}

static void listening_on_makes_a_piece_longer(void **state)
{
    struct signing *signing = *state;
    const struct heard_key key = key_of(signing);
    const struct span first[] = { { 100, 200 }, { 400, 500 } }, on = { 200, 300 };
    const struct span across = { 50, 450 }, all = { 50, 500 };

    add(signing, &key, first, 2);
    expect_spans(signing, &key, first, 2);
    add(signing, &key, &on, 1);
    expect_spans(signing, &key, (struct span[]){ { 100, 300 }, { 400, 500 } }, 2);
    add(signing, &key, &across, 1);
    expect_spans(signing, &key, &all, 1);
    add(signing, &key, &on, 1);
    expect_spans(signing, &key, &all, 1);
}

static void each_way_of_listening_is_kept_apart(void **state)
{
    struct signing *signing = *state;
    struct heard_key key = key_of(signing);
    struct heard_piece *heard;

    add(signing, &key, &(struct span){ 0, 10 }, 1);
    key.variant.lfe_in = true;
    add(signing, &key, &(struct span){ 0, 20 }, 1);
    key.variant.temps = true;
    add(signing, &key, &(struct span){ 0, 30 }, 1);
    key.variant.monitoring = MONITORING_STAGE;
    add(signing, &key, &(struct span){ 0, 40 }, 1);
    assert_int_equal(read_all(signing, &key, &heard), 4);
    assert_true(heard[0].variant.lfe_in);
    assert_int_equal(heard[0].span.to_samples, 20);
    assert_int_equal(heard[2].variant.monitoring, MONITORING_STAGE);
    assert_int_equal(heard[2].span.to_samples, 40);
    assert_false(heard[3].variant.lfe_in);
    free(heard);
}

static void other_sounds_scenes_and_people_have_heard_nothing(void **state)
{
    struct signing *signing = *state;
    const struct heard_key key = key_of(signing);
    struct heard_key other = key;

    add(signing, &key, &(struct span){ 0, 10 }, 1);
    other.sounds = hash_of("b", 1);
    expect_spans(signing, &other, NULL, 0);
    other = key;
    other.scene_id = signing->scene[1].id;
    expect_spans(signing, &other, NULL, 0);
    other = key;
    other.person_id = signing->stan.id;
    expect_spans(signing, &other, NULL, 0);
}

/* Pieces grow longer, so that the first ones are the shortest. */
static void of_too_many_pieces_the_shortest_are_forgotten(void **state)
{
    struct signing *signing = *state;
    const struct heard_key key = key_of(signing);
    struct span spans[HEARD_SPANS_KEPT + 44];
    struct heard_piece *heard;
    const size_t count = sizeof spans / sizeof *spans;

    for (size_t i = 0; i < count; i++)
        spans[i] = (struct span){ (int64_t)i * 1000, (int64_t)i * 1001 + 1 };
    add(signing, &key, spans, 200);
    add(signing, &key, spans + 200, count - 200);
    assert_int_equal(read_all(signing, &key, &heard), HEARD_SPANS_KEPT);
    assert_int_equal(heard[0].span.from_samples, 44 * 1000);
    assert_int_equal(heard[HEARD_SPANS_KEPT - 1].span.from_samples, (int64_t)(count - 1) * 1000);
    free(heard);
}

static void ways_of_listening_have_names(void **state)
{
    enum monitoring monitoring;

    (void)state;
    for (unsigned i = MONITORING_HEADPHONES; i <= MONITORING_STAGE; i++) {
        assert_int_equal(monitoring_parse(&monitoring, monitoring_name((enum monitoring)i), NULL),
                         ERR_NONE);
        assert_int_equal(monitoring, i);
    }
    assert_int_equal(monitoring_parse(&monitoring, "telephone", NULL), ERR_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spans_that_touch_become_one),
        TEST(listening_on_makes_a_piece_longer),
        TEST(each_way_of_listening_is_kept_apart),
        TEST(other_sounds_scenes_and_people_have_heard_nothing),
        TEST(of_too_many_pieces_the_shortest_are_forgotten),
        cmocka_unit_test(ways_of_listening_have_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
