/* WebM of known sizes, with the Cues in front: what the page's players take. */
#include "codec/core/units.h"
#include "codec/opus/layout.h"
#include "codec/opus/segment.h"

#include <string.h>

enum element {
    EBML = 0x1a45dfa3,
    EBML_VERSION = 0x4286,
    EBML_READ_VERSION = 0x42f7,
    EBML_MAX_ID_LENGTH = 0x42f2,
    EBML_MAX_SIZE_LENGTH = 0x42f3,
    DOC_TYPE = 0x4282,
    DOC_TYPE_VERSION = 0x4287,
    DOC_TYPE_READ_VERSION = 0x4285,
    SEGMENT = 0x18538067,
    SEEK_HEAD = 0x114d9b74,
    SEEK = 0x4dbb,
    SEEK_ID = 0x53ab,
    SEEK_POSITION = 0x53ac,
    INFO = 0x1549a966,
    TIMESTAMP_SCALE = 0x2ad7b1,
    DURATION = 0x4489,
    TITLE = 0x7ba9,
    MUXING_APP = 0x4d80,
    WRITING_APP = 0x5741,
    TRACKS = 0x1654ae6b,
    TRACK_ENTRY = 0xae,
    TRACK_NUMBER = 0xd7,
    TRACK_UID = 0x73c5,
    TRACK_TYPE = 0x83,
    FLAG_LACING = 0x9c,
    LANGUAGE = 0x22b59c,
    CODEC_ID = 0x86,
    CODEC_PRIVATE = 0x63a2,
    CODEC_DELAY = 0x56aa,
    SEEK_PRE_ROLL = 0x56bb,
    AUDIO = 0xe1,
    SAMPLING_FREQUENCY = 0xb5,
    CHANNEL_COUNT = 0x9f,
    CUES = 0x1c53bb6b,
    CUE_POINT = 0xbb,
    CUE_TIME = 0xb3,
    CUE_TRACK_POSITIONS = 0xb7,
    CUE_TRACK = 0xf7,
    CUE_CLUSTER_POSITION = 0xf1,
    CLUSTER = 0x1f43b675,
    TIMESTAMP = 0xe7,
    SIMPLE_BLOCK = 0xa3,
    BLOCK_GROUP = 0xa0,
    BLOCK = 0xa1,
    DISCARD_PADDING = 0x75a2,
};

enum {
    SEGMENT_SIZE_BYTES = 8,
    SIZE_BYTES = 4, /* of the sizes of all other masters */
    PACKET_MS = 20,
    NS_PER_MS = 1000000,
    SEEK_PRE_ROLL_MS = 80,
    TRACK = 1,
    KEY_FRAME = 0x80,
    BLOCK_HEAD_BYTES = 4, /* track, relative time, flags */
    DISCARD_BYTES = 2 + 1 + 8,
};

static void put_id(struct bytes *out, enum element id)
{
    bytes_be(out, id, id > 0xffffff ? 4 : id > 0xffff ? 3 : id > 0xff ? 2 : 1);
}

/* A size as EBML writes it, in `width` bytes. */
static void put_size(struct bytes *out, uint64_t size, unsigned width)
{
    bytes_be(out, size | UINT64_C(1) << (7 * width), width);
}

static void put_uint(struct bytes *out, enum element id, uint64_t value, unsigned width)
{
    put_id(out, id);
    put_size(out, width, 1);
    bytes_be(out, value, width);
}

static void put_float(struct bytes *out, enum element id, double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    put_uint(out, id, bits, sizeof bits);
}

static void put_text(struct bytes *out, enum element id, const char *text)
{
    put_id(out, id);
    put_size(out, strlen(text), 2);
    bytes_text(out, text);
}

/* Opens a master; returns the place behind its size for master_end. */
static size_t master_begin(struct bytes *out, enum element id)
{
    put_id(out, id);
    put_size(out, 0, SIZE_BYTES);
    return out->used;
}

