#include "tests/unit/codec_opus/whole.h"

/* Reads a range with no packets at hand but those the file asks for; the sanitizers see to the
 * rest. */
static void check_range(const struct whole *whole, int64_t offset, size_t bytes)
{
    uint8_t *out = malloc(bytes + 1), *packets;
    int64_t first, count;

    virtual_file_packets(whole->file, offset, bytes, &first, &count);
    assert_true(first >= 0 && count >= 0 && first + count <= whole->packet_count);
    packets = malloc((size_t)count * WHOLE_PACKET_BYTES + 1);
    assert_non_null(out);
    assert_non_null(packets);
    memcpy(packets, whole_packet(whole, first), (size_t)count * WHOLE_PACKET_BYTES);
    out[bytes] = 0x5a;
    virtual_file_read(whole->file, offset, bytes, packets, out);
    assert_memory_equal(out, whole->data + offset, bytes);
    assert_int_equal(out[bytes], 0x5a);
    free(packets);
    free(out);
}

/* All ranges that begin and end within two bytes of a border between pages. */
static void check_borders(const struct whole *whole, int64_t seconds)
{
    int64_t border[8] = { 0, (int64_t)virtual_file_header_bytes(whole->file) };
    size_t borders = 2;

    for (int64_t second = 0; second <= seconds && borders < 7; second++)
        border[borders++] = virtual_file_page_at(whole->file, second);
    border[borders++] = (int64_t)whole->bytes;
    for (size_t i = 0; i < borders * 5; i++)
        for (size_t j = 0; j < borders * 5; j++) {
            const int64_t from = border[i / 5] + (int64_t)(i % 5) - 2;
            const int64_t to = border[j / 5] + (int64_t)(j % 5) - 2;

            if (from >= 0 && from <= to && to <= (int64_t)whole->bytes)
                check_range(whole, from, (size_t)(to - from));
        }
}

static void any_range_equals_that_slice_of_the_whole(void **state)
{
    uint64_t random = 1;

    (void)state;
    for (enum container container = 0; container < CONTAINERS; container++)
        for (size_t i = 0; i < WHOLE_LENGTHS; i++) {
            struct whole whole = whole_new(container, whole_lengths[i], "A title");

            check_borders(&whole, (whole_lengths[i] + 47999) / 48000);
            for (int n = 0; n < 200; n++) {
                const uint64_t from = signal_random(&random) % whole.bytes;
                const uint64_t left = (whole.bytes - from) >> (n % 8);

                check_range(&whole, (int64_t)from, signal_random(&random) % (left + 1));
            }
            whole_free(&whole);
        }
}

static void pages_have_one_size_and_follow_each_other(void **state)
{
    (void)state;
    for (enum container container = 0; container < CONTAINERS; container++) {
        struct whole whole = whole_new(container, 10 * 48000 + 17, "");
        const int64_t page =
            virtual_file_page_at(whole.file, 1) - virtual_file_page_at(whole.file, 0);

        assert_int_equal(virtual_file_page_at(whole.file, -1),
                         virtual_file_header_bytes(whole.file));
        for (int64_t second = 0; second < 10; second++)
            assert_int_equal(virtual_file_page_at(whole.file, second + 1) -
                                 virtual_file_page_at(whole.file, second),
                             page);
        assert_int_equal(virtual_file_page_at(whole.file, 11), whole.bytes);
        whole_free(&whole);
    }
}

static void a_page_asks_for_its_own_packets_and_the_header_for_none(void **state)
{
    (void)state;
    for (enum container container = 0; container < CONTAINERS; container++) {
        struct whole whole = whole_new(container, 10 * 48000, "");
        const int64_t at = virtual_file_page_at(whole.file, 4);
        int64_t first, count;

        virtual_file_packets(whole.file, at, 1, &first, &count);
        assert_int_equal(first, 201);
        assert_int_equal(count, 50);
        virtual_file_packets(whole.file, at - 1, 2, &first, &count);
        assert_int_equal(first, 151);
        assert_int_equal(count, 100);
        virtual_file_packets(whole.file, 0, virtual_file_header_bytes(whole.file), &first, &count);
        assert_int_equal(count, 0);
        virtual_file_packets(whole.file, at, 0, &first, &count);
        assert_int_equal(count, 0);
        whole_free(&whole);
    }
}

