/* Ogg as RFC 7845 asks for it. Readers search it by bisection, so it is for downloads and tools. */
#include "codec/opus/layout.h"
#include "codec/opus/segment.h"

#include <opus.h>
#include <string.h>

enum {
    PAGE_HEADER_BYTES = 27,
    LACES_MAX = 255,
    CRC_AT = 22, /* in the page header */
    FLAG_FIRST = 2,
    FLAG_LAST = 4,
    HEADER_PAGES = 2,
};

static const uint32_t serial = 0x70726564; /* any number: the file holds one stream */

/* The remainders of one byte, by the polynomial 0x04c11db7, highest bit first. They are linear:
 * that of a byte is the sum of those of its bits. */
#define CRC_1(i)                                                                                   \
    (((i)&1 ? 0x04c11db7U : 0) ^ ((i)&2 ? 0x09823b6eU : 0) ^ ((i)&4 ? 0x130476dcU : 0) ^           \
     ((i)&8 ? 0x2608edb8U : 0) ^ ((i)&16 ? 0x4c11db70U : 0) ^ ((i)&32 ? 0x9823b6e0U : 0) ^         \
     ((i)&64 ? 0x34867077U : 0) ^ ((i)&128 ? 0x690ce0eeU : 0))
#define CRC_4(i)  CRC_1(i), CRC_1((i) + 1), CRC_1((i) + 2), CRC_1((i) + 3)
#define CRC_16(i) CRC_4(i), CRC_4((i) + 4), CRC_4((i) + 8), CRC_4((i) + 12)
#define CRC_64(i) CRC_16(i), CRC_16((i) + 16), CRC_16((i) + 32), CRC_16((i) + 48)
static const uint32_t crc_table[256] = { CRC_64(0), CRC_64(64), CRC_64(128), CRC_64(192) };

static uint32_t crc_add(uint32_t crc, const uint8_t *data, size_t count)
{
    for (size_t i = 0; i < count; i++)
        crc = crc << 8 ^ crc_table[(crc >> 24 ^ data[i]) & 0xff];
    return crc;
}

struct ogg_page {
    unsigned flags;
    int64_t granule;
    uint32_t number;
    const uint8_t *data;
    size_t packets, packet_bytes; /* of equal size */
};

static size_t laces(size_t packet_bytes)
{
    return packet_bytes / 255 + 1;
}

static void ogg_page_header(const struct ogg_page *page, struct bytes *out)
{
    const size_t begin = out->used;

    bytes_text(out, "OggS");
    bytes_le(out, 0, 1); /* version */
    bytes_le(out, page->flags, 1);
    bytes_le(out, (uint64_t)page->granule, 8);
    bytes_le(out, serial, 4);
    bytes_le(out, page->number, 4);
    bytes_le(out, 0, 4); /* CRC, below */
    bytes_le(out, page->packets * laces(page->packet_bytes), 1);
    for (size_t i = 0; i < page->packets; i++) {
        for (size_t lace = 1; lace < laces(page->packet_bytes); lace++)
            bytes_le(out, 255, 1);
        bytes_le(out, page->packet_bytes % 255, 1);
    }
    if (out->data) {
        uint32_t crc = crc_add(0, out->data + begin, out->used - begin);
        struct bytes place = { .data = out->data, .used = begin + CRC_AT, .room = out->used };

        crc = crc_add(crc, page->data, page->packets * page->packet_bytes);
        bytes_le(&place, crc, 4);
    }
}

static void tag(struct bytes *out, const char *name, const char *value)
{
    bytes_le(out, strlen(name) + strlen(value), 4);
    bytes_text(out, name);
    bytes_text(out, value);
}

/* No R128 gain: a player that honours it would play two variants at two levels. */
static void opus_tags(const struct virtual_file *file, struct bytes *out)
{
    const char *vendor = opus_get_version_string();

    bytes_text(out, "OpusTags");
    bytes_le(out, strlen(vendor), 4);
    bytes_text(out, vendor);
    bytes_le(out, file->title[0] ? 2 : 1, 4);
    if (file->title[0])
        tag(out, "TITLE=", file->title);
    tag(out, "ENCODER=", "predub");
}

static void ogg_header(const struct virtual_file *file, struct bytes *out)
{
    uint8_t data[2 * TITLE_BYTES + 255];
    struct bytes packet = { .data = data, .room = sizeof data };
    struct ogg_page page = { .flags = FLAG_FIRST, .data = data, .packets = 1 };

    opus_head(&packet);
    page.packet_bytes = packet.used;
    ogg_page_header(&page, out);
    bytes_add(out, data, packet.used);

    packet.used = 0;
    opus_tags(file, &packet);
    page = (struct ogg_page){ .number = 1, .data = data, .packets = 1 };
    page.packet_bytes = packet.used;
    ogg_page_header(&page, out);
    bytes_add(out, data, packet.used);
}

static size_t ogg_page_bytes(const struct virtual_file *file, const struct page *page)
{
    return PAGE_HEADER_BYTES + page->packets * (laces(file->packet_bytes) + file->packet_bytes);
}

static void ogg_page(const struct virtual_file *file, const struct page *page,
                     const uint8_t *packets, struct sink *out)
{
    uint8_t data[PAGE_HEADER_BYTES + LACES_MAX];
    struct bytes header = { .data = data, .room = sizeof data };
    const struct ogg_page ogg = {
        .flags = page->last ? FLAG_LAST : 0,
        .granule = page->last ? PRE_SKIP_SAMPLES + file->samples
                              : (page->first_packet + page->packets) * PACKET_SAMPLES,
        .number = (uint32_t)(page->index + 1 + HEADER_PAGES),
        .data = packets,
        .packets = page->packets,
        .packet_bytes = file->packet_bytes,
    };

    ogg_page_header(&ogg, &header);
    sink_put(out, data, header.used);
    sink_put(out, packets, page->packets * file->packet_bytes);
}

const struct container_kind ogg_kind = {
    .name = "ogg",
    .ending = "opus",
    .media_type = "audio/ogg; codecs=opus",
    .header = ogg_header,
    .page_bytes = ogg_page_bytes,
    .page = ogg_page,
};