static void master_end(struct bytes *out, size_t begin)
{
    const uint64_t size = (out->used - begin) | UINT64_C(1) << (7 * SIZE_BYTES);

    bytes_patch(out, begin - SIZE_BYTES, size, SIZE_BYTES);
}

static void put_ebml(struct bytes *out)
{
    const size_t ebml = master_begin(out, EBML);

    put_uint(out, EBML_VERSION, 1, 1);
    put_uint(out, EBML_READ_VERSION, 1, 1);
    put_uint(out, EBML_MAX_ID_LENGTH, 4, 1);
    put_uint(out, EBML_MAX_SIZE_LENGTH, 8, 1);
    put_text(out, DOC_TYPE, "webm");
    put_uint(out, DOC_TYPE_VERSION, 4, 1);
    put_uint(out, DOC_TYPE_READ_VERSION, 2, 1);
    master_end(out, ebml);
}

/* Leaves the position 0; returns where it stands. */
static size_t put_seek(struct bytes *out, enum element id)
{
    const size_t seek = master_begin(out, SEEK);

    put_uint(out, SEEK_ID, id, 4);
    put_uint(out, SEEK_POSITION, 0, 4);
    master_end(out, seek);
    return out->used - 4;
}

static void put_info(const struct virtual_file *file, struct bytes *out)
{
    const size_t info = master_begin(out, INFO);

    put_uint(out, TIMESTAMP_SCALE, NS_PER_MS, 4);
    put_float(out, DURATION, (double)file->samples * 1000 / RATE_HZ);
    if (file->title[0])
        put_text(out, TITLE, file->title);
    put_text(out, MUXING_APP, "predub");
    put_text(out, WRITING_APP, "predub");
    master_end(out, info);
}

static void put_tracks(struct bytes *out)
{
    const size_t tracks = master_begin(out, TRACKS);
    const size_t entry = master_begin(out, TRACK_ENTRY);
    size_t audio;

    put_uint(out, TRACK_NUMBER, TRACK, 1);
    put_uint(out, TRACK_UID, TRACK, 1);
    put_uint(out, TRACK_TYPE, 2, 1);
    put_uint(out, FLAG_LACING, 0, 1);
    put_text(out, LANGUAGE, "und");
    put_text(out, CODEC_ID, "A_OPUS");
    put_id(out, CODEC_PRIVATE);
    put_size(out, OPUS_HEAD_BYTES, 1);
    opus_head(out);
    put_uint(out, CODEC_DELAY, (uint64_t)PACKET_MS * NS_PER_MS, 4);
    put_uint(out, SEEK_PRE_ROLL, (uint64_t)SEEK_PRE_ROLL_MS * NS_PER_MS, 4);
    audio = master_begin(out, AUDIO);
    put_float(out, SAMPLING_FREQUENCY, RATE_HZ);
    put_uint(out, CHANNEL_COUNT, 2, 1);
    master_end(out, audio);
    master_end(out, entry);
    master_end(out, tracks);
}

/* Times in the file count from the pre-skip packet on. */
static uint64_t page_ms(const struct page *page)
{
    return (uint64_t)page->first_packet * PACKET_MS;
}

static void put_cue(const struct virtual_file *file, int64_t second, size_t segment,
                    struct bytes *out)
{
    const struct page page = virtual_file_page(file, second);
    const size_t cue = master_begin(out, CUE_POINT);
    size_t positions;

    put_uint(out, CUE_TIME, page_ms(&page), 4);
    positions = master_begin(out, CUE_TRACK_POSITIONS);
    put_uint(out, CUE_TRACK, TRACK, 1);
    put_uint(out, CUE_CLUSTER_POSITION, (uint64_t)virtual_file_page_at(file, second) - segment, 8);
    master_end(out, positions);
    master_end(out, cue);
}

static void put_cues(const struct virtual_file *file, size_t segment, struct bytes *out)
{
    const size_t cues = master_begin(out, CUES);

    put_cue(file, -1, segment, out);
    for (int64_t second = CUE_SECONDS; second < file->pages; second += CUE_SECONDS)
        put_cue(file, second, segment, out);
    master_end(out, cues);
}

