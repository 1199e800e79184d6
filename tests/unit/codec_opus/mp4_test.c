/* Reads the file box by box as ISO/IEC 14496-12 and "Opus in ISOBMFF" describe it. */
#include "tests/unit/codec_opus/whole.h"

struct box {
    const uint8_t *start, *data, *end;
};

static struct box box_read(const uint8_t *at, const uint8_t *end)
{
    const uint64_t bytes = read_be(at, 4);

    assert_true(bytes >= 8 && bytes <= (uint64_t)(end - at));
    return (struct box){ at, at + 8, at + bytes };
}

static bool is(struct box box, const char *type)
{
    return !memcmp(box.start + 4, type, 4);
}

/* The first child of that type, in boxes that fill [at, end). */
static struct box find(const uint8_t *at, const uint8_t *end, const char *type)
{
    struct box found = { 0 };

    while (at < end) {
        const struct box box = box_read(at, end);

        if (!found.start && is(box, type))
            found = box;
        at = box.end;
    }
    assert_ptr_equal(at, end);
    assert_non_null(found.start);
    return found;
}

static struct box child(struct box parent, const char *type)
{
    return find(parent.data, parent.end, type);
}

static struct box top(const struct whole *whole, const char *type)
{
    return find(whole->data, whole->data + whole->bytes, type);
}

static struct box trak_of(const struct whole *whole)
{
    return child(top(whole, "moov"), "trak");
}

/* Sum of the durations of a fragment's samples. */
static uint64_t durations(struct box trun, uint64_t count)
{
    uint64_t sum = 0;

    if (!(read_be(trun.data, 4) & 0x100))
        return 960 * count;
    for (uint64_t i = 0; i < count; i++)
        sum += read_be(trun.data + 12 + 4 * i, 4);
    return sum;
}

/* Returns how many samples (packets) the fragment holds; adds their durations. */
static int64_t check_fragment(const struct whole *whole, struct box moof, int64_t packet,
                              uint64_t *duration)
{
    const struct box traf = child(moof, "traf"), trun = child(traf, "trun");
    const struct box mdat = box_read(moof.end, whole->data + whole->bytes);
    const uint64_t count = read_be(trun.data + 4, 4);

    assert_true(is(mdat, "mdat"));
    assert_int_equal(read_be(child(traf, "tfdt").data + 4, 8), *duration);
    assert_int_equal(read_be(child(traf, "tfhd").data, 4), 0x020000);
    assert_ptr_equal(moof.start + read_be(trun.data + 8, 4), mdat.data);
    assert_int_equal(mdat.end - mdat.data, count * WHOLE_PACKET_BYTES);
    assert_memory_equal(mdat.data, whole_packet(whole, packet), count * WHOLE_PACKET_BYTES);
    assert_int_equal(read_be(child(traf, "sbgp").data + 12, 4), count);
    *duration += durations(trun, count);
    return (int64_t)count;
}

static void fragments_hold_every_packet_and_end_at_the_last_sample(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHOLE_LENGTHS; i++) {
        struct whole whole = whole_new(CONTAINER_MP4, whole_lengths[i], "Reel 1");
        const int64_t seconds = (whole_lengths[i] + 47999) / 48000;
        uint64_t duration = 0;
        int64_t packet = 0;

        for (int64_t second = -1; second < seconds; second++) {
            const struct box moof = box_read(whole.data + virtual_file_page_at(whole.file, second),
                                             whole.data + whole.bytes);

            assert_true(is(moof, "moof"));
            assert_int_equal(read_be(child(moof, "mfhd").data + 4, 4), second + 2);
            packet += check_fragment(&whole, moof, packet, &duration);
        }
        assert_int_equal(packet, whole.packet_count);
        assert_int_equal(duration, 960 + whole_lengths[i]);
        whole_free(&whole);
    }
}

static void the_edit_list_skips_the_pre_skip_and_tells_the_length(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHOLE_LENGTHS; i++) {
        struct whole whole = whole_new(CONTAINER_MP4, whole_lengths[i], "");
        const struct box elst = child(child(trak_of(&whole), "edts"), "elst");
        const struct box mehd = child(child(top(&whole, "moov"), "mvex"), "mehd");

        assert_int_equal(read_be(elst.data + 4, 4), 1);
        assert_int_equal(read_be(elst.data + 8, 8), whole_lengths[i]);
        assert_int_equal(read_be(elst.data + 16, 8), 960);
        assert_int_equal(read_be(mehd.data + 4, 8), whole_lengths[i]);
        whole_free(&whole);
    }
}

static void the_index_leads_to_every_fifth_second_and_covers_the_file(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHOLE_LENGTHS; i++) {
        struct whole whole = whole_new(CONTAINER_MP4, whole_lengths[i], "");
        const struct box sidx = top(&whole, "sidx");
        const uint64_t count = read_be(sidx.data + 30, 2);
        const uint8_t *at = sidx.end;
        uint64_t time = 0;

        assert_int_equal(sidx.end - whole.data, virtual_file_header_bytes(whole.file));
        assert_int_equal(read_be(sidx.data + 8, 4), 48000);
        assert_int_equal(read_be(sidx.data + 12, 8), 0);
        for (uint64_t n = 0; n < count; n++) {
            const uint8_t *reference = sidx.data + 32 + 12 * n;

            assert_ptr_equal(at, whole.data +
                                     virtual_file_page_at(whole.file, n ? (int64_t)(5 * n) : -1));
            assert_int_equal(time, 240000 * n);
            at += read_be(reference, 4);
            time += read_be(reference + 4, 4);
        }
        assert_ptr_equal(at, whole.data + whole.bytes);
        assert_int_equal(time, whole_lengths[i]);
        whole_free(&whole);
    }
}

static void the_track_is_opus_with_constant_packets(void **state)
{
    struct whole whole = whole_new(CONTAINER_MP4, 48000, "");
    const struct box stbl = child(child(child(trak_of(&whole), "mdia"), "minf"), "stbl");
    const struct box stsd = child(stbl, "stsd");
    const struct box opus = box_read(stsd.data + 8, stsd.end);
    const struct box dops = box_read(opus.data + 28, opus.end);
    const struct box trex = child(child(top(&whole, "moov"), "mvex"), "trex");

    (void)state;
    assert_true(is(opus, "Opus"));
    assert_true(is(dops, "dOps"));
    assert_int_equal(dops.end - dops.data, 11);
    assert_memory_equal(dops.data, "\0\2\3\xc0\0\0\xbb\x80\0\0\0", 11);
    assert_int_equal(read_be(trex.data + 12, 4), 960);
    assert_int_equal(read_be(trex.data + 16, 4), WHOLE_PACKET_BYTES);
    assert_memory_equal(child(stbl, "sgpd").data + 4, "roll\0\0\0\2\0\0\0\1\xff\xfc", 14);
    whole_free(&whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fragments_hold_every_packet_and_end_at_the_last_sample),
        cmocka_unit_test(the_edit_list_skips_the_pre_skip_and_tells_the_length),
        cmocka_unit_test(the_index_leads_to_every_fifth_second_and_covers_the_file),
        cmocka_unit_test(the_track_is_opus_with_constant_packets),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