static void an_hour_has_a_small_header(void **state)
{
    (void)state;
    for (enum container container = 0; container < CONTAINERS; container++) {
        const struct virtual_spec spec = { container, (int64_t)3600 * 48000, 320, "" };
        struct virtual_file *file;

        assert_int_equal(virtual_file_new(&file, &spec, NULL), ERR_NONE);
        assert_true(virtual_file_header_bytes(file) < 24 * 1024);
        virtual_file_free(file);
    }
}

static void a_day_is_the_longest_file(void **state)
{
    struct virtual_spec spec = { CONTAINER_MP4, (int64_t)24 * 3600 * 48000, 640, "" };
    struct virtual_file *file;
    struct err err;

    (void)state;
    assert_int_equal(virtual_file_new(&file, &spec, &err), ERR_NONE);
    assert_true(virtual_file_bytes(file) > INT64_C(86400) * 50 * 640);
    virtual_file_free(file);
    spec.samples++;
    assert_int_equal(virtual_file_new(&file, &spec, &err), ERR_TOO_BIG);
    assert_null(file);
    spec.samples = 0;
    assert_int_equal(virtual_file_new(&file, &spec, &err), ERR_INVALID);
    spec = (struct virtual_spec){ CONTAINER_OGG, 48000, 1275, "" };
    assert_int_equal(virtual_file_new(&file, &spec, &err), ERR_INVALID);
}

static const uint8_t *find(const struct whole *whole, const char *text)
{
    return memmem(whole->data, virtual_file_header_bytes(whole->file), text, strlen(text));
}

static void the_title_stands_in_the_header(void **state)
{
    (void)state;
    for (enum container container = 0; container < CONTAINERS; container++) {
        struct whole whole = whole_new(container, 48000, "Scène 12 \xe2\x99\xaa");

        assert_non_null(find(&whole, "Scène 12 \xe2\x99\xaa"));
        whole_free(&whole);
    }
}

static void a_title_is_cut_at_a_character_and_broken_bytes_become_question_marks(void **state)
{
    char title[260];

    (void)state;
    memset(title, 'x', sizeof title);
    title[0] = (char)0xff;
    title[1] = (char)0xe2; /* begins a character that does not follow */
    memcpy(title + 198, "\xe2\x99\xaa", 3);
    title[259] = 0;
    for (enum container container = 0; container < CONTAINERS; container++) {
        struct whole whole = whole_new(container, 48000, title);
        const uint8_t *at = find(&whole, "??xxx");

        assert_non_null(at);
        assert_int_equal(at[197], 'x');
        assert_int_not_equal(at[198], 0xe2);
        assert_null(find(&whole, "\xe2"));
        whole_free(&whole);
    }
}

static void names_and_endings_are_read_back(void **state)
{
    enum container container;
    struct err err;

    (void)state;
    for (enum container i = 0; i < CONTAINERS; i++) {
        assert_int_equal(container_parse(&container, container_name(i), &err), ERR_NONE);
        assert_int_equal(container, i);
        assert_int_equal(container_parse(&container, container_ending(i), &err), ERR_NONE);
        assert_int_equal(container, i);
        assert_non_null(strstr(container_media_type(i), "codecs=opus"));
    }
    assert_int_equal(container_parse(&container, "mp3", &err), ERR_INVALID);
    assert_non_null(strstr(err.text, "mp3"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_range_equals_that_slice_of_the_whole),
        cmocka_unit_test(pages_have_one_size_and_follow_each_other),
        cmocka_unit_test(a_page_asks_for_its_own_packets_and_the_header_for_none),
        cmocka_unit_test(an_hour_has_a_small_header),
        cmocka_unit_test(a_day_is_the_longest_file),
        cmocka_unit_test(the_title_stands_in_the_header),
        cmocka_unit_test(a_title_is_cut_at_a_character_and_broken_bytes_become_question_marks),
        cmocka_unit_test(names_and_endings_are_read_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