static void webm_header(const struct virtual_file *file, struct bytes *out)
{
    static const enum element parts[] = { INFO, TRACKS, CUES };
    enum { PARTS = sizeof parts / sizeof *parts };
    size_t seek_at[PARTS], part_at[PARTS], segment, seek_head;

    put_ebml(out);
    put_id(out, SEGMENT);
    segment = out->used + SEGMENT_SIZE_BYTES;
    put_size(out, (uint64_t)virtual_file_bytes(file) - segment, SEGMENT_SIZE_BYTES);
    seek_head = master_begin(out, SEEK_HEAD);
    for (size_t i = 0; i < PARTS; i++)
        seek_at[i] = put_seek(out, parts[i]);
    master_end(out, seek_head);
    part_at[0] = out->used;
    put_info(file, out);
    part_at[1] = out->used;
    put_tracks(out);
    part_at[2] = out->used;
    put_cues(file, segment, out);
    for (size_t i = 0; i < PARTS; i++)
        bytes_patch(out, seek_at[i], part_at[i] - segment, 4);
}

/* The cluster's head up to its blocks. Sizes have fixed widths, so every full page is equally long.
 */
static void put_cluster(const struct virtual_file *file, const struct page *page, struct bytes *out)
{
    const size_t head = 4 + SIZE_BYTES;

    put_id(out, CLUSTER);
    put_size(out, file->kind->page_bytes(file, page) - head, SIZE_BYTES);
    put_uint(out, TIMESTAMP, page_ms(page), 4);
}

static void put_block(const struct virtual_file *file, unsigned index, enum element id,
                      struct bytes *out)
{
    put_id(out, id);
    put_size(out, BLOCK_HEAD_BYTES + file->packet_bytes, 2);
    put_size(out, TRACK, 1);
    bytes_be(out, (uint64_t)index * PACKET_MS, 2);
    bytes_be(out, id == SIMPLE_BLOCK ? KEY_FRAME : 0, 1);
}

/* The last block stands in a group, where it can tell how much of it lies behind the end. */
static void put_group(const struct virtual_file *file, unsigned index, struct bytes *out)
{
    const size_t block_bytes = 1 + 2 + BLOCK_HEAD_BYTES + file->packet_bytes;

    put_id(out, BLOCK_GROUP);
    put_size(out, DISCARD_BYTES + block_bytes, 2);
    put_uint(out, DISCARD_PADDING,
             ((uint64_t)virtual_file_padding_samples(file) * 1000 * NS_PER_MS + RATE_HZ / 2) /
                 RATE_HZ,
             8);
    put_block(file, index, BLOCK, out);
}

static size_t webm_page_bytes(const struct virtual_file *file, const struct page *page)
{
    const size_t head = 4 + SIZE_BYTES + (1 + 1 + 4);
    const size_t block = 1 + 2 + BLOCK_HEAD_BYTES + file->packet_bytes;

    return head + page->packets * block + (page->last ? 1 + 2 + DISCARD_BYTES : 0);
}

static void webm_page(const struct virtual_file *file, const struct page *page,
                      const uint8_t *packets, struct sink *sink)
{
    uint8_t data[64];
    struct bytes out = { .data = data, .room = sizeof data };

    put_cluster(file, page, &out);
    for (unsigned i = 0; i < page->packets; i++) {
        if (page->last && i == page->packets - 1)
            put_group(file, i, &out);
        else
            put_block(file, i, SIMPLE_BLOCK, &out);
        sink_put(sink, data, out.used);
        sink_put(sink, packets + i * file->packet_bytes, file->packet_bytes);
        out.used = 0;
    }
}

const struct container_kind webm_kind = {
    .name = "webm",
    .ending = "webm",
    .media_type = "audio/webm; codecs=opus",
    .header = webm_header,
    .page_bytes = webm_page_bytes,
    .page = webm_page,
};
