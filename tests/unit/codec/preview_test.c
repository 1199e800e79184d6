#include "tests/unit/codec/preview_fixture.h"

/* Packets of a preview and the file made of them at once. */
struct whole {
    enum container container;
    uint8_t *packets, *bytes;
};

static void check_read(const struct fixture *f, const struct whole *whole, int64_t offset,
                       size_t bytes)
{
    const struct preview_range range = { whole->container, offset, bytes };
    const uint8_t *segment[3] = { 0 };
    uint8_t *out = malloc(bytes + 1);
    int64_t first, count;

    assert_non_null(out);
    preview_segments_of(f->preview, &range, &first, &count);
    assert_true(first >= 0 && count >= 0 && first + count <= 3);
    for (int64_t i = 0; i < count; i++)
        segment[i] = whole->packets + segment_first_packet(first + i) * 320;
    assert_int_equal(preview_read(f->preview, &range, segment, out, NULL), ERR_NONE);
    assert_memory_equal(out, whole->bytes + offset, bytes);
    free(out);
}

static void any_range_of_any_container_comes_from_its_segments(void **state)
{
    struct fixture *f = *state;
    uint8_t *packets = malloc(packets_bytes(f->preview));
    uint64_t random = 3;

    for (size_t i = 0; i < packets_bytes(f->preview); i++)
        packets[i] = (uint8_t)(signal_random(&random) >> 32);
    for (enum container container = 0; container < CONTAINERS; container++) {
        const struct virtual_file *file = preview_file(f->preview, container);
        const size_t size = (size_t)virtual_file_bytes(file);
        const struct whole whole = { container, packets, malloc(size) };

        virtual_file_read(file, 0, size, packets, whole.bytes);
        check_read(f, &whole, 0, size);
        check_read(f, &whole, (int64_t)size, 0);
        for (int64_t second = -1; second <= 14; second++) {
            const int64_t at = virtual_file_page_at(file, second);

            check_read(f, &whole, at - 1, at < (int64_t)size ? 2 : 1);
        }
        for (int i = 0; i < 500; i++) {
            const uint64_t offset = signal_random(&random) % size;
            const size_t bytes = signal_random(&random) % (((size - offset) >> (i % 8)) + 1);

            check_read(f, &whole, (int64_t)offset, bytes);
        }
        free(whole.bytes);
    }
    free(packets);
}

static void bytes_outside_the_file_are_refused(void **state)
{
    struct fixture *f = *state;
    const int64_t size = virtual_file_bytes(preview_file(f->preview, CONTAINER_WEBM));
    const struct preview_range outside[] = { { CONTAINER_WEBM, size - 1, 2 },
                                             { CONTAINER_WEBM, -1, 1 },
                                             { CONTAINER_WEBM, 0, SIZE_MAX } };
    uint8_t out[2];
    struct err err;

    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
        assert_int_equal(preview_read(f->preview, &outside[i], NULL, out, &err), ERR_RANGE);
}

/* Makes the preview again after a change and tells which segment keys changed: bit i is segment i,
 * bit 31 the key of the whole. */
static unsigned changes(struct fixture *f)
{
    struct preview *changed;
    unsigned bits = 0;

    assert_int_equal(preview_new(&changed, &f->spec, NULL), ERR_NONE);
    for (int64_t i = 0; i < preview_segments(changed) && i < preview_segments(f->preview); i++) {
        const struct hash before = preview_segment_key(f->preview, i);
        const struct hash after = preview_segment_key(changed, i);

        bits |= (unsigned)(hash_compare(&before, &after) != 0) << i;
    }
    const struct hash before = preview_key(f->preview), after = preview_key(changed);
    bits |= (unsigned)(hash_compare(&before, &after) != 0) << 31;
    preview_free(changed);
    return bits;
}

static const unsigned whole_key = 1U << 31;

static void a_segment_key_changes_with_what_sounds_in_it_alone(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(changes(f), 0);
    recipe_add(&f->spec.recipe, "String", 1, NULL);
    assert_int_equal(changes(f), whole_key | 3);
    recipe_add(&f->spec.recipe, "String", 0, NULL);
    f->track[3].audio.byte[5] ^= 1;
    assert_int_equal(changes(f), whole_key | 6);
    f->track[3].audio.byte[5] ^= 1;
    f->track[3].start_samples++;
    assert_int_equal(changes(f), whole_key | 6);
    f->track[3].start_samples--;
    f->track[1].kind = ROLE_EFFECTS;
    assert_int_equal(changes(f), whole_key | 3);
    f->track[1].kind = ROLE_DIALOGUE;
    assert_int_equal(changes(f), 0);
}

