/* Reads the file element by element as RFC 8794 and RFC 9559 describe it. */
#include "tests/unit/codec_opus/whole.h"

#include <math.h>

struct element {
    uint64_t id;
    const uint8_t *data, *end;
};

static unsigned width_of(const uint8_t *at)
{
    unsigned width = 1;

    while (width <= 8 && !(*at & 0x80 >> (width - 1)))
        width++;
    assert_true(width <= 8);
    return width;
}

static struct element element_read(const uint8_t *at, const uint8_t *end)
{
    const unsigned id_bytes = width_of(at), size_bytes = width_of(at + id_bytes);
    struct element element = { .id = read_be(at, id_bytes) };
    uint64_t size = read_be(at + id_bytes, size_bytes);

    size &= (UINT64_C(1) << (7 * size_bytes)) - 1;
    element.data = at + id_bytes + size_bytes;
    assert_true(size <= (uint64_t)(end - element.data));
    element.end = element.data + size;
    return element;
}

/* The n-th child of that id; all children must fill their parent. */
static bool child_find(struct element *out, struct element parent, uint64_t id, unsigned n)
{
    bool found = false;
    const uint8_t *at = parent.data;

    while (at < parent.end) {
        const struct element child = element_read(at, parent.end);

        if (child.id == id && n-- == 0) {
            *out = child;
            found = true;
        }
        at = child.end;
    }
    assert_ptr_equal(at, parent.end);
    return found;
}

static struct element child(struct element parent, uint64_t id)
{
    struct element out = { 0 };

    assert_true(child_find(&out, parent, id, 0));
    return out;
}

static uint64_t number(struct element parent, uint64_t id)
{
    const struct element element = child(parent, id);

    return read_be(element.data, (unsigned)(element.end - element.data));
}

static double real(struct element parent, uint64_t id)
{
    const uint64_t bits = number(parent, id);
    double value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

static struct element segment_of(const struct whole *whole)
{
    const uint8_t *end = whole->data + whole->bytes;
    const struct element ebml = element_read(whole->data, end);
    const struct element segment = element_read(ebml.end, end);

    assert_int_equal(ebml.id, 0x1a45dfa3);
    assert_memory_equal(child(ebml, 0x4282).data, "webm", 4);
    assert_int_equal(segment.id, 0x18538067);
    assert_ptr_equal(segment.end, end);
    return segment;
}

/* Returns how many blocks the cluster holds. */
static int64_t check_cluster(const struct whole *whole, struct element cluster, int64_t packet)
{
    const struct element time = element_read(cluster.data, cluster.end);
    int64_t blocks = 0;

    assert_int_equal(time.id, 0xe7);
    assert_int_equal(read_be(time.data, 4), 20 * packet);
    for (const uint8_t *at = time.end; at < cluster.end; blocks++) {
        struct element block = element_read(at, cluster.end);
        const bool last = packet + blocks == whole->packet_count - 1;

        at = block.end;
        assert_int_equal(block.id, last ? 0xa0 : 0xa3);
        if (last)
            block = child(block, 0xa1);
        assert_int_equal(block.data[0], 0x81);
        assert_int_equal(read_be(block.data + 1, 2), 20 * blocks);
        assert_int_equal(block.data[3], last ? 0 : 0x80);
        assert_int_equal(block.end - block.data, 4 + WHOLE_PACKET_BYTES);
        assert_memory_equal(block.data + 4, whole_packet(whole, packet + blocks),
                            WHOLE_PACKET_BYTES);
    }
    return blocks;
}

static void clusters_hold_every_packet_at_its_time(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHOLE_LENGTHS; i++) {
        struct whole whole = whole_new(CONTAINER_WEBM, whole_lengths[i], "Reel 1");
        const struct element segment = segment_of(&whole);
        struct element cluster;
        int64_t packet = 0;

        for (unsigned n = 0; child_find(&cluster, segment, 0x1f43b675, n); n++) {
            const uint8_t *page = whole.data + virtual_file_page_at(whole.file, (int64_t)n - 1);

            assert_ptr_equal(element_read(page, segment.end).data, cluster.data);
            packet += check_cluster(&whole, cluster, packet);
        }
        assert_int_equal(packet, whole.packet_count);
        whole_free(&whole);
    }
}

