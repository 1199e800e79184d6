#include <string.h>

#include "tests/unit/codec_measure/talk.h"

enum { DAMAGES = 3000 };

/* A scene with everything in it. */
static void measure_all(struct talk *talk)
{
    struct analysis *const brass = talk_init(talk, "Brass");

    talk_sound(brass, CH_C, 4, 12, 3);
    talk_sound(talk_add(talk, "String", ROLE_STEM), CH_L, 0, 12, -12);
    talk_sound(talk_add(talk, "Effects", ROLE_EFFECTS), CH_R, 0, 12, -9);
    talk_measure(talk);
}

static void assert_same(const struct concern *a, const struct concern *b)
{
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->level, b->level);
    assert_memory_equal(&a->value, &b->value, sizeof(a->value));
    assert_memory_equal(&a->second, &b->second, sizeof(a->second));
    assert_memory_equal(&a->trim_db, &b->trim_db, sizeof(a->trim_db));
    assert_string_equal(a->stem, b->stem);
    assert_int_equal(a->channel, b->channel);
    assert_string_equal(a->text, b->text);
    assert_int_equal(a->moments, b->moments);
    for (unsigned i = 0; i < a->moments; i++) {
        assert_int_equal(a->moment[i].in_samples, b->moment[i].in_samples);
        assert_int_equal(a->moment[i].out_samples, b->moment[i].out_samples);
        assert_memory_equal(&a->moment[i].value, &b->moment[i].value, sizeof(double));
    }
}

static void facts_that_were_stored_say_the_same(void **state)
{
    struct talk talk;
    struct dialogue_facts *again;
    struct concern concern[DIALOGUE_CONCERNS];
    char *data, *aside;
    size_t bytes;

    (void)state;
    measure_all(&talk);
    assert_int_equal(dialogue_facts_pack(talk.facts, (void **)&data, &bytes, NULL), ERR_NONE);
    aside = malloc(bytes + 1);
    memcpy(aside + 1, data, bytes); /* not aligned */
    assert_int_equal(dialogue_facts_unpack(&again, aside + 1, bytes, NULL), ERR_NONE);
    dialogue_concerns(concern, again, &thresholds_proposed);
    for (unsigned i = 0; i < DIALOGUE_CONCERNS; i++)
        assert_same(&concern[i], &talk.concern[i]);
    assert_near(dialogue_score(again, &thresholds_proposed),
                dialogue_score(talk.facts, &thresholds_proposed), 1e-12);
    dialogue_facts_free(again);
    free(aside);
    free(data);
    talk_clear(&talk);
}

static void facts_without_figures_are_stored_too(void **state)
{
    struct talk talk;
    struct dialogue_facts *again;
    struct concern concern[DIALOGUE_CONCERNS];
    void *data;
    size_t bytes;

    (void)state;
    measure_all(&talk);
    for (unsigned which = 0; which < 2; which++) {
        if (which == 0)
            talk.source[0].kind = ROLE_UNKNOWN;
        else
            talk.analysis[0]->active_level_db = -INFINITY;
        talk_measure(&talk);
        talk.source[0].kind = ROLE_DIALOGUE;
        assert_int_equal(dialogue_facts_pack(talk.facts, &data, &bytes, NULL), ERR_NONE);
        assert_int_equal(dialogue_facts_unpack(&again, data, bytes, NULL), ERR_NONE);
        dialogue_concerns(concern, again, &thresholds_proposed);
        assert_string_equal(concern[0].text, talk.concern[0].text);
        assert_int_equal(concern[0].level, which == 0 ? LEVEL_UNMEASURED : LEVEL_CLEAR);
        dialogue_facts_free(again);
        free(data);
    }
    talk_clear(&talk);
}

static void facts_that_are_cut_short_are_refused(void **state)
{
    struct talk talk;
    struct dialogue_facts *again;
    char *data;
    size_t bytes;

    (void)state;
    measure_all(&talk);
    assert_int_equal(dialogue_facts_pack(talk.facts, (void **)&data, &bytes, NULL), ERR_NONE);
    for (size_t cut = 0; cut < bytes; cut += 1 + cut / 8) {
        char *const part = malloc(cut + 1);

        memcpy(part, data, cut);
        assert_int_equal(dialogue_facts_unpack(&again, part, cut, NULL), ERR_DAMAGED);
        assert_null(again);
        free(part);
    }
    free(data);
    talk_clear(&talk);
}

static void assert_possible(const struct dialogue_facts *facts)
{
    const double score = dialogue_score(facts, &thresholds_proposed);
    struct concern concern[DIALOGUE_CONCERNS];

    assert_true(isnan(score) || (score >= 0 && score <= 100));
    dialogue_concerns(concern, facts, &thresholds_proposed);
    for (unsigned i = 0; i < DIALOGUE_CONCERNS; i++) {
        assert_true(isnan(concern[i].value) || (concern[i].value >= 0 && concern[i].value < 1.001));
        assert_true(isnan(concern[i].trim_db) || concern[i].trim_db <= 0);
        assert_true(memchr(concern[i].text, 0, CONCERN_TEXT) != NULL);
        for (unsigned m = 0; m < concern[i].moments; m++)
            assert_true(concern[i].moment[m].in_samples <= concern[i].moment[m].out_samples);
    }
}

static void damaged_facts_are_refused_or_possible(void **state)
{
    struct talk talk;
    unsigned refused = 0;
    char *data, *copy;
    size_t bytes;
    uint64_t seed = 3;

    (void)state;
    measure_all(&talk);
    assert_int_equal(dialogue_facts_pack(talk.facts, (void **)&data, &bytes, NULL), ERR_NONE);
    copy = malloc(bytes);
    for (unsigned i = 0; i < DAMAGES; i++) {
        const uint64_t where = signal_random(&seed);
        const size_t reach = where >> 63 ? bytes : 256; /* the head more often */
        struct dialogue_facts *again;

        memcpy(copy, data, bytes);
        copy[where % reach] = (char)signal_random(&seed);
        if (dialogue_facts_unpack(&again, copy, bytes, NULL)) {
            refused++;
            continue;
        }
        if (i % 16 == 0)
            assert_possible(again);
        dialogue_facts_free(again);
    }
    assert_true(refused > DAMAGES / 10);
    free(copy);
    free(data);
    talk_clear(&talk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(facts_that_were_stored_say_the_same),
        cmocka_unit_test(facts_without_figures_are_stored_too),
        cmocka_unit_test(facts_that_are_cut_short_are_refused),
        cmocka_unit_test(damaged_facts_are_refused_or_possible),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