static void what_is_common_to_all_changes_every_key(void **state)
{
    struct fixture *f = *state;

    f->spec.recipe.headroom_db = -6;
    assert_int_equal(changes(f), whole_key | 7);
    f->spec.recipe.headroom_db = -3;
    f->spec.recipe.fold = FOLD_MONO;
    assert_int_equal(changes(f), whole_key | 7);
    f->spec.recipe.fold = FOLD_LO_RO;
    f->spec.recipe.lfe = LFE_OUT;
    assert_int_equal(changes(f), whole_key | 7);
    f->spec.recipe.lfe = LFE_PLUS_4;
    f->spec.recipe.centre = false;
    assert_int_equal(changes(f), whole_key | 7);
    f->spec.recipe.centre = true;
    f->spec.settings.complexity = 5;
    assert_int_equal(changes(f), whole_key | 7);
}

static void what_is_not_heard_changes_no_key(void **state)
{
    struct fixture *f = *state;
    const struct preview_track first = f->track[0];

    f->track[0] = f->track[3];
    f->track[3] = first;
    assert_int_equal(changes(f), 0); /* the order in which tracks are told */
    f->track[2].audio.byte[0] ^= 1;  /* Percussion, which the recipe does not play */
    f->track[2].start_samples += 1000;
    assert_int_equal(changes(f), 0);
    recipe_add(&f->spec.recipe, "Woodwind", 2, NULL); /* a role without tracks */
    assert_int_equal(changes(f), 0);
    f->spec.title = "Another title";
    assert_int_equal(changes(f), whole_key);
}

static void a_longer_preview_keeps_the_segments_before_its_end(void **state)
{
    struct fixture *f = *state;

    f->spec.out_samples += 20 * PACKET_SAMPLES;
    assert_int_equal(changes(f), whole_key | 4);
    f->spec.out_samples -= 20 * PACKET_SAMPLES - 1; /* within the same packet */
    assert_int_equal(changes(f), whole_key);
}

static void a_preview_out_of_range_is_refused(void **state)
{
    struct fixture *f = *state;
    struct preview *preview;
    struct err err;

    f->spec.out_samples = f->spec.in_samples;
    assert_int_equal(preview_new(&preview, &f->spec, &err), ERR_INVALID);
    assert_null(preview);
    f->spec.out_samples = f->spec.in_samples + (int64_t)24 * 3600 * RATE_HZ + 1;
    assert_int_equal(preview_new(&preview, &f->spec, &err), ERR_TOO_BIG);
    f->spec.in_samples = INT64_MIN;
    f->spec.out_samples = INT64_MAX;
    assert_int_equal(preview_new(&preview, &f->spec, &err), ERR_INVALID);
    f->spec.in_samples = hour_samples;
    f->spec.out_samples = hour_samples + 1;
    f->spec.settings.bitrate_bps = 1;
    assert_int_equal(preview_new(&preview, &f->spec, &err), ERR_INVALID);
}

static void tracks_at_absurd_places_are_left_out(void **state)
{
    static const int64_t places[] = { INT64_MIN, INT64_MIN + 1, INT64_MAX, INT64_MAX - 1 };
    struct fixture *f = *state;

    for (size_t i = 0; i < 4; i++) {
        add_track(f, "String", 0, 0);
        f->track[f->spec.tracks - 1].start_samples = places[i];
    }
    add_track(f, "String", 0, 0);
    f->track[f->spec.tracks - 1].samples = -1;
    assert_int_equal(changes(f), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(any_range_of_any_container_comes_from_its_segments),
        TEST(bytes_outside_the_file_are_refused),
        TEST(a_segment_key_changes_with_what_sounds_in_it_alone),
        TEST(what_is_common_to_all_changes_every_key),
        TEST(what_is_not_heard_changes_no_key),
        TEST(a_longer_preview_keeps_the_segments_before_its_end),
        TEST(a_preview_out_of_range_is_refused),
        TEST(tracks_at_absurd_places_are_left_out),
    };

    return cmocka_run_group_tests(tests, make_prints, free_prints);
}
