/* Containers that libsndfile reads, written by it into memory. */
#include <sndfile.h>

#include "tests/unit/codec_media/helpers.h"

enum { FRAMES = 5000, ROOM = 1 << 20 };

struct memory {
    uint8_t data[ROOM];
    sf_count_t bytes, at;
};

static sf_count_t on_length(void *ctx)
{
    return ((struct memory *)ctx)->bytes;
}

static sf_count_t on_seek(sf_count_t offset, int whence, void *ctx)
{
    struct memory *const memory = ctx;

    memory->at = offset + (whence == SEEK_SET   ? 0
                           : whence == SEEK_CUR ? memory->at
                                                : memory->bytes);
    return memory->at;
}

static sf_count_t on_read(void *out, sf_count_t bytes, void *ctx)
{
    struct memory *const memory = ctx;
    const sf_count_t left = memory->bytes - memory->at, count = bytes < left ? bytes : left;

    memcpy(out, memory->data + memory->at, (size_t)count);
    memory->at += count;
    return count;
}

static sf_count_t on_write(const void *data, sf_count_t bytes, void *ctx)
{
    struct memory *const memory = ctx;

    assert_true(memory->at + bytes <= ROOM);
    memcpy(memory->data + memory->at, data, (size_t)bytes);
    memory->at += bytes;
    memory->bytes = memory->at > memory->bytes ? memory->at : memory->bytes;
    return bytes;
}

static sf_count_t on_tell(void *ctx)
{
    return ((struct memory *)ctx)->at;
}

struct fixture {
    struct memory file;
    struct planes audio;
    struct stem *stem;
    struct err err;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    f->audio = noise_planes(CHANNELS, FRAMES, 16);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    stem_close(f->stem);
    planes_clear(&f->audio);
    free(f);
    return 0;
}

static void write_file(struct fixture *f, int format, unsigned channels, const int *map)
{
    SF_VIRTUAL_IO io = { on_length, on_seek, on_read, on_write, on_tell };
    SF_INFO info = { .samplerate = 48000, .channels = (int)channels, .format = format };
    const int subtype = format & SF_FORMAT_SUBMASK;
    const bool is_float = subtype == SF_FORMAT_FLOAT || subtype == SF_FORMAT_DOUBLE;
    float frame[8] = { 0 };
    int whole[8] = { 0 }; /* the library rounds floats to integers in a way of its own */

    f->file.bytes = f->file.at = 0;
    SNDFILE *const file = sf_open_virtual(&io, SFM_WRITE, &info, &f->file);
    assert_non_null(file);
    if (map)
        assert_int_equal(sf_command(file, SFC_SET_CHANNEL_MAP_INFO, (void *)(intptr_t)map,
                                    (int)(channels * sizeof *map)),
                         SF_TRUE);
    for (size_t i = 0; i < FRAMES; i++) {
        for (unsigned c = 0; c < channels && c < CHANNELS; c++)
            whole[c] = (int)((frame[c] = f->audio.ch[c][i]) * 0x1p31f);
        assert_int_equal(is_float ? sf_writef_float(file, frame, 1) : sf_writef_int(file, whole, 1),
                         1);
    }
    sf_close(file);
}

static enum err_code open_file(struct fixture *f)
{
    struct source *source;

    stem_close(f->stem);
    f->stem = NULL;
    assert_int_equal(source_open_memory(&source, f->file.data, (size_t)f->file.bytes, NULL),
                     ERR_NONE);
    const struct stem_file file = { "in/cue", source };
    return stem_open(&f->stem, &file, 1, NULL, &f->err);
}

static void each_container_reads_to_the_bit(void **state)
{
    struct fixture *f = *state;
    static const struct {
        int format;
        const char *name;
        unsigned bits;
    } cases[] = {
        { SF_FORMAT_AIFF | SF_FORMAT_PCM_16, "AIFF", 16 },
        { SF_FORMAT_AIFF | SF_FORMAT_PCM_24, "AIFF", 24 },
        { SF_FORMAT_AIFF | SF_FORMAT_FLOAT, "AIFF", 32 },
        { SF_FORMAT_CAF | SF_FORMAT_PCM_24, "CAF", 24 },
        { SF_FORMAT_CAF | SF_FORMAT_PCM_32, "CAF", 32 },
        { SF_FORMAT_W64 | SF_FORMAT_PCM_24, "W64", 24 },
        { SF_FORMAT_W64 | SF_FORMAT_DOUBLE, "W64", 64 },
        { SF_FORMAT_FLAC | SF_FORMAT_PCM_16, "FLAC", 16 },
        { SF_FORMAT_FLAC | SF_FORMAT_PCM_24, "FLAC", 24 },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        write_file(f, cases[i].format, 6, NULL);
        assert_works(open_file(f), &f->err);
        assert_string_equal(stem_info(f->stem)->format, cases[i].name);
        assert_int_equal(stem_info(f->stem)->bits, cases[i].bits);
        assert_int_equal(stem_info(f->stem)->start_known_by, START_UNKNOWN);
        assert_reads_as(f->stem, &f->audio);
    }
}

