#include "codec/media/heuristic.h"

#include <math.h>

#include "tests/unit/codec_media/helpers.h"

enum { FRAMES = 144000 };

/* A score of three seconds, by channel: sides that differ a little, a sparing centre, surrounds
 * further back, and an LFE of low strokes. */
static struct planes make_score(double lfe_db)
{
    static const double level_db[CHANNELS] = { -20, -22, -38, 0, -30, -31 };
    struct planes score;

    planes_init(&score, CHANNELS, FRAMES, NULL);
    for (unsigned c = 0; c < CHANNELS; c++)
        signal_noise(score.ch[c], FRAMES, 40 + c, level_db[c]);
    signal_sine(score.ch[CH_LFE], FRAMES, 50, 48000, lfe_db);
    for (size_t i = 0; i < FRAMES; i++)
        score.ch[CH_LFE][i] *= (float)exp(-(double)(i % 48000) / 12000);
    return score;
}

static enum order_known_by guess(const struct planes *score, const char *file_order,
                                 char found[ORDER_TEXT])
{
    const struct wav_spec spec = { .channels = 6, .rate_hz = 48000, .bits = 24 };
    const float *slots[CHANNELS];
    struct order order;
    struct wav wav;
    struct stem *stem;
    struct err err;

    assert_int_equal(order_parse(&order, file_order, NULL), ERR_NONE);
    for (unsigned i = 0; i < CHANNELS; i++)
        slots[i] = score->ch[order.slot[i]];
    wav_build(&wav, &spec, slots, FRAMES);
    assert_works(open_wav(&stem, "a.wav", &wav, &err), &err);
    const enum order_known_by known_by = stem_info(stem)->order.known_by;
    order_format(found, &stem_info(stem)->order);
    stem_close(stem);
    wav_clear(&wav);
    return known_by;
}

static void the_known_orders_are_told_apart_by_the_lfe_and_the_pairs(void **state)
{
    static const char *const orders[][2] = { { "smpte", "L R C LFE Ls Rs" },
                                             { "film", "L C R Ls Rs LFE" },
                                             { "dts", "L R Ls Rs C LFE" },
                                             { "aac", "C L R Ls Rs LFE" } };
    struct planes score = make_score(-12);
    char found[ORDER_TEXT];

    (void)state;
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        assert_int_equal(guess(&score, orders[i][0], found), ORDER_HEURISTIC);
        assert_string_equal(found, orders[i][1]);
    }
    planes_clear(&score);
}

static void without_clear_evidence_nothing_is_guessed(void **state)
{
    struct planes score = make_score(-INFINITY);
    char found[ORDER_TEXT];

    (void)state;
    assert_int_equal(guess(&score, "film", found), ORDER_UNKNOWN); /* no LFE */
    planes_clear(&score);
    score = make_score(-12);
    memcpy(score.ch[CH_C], score.ch[CH_L], FRAMES * sizeof(float));
    assert_int_equal(guess(&score, "film", found), ORDER_UNKNOWN); /* three alike in front */
    memcpy(score.ch[CH_C], score.ch[CH_LFE], FRAMES * sizeof(float));
    assert_int_equal(guess(&score, "smpte", found), ORDER_UNKNOWN); /* two that are bass alone */
    planes_zero(&score);
    assert_int_equal(guess(&score, "smpte", found), ORDER_UNKNOWN); /* silence */
    planes_clear(&score);
}

static void an_lfe_where_no_order_has_it_is_not_guessed_from(void **state)
{
    struct planes score = make_score(-12);
    char found[ORDER_TEXT];

    (void)state;
    assert_int_equal(guess(&score, "LFE,L,R,C,Ls,Rs", found), ORDER_UNKNOWN);
    assert_int_equal(guess(&score, "L,C,R,LFE,Ls,Rs", found), ORDER_UNKNOWN);
    planes_clear(&score);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_known_orders_are_told_apart_by_the_lfe_and_the_pairs),
        cmocka_unit_test(without_clear_evidence_nothing_is_guessed),
        cmocka_unit_test(an_lfe_where_no_order_has_it_is_not_guessed_from),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
