/* Reads the file page by page as RFC 3533 and RFC 7845 describe it. */
#include "tests/unit/codec_opus/whole.h"

struct page {
    unsigned flags;
    int64_t granule;
    uint32_t serial, number;
    const uint8_t *data;
    size_t data_bytes, packets, bytes;
};

/* The CRC bit by bit, with its own field taken as 0. */
static uint32_t crc_of(const uint8_t *page, size_t bytes)
{
    uint32_t crc = 0;

    for (size_t i = 0; i < bytes; i++) {
        crc ^= (uint32_t)(i >= 22 && i < 26 ? 0 : page[i]) << 24;
        for (int bit = 0; bit < 8; bit++)
            crc = crc & 0x80000000U ? crc << 1 ^ 0x04c11db7U : crc << 1;
    }
    return crc;
}

static struct page page_read(const struct whole *whole, size_t at)
{
    const uint8_t *in = whole->data + at;
    struct page page = { .flags = in[5] };
    const unsigned laces = in[26];

    assert_true(at + 27 + laces <= whole->bytes);
    assert_memory_equal(in, "OggS\0", 5);
    page.granule = (int64_t)read_le(in + 6, 8);
    page.serial = (uint32_t)read_le(in + 14, 4);
    page.number = (uint32_t)read_le(in + 18, 4);
    page.data = in + 27 + laces;
    for (unsigned i = 0; i < laces; i++) {
        page.data_bytes += in[27 + i];
        page.packets += in[27 + i] < 255;
    }
    page.bytes = 27 + laces + page.data_bytes;
    assert_true(at + page.bytes <= whole->bytes);
    assert_true(laces == 0 || in[26 + laces] < 255); /* every packet ends on its page */
    assert_int_equal(read_le(in + 22, 4), crc_of(in, page.bytes));
    return page;
}

static void check_headers(const struct whole *whole, const struct page *head,
                          const struct page *tags)
{
    static const uint8_t expected[] = { 'O', 'p', 'u', 's', 'H', 'e', 'a', 'd', 1, 2,
                                        192, 3,   128, 187, 0,   0,   0,   0,   0 };

    assert_int_equal(head->flags, 2);
    assert_int_equal(head->granule, 0);
    assert_int_equal(head->data_bytes, sizeof expected);
    assert_memory_equal(head->data, expected, sizeof expected);
    assert_int_equal(tags->flags, 0);
    assert_int_equal(tags->granule, 0);
    assert_memory_equal(tags->data, "OpusTags", 8);
    assert_int_equal(head->bytes + tags->bytes, virtual_file_header_bytes(whole->file));
}

static void check_audio(const struct whole *whole, int64_t samples)
{
    size_t at = virtual_file_header_bytes(whole->file);
    int64_t packet = 0;

    for (uint32_t number = 2; at < whole->bytes; number++) {
        const struct page page = page_read(whole, at);
        const bool last = at + page.bytes == whole->bytes;

        assert_int_equal(page.number, number);
        assert_int_equal(page.serial, read_le(whole->data + 14, 4));
        assert_int_equal(page.flags, last ? 4 : 0);
        assert_memory_equal(page.data, whole_packet(whole, packet), page.data_bytes);
        packet += (int64_t)page.packets;
        assert_int_equal(page.granule, last ? 960 + samples : 960 * packet);
        assert_int_equal(virtual_file_page_at(whole->file, (int64_t)number - 3), at);
        at += page.bytes;
    }
    assert_int_equal(packet, whole->packet_count);
}

static void the_file_is_a_chain_of_sound_pages(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHOLE_LENGTHS; i++) {
        struct whole whole = whole_new(CONTAINER_OGG, whole_lengths[i], "Reel 1");
        const struct page head = page_read(&whole, 0), tags = page_read(&whole, head.bytes);

        check_headers(&whole, &head, &tags);
        check_audio(&whole, whole_lengths[i]);
        whole_free(&whole);
    }
}

static void the_tags_name_title_and_encoder_and_set_no_gain(void **state)
{
    struct whole whole = whole_new(CONTAINER_OGG, 48000, "Reel 1");
    const struct page tags = page_read(&whole, page_read(&whole, 0).bytes);
    size_t at = 8 + 4 + read_le(tags.data + 8, 4);

    (void)state;
    assert_int_equal(read_le(tags.data + at, 4), 2);
    at += 4;
    assert_int_equal(read_le(tags.data + at, 4), 12);
    assert_memory_equal(tags.data + at + 4, "TITLE=Reel 1", 12);
    at += 16;
    assert_int_equal(read_le(tags.data + at, 4), 14);
    assert_memory_equal(tags.data + at + 4, "ENCODER=predub", 14);
    assert_int_equal(at + 18, tags.data_bytes);
    whole_free(&whole);
}

static void without_a_title_there_is_no_empty_tag(void **state)
{
    struct whole whole = whole_new(CONTAINER_OGG, 48000, "");
    const struct page tags = page_read(&whole, page_read(&whole, 0).bytes);

    (void)state;
    assert_int_equal(read_le(tags.data + 12 + read_le(tags.data + 8, 4), 4), 1);
    whole_free(&whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_file_is_a_chain_of_sound_pages),
        cmocka_unit_test(the_tags_name_title_and_encoder_and_set_no_gain),
        cmocka_unit_test(without_a_title_there_is_no_empty_tag),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