static void duration_and_discard_padding_end_at_the_last_sample(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHOLE_LENGTHS; i++) {
        const int64_t samples = whole_lengths[i];
        struct whole whole = whole_new(CONTAINER_WEBM, samples, "");
        const struct element segment = segment_of(&whole), info = child(segment, 0x1549a966);
        const unsigned clusters = (unsigned)(1 + (samples + 47999) / 48000);
        struct element cluster = { 0 };
        double padding_samples;

        assert_int_equal(number(info, 0x2ad7b1), 1000000);
        assert_float_equal(real(info, 0x4489), (double)samples / 48, 1e-9);
        assert_true(child_find(&cluster, segment, 0x1f43b675, clusters - 1));
        padding_samples = (double)number(child(cluster, 0xa0), 0x75a2) * 48000 / 1e9;
        assert_float_equal(padding_samples, (double)((960 - samples % 960) % 960), 0.001);
        whole_free(&whole);
    }
}

static void the_track_is_opus_with_its_delay(void **state)
{
    struct whole whole = whole_new(CONTAINER_WEBM, 48000, "");
    const struct element track = child(child(segment_of(&whole), 0x1654ae6b), 0xae);
    const struct element head = child(track, 0x63a2);

    (void)state;
    assert_memory_equal(child(track, 0x86).data, "A_OPUS", 6);
    assert_int_equal(head.end - head.data, 19);
    assert_memory_equal(head.data, "OpusHead\1\2\xc0\3\x80\xbb\0\0\0\0\0", 19);
    assert_int_equal(number(track, 0x56aa), 20000000);
    assert_int_equal(number(track, 0x56bb), 80000000);
    assert_float_equal(real(child(track, 0xe1), 0xb5), 48000, 0);
    assert_int_equal(number(child(track, 0xe1), 0x9f), 2);
    whole_free(&whole);
}

static void the_seek_head_leads_to_info_tracks_and_cues(void **state)
{
    static const uint64_t ids[] = { 0x1549a966, 0x1654ae6b, 0x1c53bb6b };
    struct whole whole = whole_new(CONTAINER_WEBM, 48000, "");
    const struct element segment = segment_of(&whole), seek_head = child(segment, 0x114d9b74);
    struct element seek = { 0 };

    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        assert_true(child_find(&seek, seek_head, 0x4dbb, i));
        assert_int_equal(number(seek, 0x53ab), ids[i]);
        assert_int_equal(read_be(segment.data + number(seek, 0x53ac), 4), ids[i]);
    }
    whole_free(&whole);
}

static void cues_before_the_clusters_lead_to_every_fifth_second(void **state)
{
    struct whole whole = whole_new(CONTAINER_WEBM, 61 * 48000, "");
    const struct element segment = segment_of(&whole), cues = child(segment, 0x1c53bb6b);
    struct element cue;
    unsigned n = 0;

    (void)state;
    assert_true(cues.end <= whole.data + virtual_file_header_bytes(whole.file));
    for (; child_find(&cue, cues, 0xbb, n); n++) {
        const struct element place = child(cue, 0xb7);
        const struct element cluster =
            element_read(segment.data + number(place, 0xf1), segment.end);

        assert_int_equal(cluster.id, 0x1f43b675);
        assert_int_equal(number(cue, 0xb3), n ? 5000 * n + 20 : 0);
        assert_int_equal(number(cluster, 0xe7), number(cue, 0xb3));
    }
    assert_int_equal(n, 13);
    whole_free(&whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clusters_hold_every_packet_at_its_time),
        cmocka_unit_test(duration_and_discard_padding_end_at_the_last_sample),
        cmocka_unit_test(the_track_is_opus_with_its_delay),
        cmocka_unit_test(the_seek_head_leads_to_info_tracks_and_cues),
        cmocka_unit_test(cues_before_the_clusters_lead_to_every_fifth_second),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
