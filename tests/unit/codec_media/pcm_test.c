#include "codec/media/pcm.h"

#include "tests/unit/codec_media/helpers.h"

enum { FRAMES = 1000, ROOM = FRAMES * CHANNELS * 8 + PCM_SLACK_BYTES };

struct fixture {
    uint8_t in[ROOM];
    struct planes a, b;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    uint64_t seed = 7;

    for (size_t i = 0; i < ROOM; i++)
        f->in[i] = (uint8_t)signal_random(&seed);
    planes_init(&f->a, CHANNELS, FRAMES, NULL);
    planes_init(&f->b, CHANNELS, FRAMES, NULL);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    planes_clear(&f->a);
    planes_clear(&f->b);
    free(f);
    return 0;
}

static void integers_become_their_value_over_full_scale(void **state)
{
    static const struct {
        enum pcm_kind kind;
        uint8_t in[4];
        float expected;
    } cases[] = {
        { PCM_I16, { 0x00, 0x80 }, -1 },
        { PCM_I16, { 0xff, 0x7f }, 32767.0f / 32768 },
        { PCM_I24, { 0x00, 0x00, 0x80 }, -1 },
        { PCM_I24, { 0x01, 0x00, 0x00 }, 0x1p-23f },
        { PCM_I24, { 0xff, 0xff, 0xff }, -0x1p-23f },
        { PCM_I32, { 0x00, 0x00, 0x00, 0xc0 }, -0.5f },
        { PCM_I32, { 0x00, 0x01, 0x00, 0x00 }, 0x1p-23f },
    };
    uint8_t in[4 + PCM_SLACK_BYTES] = { 0 };
    float out, *planes[] = { &out };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        memcpy(in, cases[i].in, 4);
        pcm_choose(cases[i].kind, 1)(in, 1, planes, 1);
        assert_true(out == cases[i].expected);
    }
}

static void fast_and_portable_converters_agree_to_the_bit(void **state)
{
    struct fixture *f = *state;
    unsigned compared = 0;

    for (enum pcm_kind kind = PCM_I16; kind <= PCM_F64; kind++) {
        for (unsigned channels = 1; channels <= CHANNELS; channels++) {
            const pcm_fn fast = pcm_avx2(kind, channels);
            if (!fast)
                continue;
            for (size_t frames = FRAMES - 9; frames <= FRAMES; frames++) {
                fast(f->in, channels, f->a.ch, frames);
                pcm_portable(kind)(f->in, channels, f->b.ch, frames);
                for (unsigned c = 0; c < channels; c++)
                    assert_memory_equal(f->a.ch[c], f->b.ch[c], frames * sizeof(float));
            }
            compared++;
        }
    }
    if (compared == 0)
        skip(); /* a machine without AVX2 has one converter only */
}

/* Adds to planes of noise, one channel left out; a is what should come of it. */
static void check_adder(struct fixture *f, enum pcm_kind kind, unsigned channels, size_t frames)
{
    static const float gain[CHANNELS] = { 1, 0.3f, 0.6f, 0.001f, 10, 0.7071f };
    const unsigned left_out = (unsigned)(frames % CHANNELS);
    struct pcm_sum sum = { 0 };

    pcm_portable(kind)(f->in, channels, f->a.ch, frames);
    for (unsigned c = 0; c < channels; c++) {
        const float factor = c == left_out ? 0 : gain[c];

        signal_noise(f->b.ch[c], FRAMES, c, -3);
        sum.plane[c] = c == left_out ? NULL : f->b.ch[c];
        sum.gain[c] = gain[c];
        for (size_t i = 0; i < FRAMES; i++)
            f->a.ch[c][i] = f->b.ch[c][i] + (i < frames ? factor * f->a.ch[c][i] : 0);
    }
    pcm_avx2_add(kind, channels)(f->in, channels, &sum, frames);
    for (unsigned c = 0; c < channels; c++)
        assert_memory_equal(f->a.ch[c], f->b.ch[c], FRAMES * sizeof(float));
}

static void adders_add_their_frames_as_converted_and_no_more(void **state)
{
    unsigned compared = 0;

    for (enum pcm_kind kind = PCM_I16; kind <= PCM_F64; kind++) {
        for (unsigned channels = 1; channels <= CHANNELS; channels++) {
            if (!pcm_avx2_add(kind, channels))
                continue;
            for (size_t frames = FRAMES - 9; frames <= FRAMES; frames++)
                check_adder(*state, kind, channels, frames);
            compared++;
        }
    }
    if (compared == 0)
        skip(); /* a machine without AVX2 converts, then adds */
}

static void converters_write_their_frames_and_no_more(void **state)
{
    struct fixture *f = *state;

    for (enum pcm_kind kind = PCM_I16; kind <= PCM_F64; kind++) {
        for (unsigned c = 0; c < CHANNELS; c++)
            memset(f->a.ch[c], 0x55, FRAMES * sizeof(float));
        pcm_choose(kind, CHANNELS)(f->in, CHANNELS, f->a.ch, 13);
        for (unsigned c = 0; c < CHANNELS; c++) {
            uint32_t after;
            memcpy(&after, &f->a.ch[c][13], sizeof after);
            assert_int_equal(after, 0x55555555);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(integers_become_their_value_over_full_scale, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(fast_and_portable_converters_agree_to_the_bit, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(adders_add_their_frames_as_converted_and_no_more, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(converters_write_their_frames_and_no_more, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
