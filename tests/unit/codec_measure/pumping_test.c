#include "codec/measure/pumping.h"

#include <math.h>
#include <string.h>

#include "tests/support/check.h"
#include "tests/support/signal.h"

enum { LOWS_HZ = 2400, STEP = LOWS_HZ / ENVELOPE_HZ, LOWS = PUMPING_STEPS * STEP };

static float wave[LOWS], envelope[PUMPING_STEPS];

/* The envelope of `wave`, measured over its first `steps`. */
static struct pumping measure_steps(size_t steps)
{
    struct pumping result;

    for (size_t i = 0; i < steps; i++) {
        double sum = 0;

        for (size_t j = 0; j < STEP; j++)
            sum += (double)wave[i * STEP + j] * wave[i * STEP + j];
        envelope[i] = (float)sqrt(sum / STEP);
    }
    pumping_measure(&result, envelope, steps);
    return result;
}

static struct pumping measure(void)
{
    return measure_steps(PUMPING_STEPS);
}

static double time_of(size_t i)
{
    return (double)i / LOWS_HZ;
}

static void set_swing(double hz, double depth)
{
    for (size_t i = 0; i < LOWS; i++)
        wave[i] = (float)((1 + depth * sin(2 * M_PI * hz * time_of(i))) / (1 + depth) *
                          sin(2 * M_PI * 45 * time_of(i)));
}

static void set_hits(double period_s, double decay_s)
{
    for (size_t i = 0; i < LOWS; i++)
        wave[i] =
            (float)(exp(-fmod(time_of(i), period_s) / decay_s) * sin(2 * M_PI * 50 * time_of(i)));
}

static void add_hit(double at_s, double decay_s, double gain)
{
    for (size_t i = (size_t)(at_s * LOWS_HZ); i < LOWS; i++)
        wave[i] +=
            (float)(gain * exp(-(time_of(i) - at_s) / decay_s) * sin(2 * M_PI * 50 * time_of(i)));
}

static void set_noise(uint64_t *seed)
{
    double hz[120], phase[120];

    for (size_t k = 0; k < 120; k++) {
        hz[k] = 25 + 85 * (double)(signal_random(seed) % 100000) / 100000;
        phase[k] = 2 * M_PI * (double)(signal_random(seed) % 100000) / 100000;
    }
    for (size_t i = 0; i < LOWS; i++) {
        double sum = 0;

        for (size_t k = 0; k < 120; k++)
            sum += cos(2 * M_PI * hz[k] * time_of(i) + phase[k]);
        wave[i] = (float)(sum / sqrt(120));
    }
}

static void a_steady_tone_does_not_pump(void **state)
{
    (void)state;
    set_swing(4, 0);
    assert_db(measure().index, 0, 0.03);
    assert_db(measure().repeats, 0, 0);
}

static void a_swing_counts_by_its_depth_and_rate(void **state)
{
    static const struct {
        double hz, depth, index;
    } golden[] = { { 0.5, 1, 0.236 }, { 1, 1, 0.470 }, { 2, 1, 0.794 }, { 4, 1, 0.974 },
                   { 6, 1, 0.873 },   { 8, 1, 0.666 }, { 4, .5, 0.494 } };

    (void)state;
    for (size_t i = 0; i < sizeof(golden) / sizeof(*golden); i++) {
        set_swing(golden[i].hz, golden[i].depth);
        assert_db(measure().index, golden[i].index, 0.03);
        assert_db(measure().repeats, 1, 0);
    }
}

static void the_period_of_a_swing_is_found_between_steps(void **state)
{
    static const double rates_hz[] = { 1, 1.37, 2, 3.1, 4, 6, 8 };

    (void)state;
    for (size_t i = 0; i < sizeof(rates_hz) / sizeof(*rates_hz); i++) {
        set_swing(rates_hz[i], 1);
        assert_db(measure().periodicity, 1, 0.03);
        assert_db(1 / measure().period_s, rates_hz[i], 0.02 * rates_hz[i]);
    }
    set_swing(0.5, 1); /* two seconds and longer are no longer a beat */
    assert_db(measure().periodicity, 0, 0);
}

static void drums_on_every_beat_pump(void **state)
{
    static const struct {
        double period_s, decay_s, index;
    } golden[] = { { 0.5, .12, 1.191 }, { 1, .15, 1.452 }, { 0.25, .1, 0.789 } };

    (void)state;
    for (size_t i = 0; i < sizeof(golden) / sizeof(*golden); i++) {
        set_hits(golden[i].period_s, golden[i].decay_s);
        assert_db(measure().index, golden[i].index, 0.03);
        assert_db(measure().repeats, 1, 0);
        assert_db(measure().periodicity, 1, 0.03);
        assert_db(measure().period_s, golden[i].period_s, 0.01);
        assert_true(measure().span_s > 6.9);
    }
}

static void slow_booms_and_swells_do_not_pump(void **state)
{
    (void)state;
    set_hits(4, 1.5);
    assert_db(measure().index, 0.396, 0.03);
    assert_db(measure().periodicity, 0, 0);
    assert_db(measure().repeats, 0, 0);
    set_hits(8, 2);
    assert_db(measure().index, 0.008, 0.03);
    assert_db(measure().repeats, 0, 0);
    for (size_t i = 0; i < LOWS; i++)
        wave[i] = (float)(pow(sin(M_PI * time_of(i) / 9), 2) * sin(2 * M_PI * 40 * time_of(i)));
    assert_db(measure().index, 0.001, 0.03);
    assert_db(measure().repeats, 0, 0);
}