static void seeking_anywhere_gives_the_same_samples(void **state)
{
    struct fixture *f = *state;
    struct planes block;
    uint64_t seed = 9;

    planes_init(&block, CHANNELS, FRAMES, NULL);
    write_file(f, SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 6, NULL);
    assert_works(open_file(f), &f->err);
    for (int i = 0; i < 50; i++) {
        const int64_t at = (int64_t)(signal_random(&seed) % FRAMES);
        block.samples = 1 + signal_random(&seed) % (size_t)(FRAMES - at);
        assert_works(stem_read(f->stem, at, &block, &f->err), &f->err);
        for (unsigned c = 0; c < CHANNELS; c++)
            assert_memory_equal(block.ch[c], f->audio.ch[c] + at, block.samples * sizeof(float));
    }
    planes_clear(&block);
}

static void flac_fixes_its_order_and_caf_and_aiff_may_carry_one(void **state)
{
    struct fixture *f = *state;
    static const int film[] = { SF_CHANNEL_MAP_LEFT,       SF_CHANNEL_MAP_CENTER,
                                SF_CHANNEL_MAP_RIGHT,      SF_CHANNEL_MAP_REAR_LEFT,
                                SF_CHANNEL_MAP_REAR_RIGHT, SF_CHANNEL_MAP_LFE };
    static const int smpte[] = { SF_CHANNEL_MAP_LEFT,      SF_CHANNEL_MAP_RIGHT,
                                 SF_CHANNEL_MAP_CENTER,    SF_CHANNEL_MAP_LFE,
                                 SF_CHANNEL_MAP_REAR_LEFT, SF_CHANNEL_MAP_REAR_RIGHT };
    char text[ORDER_TEXT];

    write_file(f, SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 6, NULL);
    assert_works(open_file(f), &f->err);
    assert_int_equal(stem_info(f->stem)->order.known_by, ORDER_MASK);
    write_file(f, SF_FORMAT_CAF | SF_FORMAT_PCM_24, 6, smpte);
    assert_works(open_file(f), &f->err);
    assert_int_equal(stem_info(f->stem)->order.known_by, ORDER_MASK);
    assert_reads_as(f->stem, &f->audio);
    write_file(f, SF_FORMAT_AIFF | SF_FORMAT_PCM_24, 6, film);
    assert_works(open_file(f), &f->err);
    order_format(text, &stem_info(f->stem)->order);
    if (stem_info(f->stem)->order.known_by == ORDER_MASK)
        assert_string_equal(text, "L C R Ls Rs LFE");
    write_file(f, SF_FORMAT_AIFF | SF_FORMAT_PCM_24, 6, NULL);
    assert_works(open_file(f), &f->err);
    assert_int_equal(stem_info(f->stem)->order.known_by, ORDER_UNKNOWN);
}

static void other_channels_and_codings_are_refused_with_a_remedy(void **state)
{
    struct fixture *f = *state;

    write_file(f, SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 8, NULL);
    assert_int_equal(open_file(f), ERR_UNSUPPORTED);
    assert_says(f->err.text, "7.1");
    write_file(f, SF_FORMAT_AIFF | SF_FORMAT_ULAW, 2, NULL);
    assert_int_equal(open_file(f), ERR_UNSUPPORTED);
    assert_says(f->err.text, "export it as 24-bit WAV");
}

static void a_flac_that_breaks_off_is_found_when_it_is_opened(void **state)
{
    struct fixture *f = *state;

    write_file(f, SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 6, NULL);
    f->file.bytes /= 2;
    assert_int_equal(open_file(f), ERR_DAMAGED);
    assert_says(f->err.text, "cue promises 5000 frames");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_container_reads_to_the_bit),
        TEST(seeking_anywhere_gives_the_same_samples),
        TEST(flac_fixes_its_order_and_caf_and_aiff_may_carry_one),
        TEST(other_channels_and_codings_are_refused_with_a_remedy),
        TEST(a_flac_that_breaks_off_is_found_when_it_is_opened),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