static void noise_swings_a_little_of_its_own(void **state)
{
    uint64_t seed = 1;
    double index = 0, slow = 0, periodicity = 0;

    (void)state;
    for (size_t n = 0; n < 8; n++) {
        set_noise(&seed);
        index += measure().index / 8;
        periodicity = fmax(periodicity, measure().periodicity);
        for (size_t i = 0; i < LOWS; i++)
            wave[i] *= (float)(1 + 0.3 * sin(2 * M_PI * 0.2 * time_of(i)));
        slow += measure().index / 8;
    }
    /* Single draws go from 0.22 to 0.30. */
    assert_db(index, 0.254, 0.03);
    assert_db(slow, 0.254, 0.03);
    assert_true(periodicity < 0.35);
}

static void random_hits_pump_without_a_beat(void **state)
{
    static const double at_s[] = { 2.2724, 3.0661, 3.9265, 4.363, 4.5644, 6.1525, 6.8456, 7.7889 };

    (void)state;
    memset(wave, 0, sizeof(wave));
    for (size_t i = 0; i < sizeof(at_s) / sizeof(*at_s); i++)
        add_hit(at_s[i], 0.2, 1);
    assert_db(measure().index, 1.008, 0.03);
    assert_db(measure().periodicity, 0.32, 0.1); /* over 8 s instead of 9 */
    assert_db(measure().repeats, 1, 0);
}

static void one_hit_or_two_or_slow_ones_are_no_pumping(void **state)
{
    (void)state;
    memset(wave, 0, sizeof(wave));
    add_hit(2, 0.2, 1);
    assert_true(measure().index > 1); /* which is why there is more than the index */
    assert_db(measure().repeats, 0, 0);
    add_hit(3, 0.2, 1);
    assert_db(measure().repeats, 0, 1e-9);
    memset(wave, 0, sizeof(wave));
    for (double at_s = 0.5; at_s < 8; at_s += 3.1)
        add_hit(at_s, 0.2, 1);
    assert_db(measure().repeats, 0, 0);
}

static void a_third_hit_counts_by_its_strength_and_nearness(void **state)
{
    double before = 0;

    (void)state;
    for (double gain_db = -24; gain_db <= 0; gain_db += 1) {
        memset(wave, 0, sizeof(wave));
        add_hit(1, 0.2, 1);
        add_hit(2, 0.2, 1);
        add_hit(3, 0.2, pow(10, gain_db / 20));
        assert_in_range((int)(1000 * (measure().repeats - before) + 1), 0, 150);
        before = measure().repeats;
    }
    assert_db(before, 1, 0.03);
    for (double apart_s = 1; apart_s <= 3; apart_s += 0.02) {
        memset(wave, 0, sizeof(wave));
        for (size_t i = 0; i < 3; i++)
            add_hit(0.5 + (double)i * apart_s, 0.2, 1);
        assert_true(fabs(measure().repeats - before) < 0.2);
        before = measure().repeats;
    }
    assert_db(before, 0, 0);
}

static void a_tone_that_sets_in_is_no_pumping(void **state)
{
    (void)state;
    for (double hz = 20; hz <= 110; hz += 1.5) {
        for (size_t i = 0; i < LOWS; i++)
            wave[i] = i < 2 * LOWS_HZ ? 0 : (float)sin(2 * M_PI * hz * time_of(i));
        assert_db(measure().index * measure().repeats, 0, 0.3);
    }
}

static void a_short_window_says_the_same(void **state)
{
    (void)state;
    for (size_t steps = 5 * ENVELOPE_HZ; steps <= PUMPING_STEPS; steps += 17) {
        set_hits(0.545, 0.12);
        assert_db(measure_steps(steps).index, 1.2, 0.15);
        assert_db(measure_steps(steps).period_s, 0.545, 0.01);
        assert_true(measure_steps(steps).periodicity > 0.9);
        assert_db(measure_steps(steps).repeats, 1, 0);
        set_swing(4, 0.5);
        assert_db(measure_steps(steps).index, 0.49, 0.05);
    }
}

static void what_is_quiet_does_not_pump(void **state)
{
    (void)state;
    set_hits(0.5, 0.12);
    for (size_t i = 0; i < LOWS; i++)
        wave[i] *= 0.001f;
    assert_db(measure().index, 0, 0);
    memset(wave, 0, sizeof(wave));
    assert_db(measure().index, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_steady_tone_does_not_pump),
        cmocka_unit_test(a_swing_counts_by_its_depth_and_rate),
        cmocka_unit_test(the_period_of_a_swing_is_found_between_steps),
        cmocka_unit_test(drums_on_every_beat_pump),
        cmocka_unit_test(slow_booms_and_swells_do_not_pump),
        cmocka_unit_test(noise_swings_a_little_of_its_own),
        cmocka_unit_test(random_hits_pump_without_a_beat),
        cmocka_unit_test(one_hit_or_two_or_slow_ones_are_no_pumping),
        cmocka_unit_test(a_third_hit_counts_by_its_strength_and_nearness),
        cmocka_unit_test(a_tone_that_sets_in_is_no_pumping),
        cmocka_unit_test(a_short_window_says_the_same),
        cmocka_unit_test(what_is_quiet_does_not_pump),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
