/* Fragmented MP4, one fragment a page, with its index (sidx) in front: what Safari plays. */
#include "codec/core/units.h"
#include "codec/opus/layout.h"
#include "codec/opus/segment.h"

#include <string.h>

enum {
    TRACK = 1,
    SYNC_SAMPLE = 0x02000000, /* depends on no other sample */
    PRE_ROLL_SAMPLES = -4,    /* 80 ms of packets before a seek sounds right */
    TKHD_ENABLED_IN_MOVIE = 3,
    TFHD_BASE_IS_MOOF = 0x020000,
    TRUN_DATA_OFFSET = 0x000001,
    TRUN_DURATIONS = 0x000100,
    BOX_BYTES = 8,
    FULL_BOX_BYTES = 12,
    FRAGMENT_MAX = 512, /* without the packets */
};

static const uint32_t starts_with_sap = 0x90000000; /* of type 1 */

/* Opens a box; returns its place for box_end. */
static size_t box_begin(struct bytes *out, const char *type)
{
    bytes_be(out, 0, 4);
    bytes_text(out, type);
    return out->used - BOX_BYTES;
}

static size_t full_box_begin(struct bytes *out, const char *type, unsigned version, unsigned flags)
{
    const size_t box = box_begin(out, type);

    bytes_be(out, version, 1);
    bytes_be(out, flags, 3);
    return box;
}

static void box_end(struct bytes *out, size_t box)
{
    bytes_patch(out, box, out->used - box, 4);
}

static void zeros(struct bytes *out, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        bytes_be(out, 0, 1);
}

static void put_matrix(struct bytes *out)
{
    static const uint32_t unity[] = { 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000 };

    for (size_t i = 0; i < sizeof unity / sizeof *unity; i++)
        bytes_be(out, unity[i], 4);
}

static void put_ftyp(struct bytes *out)
{
    const size_t box = box_begin(out, "ftyp");

    bytes_text(out, "iso6");
    bytes_be(out, 0, 4);
    bytes_text(out, "iso5iso6mp41");
    box_end(out, box);
}

static void put_mvhd(struct bytes *out)
{
    const size_t box = full_box_begin(out, "mvhd", 0, 0);

    zeros(out, 8); /* times of making: none, or the bytes would change */
    bytes_be(out, RATE_HZ, 4);
    bytes_be(out, 0, 4); /* duration: of the fragments, in mehd */
    bytes_be(out, 0x10000, 4);
    bytes_be(out, 0x100, 2);
    zeros(out, 10);
    put_matrix(out);
    zeros(out, 24);
    bytes_be(out, TRACK + 1, 4);
    box_end(out, box);
}

static void put_tkhd(struct bytes *out)
{
    const size_t box = full_box_begin(out, "tkhd", 0, TKHD_ENABLED_IN_MOVIE);

    zeros(out, 8);
    bytes_be(out, TRACK, 4);
    zeros(out, 4);
    bytes_be(out, 0, 4); /* duration */
    zeros(out, 8);
    bytes_be(out, 0, 4); /* layer, group */
    bytes_be(out, 0x100, 2);
    zeros(out, 2);
    put_matrix(out);
    zeros(out, 8);
    box_end(out, box);
}

/* Starts the movie behind the pre-skip and ends it at its last sample. */
static void put_edts(const struct virtual_file *file, struct bytes *out)
{
    const size_t edts = box_begin(out, "edts");
    const size_t elst = full_box_begin(out, "elst", 1, 0);

    bytes_be(out, 1, 4);
    bytes_be(out, (uint64_t)file->samples, 8);
    bytes_be(out, PRE_SKIP_SAMPLES, 8);
    bytes_be(out, 0x10000, 4);
    box_end(out, elst);
    box_end(out, edts);
}

static void put_mdhd(struct bytes *out)
{
    const size_t box = full_box_begin(out, "mdhd", 0, 0);

    zeros(out, 8);
    bytes_be(out, RATE_HZ, 4);
    bytes_be(out, 0, 4);
    bytes_be(out, 0x55c4, 2); /* language: und */
    zeros(out, 2);
    box_end(out, box);
}

static void put_hdlr(struct bytes *out, const char *type, const char *name)
{
    const size_t box = full_box_begin(out, "hdlr", 0, 0);

    zeros(out, 4);
    bytes_text(out, type);
    zeros(out, 12);
    bytes_add(out, name, strlen(name) + 1);
    box_end(out, box);
}

static void put_dinf(struct bytes *out)
{
    const size_t dinf = box_begin(out, "dinf");
    const size_t dref = full_box_begin(out, "dref", 0, 0);
    size_t url;

    bytes_be(out, 1, 4);
    url = full_box_begin(out, "url ", 0, 1); /* in this file */
    box_end(out, url);
    box_end(out, dref);
    box_end(out, dinf);
}

static void put_stsd(struct bytes *out)
{
    const size_t stsd = full_box_begin(out, "stsd", 0, 0);
    size_t opus, dops;

    bytes_be(out, 1, 4);
    opus = box_begin(out, "Opus");
    zeros(out, 6);
    bytes_be(out, 1, 2); /* data reference */
    zeros(out, 8);
    bytes_be(out, 2, 2);  /* channels */
    bytes_be(out, 16, 2); /* sample size: always 16 for Opus */
    zeros(out, 4);
    bytes_be(out, (uint64_t)RATE_HZ << 16, 4);
    dops = box_begin(out, "dOps");
    bytes_be(out, 0, 1);
    bytes_be(out, 2, 1);
    bytes_be(out, PRE_SKIP_SAMPLES, 2);
    bytes_be(out, RATE_HZ, 4);
    bytes_be(out, 0, 2); /* gain */
    bytes_be(out, 0, 1); /* mapping family */
    box_end(out, dops);
    box_end(out, opus);
    box_end(out, stsd);
}

static void put_empty_table(struct bytes *out, const char *type, unsigned words)
{
    const size_t box = full_box_begin(out, type, 0, 0);

    zeros(out, 4 * words);
    box_end(out, box);
}

static void put_sgpd(struct bytes *out)
{
    const size_t box = full_box_begin(out, "sgpd", 1, 0);

    bytes_text(out, "roll");
    bytes_be(out, 2, 4); /* bytes of an entry */
    bytes_be(out, 1, 4);
    bytes_be(out, (uint16_t)PRE_ROLL_SAMPLES, 2);
    box_end(out, box);
}

static void put_minf(struct bytes *out)
{
    const size_t minf = box_begin(out, "minf");
    const size_t smhd = full_box_begin(out, "smhd", 0, 0);
    size_t stbl;

    zeros(out, 4);
    box_end(out, smhd);
    put_dinf(out);
    stbl = box_begin(out, "stbl");
    put_stsd(out);
    put_empty_table(out, "stts", 1);
    put_empty_table(out, "stsc", 1);
    put_empty_table(out, "stsz", 2);
    put_empty_table(out, "stco", 1);
    put_sgpd(out);
    box_end(out, stbl);
    box_end(out, minf);
}

static void put_trak(const struct virtual_file *file, struct bytes *out)
{
    const size_t trak = box_begin(out, "trak");
    size_t mdia;

    put_tkhd(out);
    put_edts(file, out);
    mdia = box_begin(out, "mdia");
    put_mdhd(out);
    put_hdlr(out, "soun", "predub");
    put_minf(out);
    box_end(out, mdia);
    box_end(out, trak);
}

static void put_mvex(const struct virtual_file *file, struct bytes *out)
{
    const size_t mvex = box_begin(out, "mvex");
    const size_t mehd = full_box_begin(out, "mehd", 1, 0);
    size_t trex;

    bytes_be(out, (uint64_t)file->samples, 8);
    box_end(out, mehd);
    trex = full_box_begin(out, "trex", 0, 0);
    bytes_be(out, TRACK, 4);
    bytes_be(out, 1, 4); /* sample description */
    bytes_be(out, PACKET_SAMPLES, 4);
    bytes_be(out, file->packet_bytes, 4);
    bytes_be(out, SYNC_SAMPLE, 4);
    box_end(out, trex);
    box_end(out, mvex);
}

static void put_title(const struct virtual_file *file, struct bytes *out)
{
    const size_t udta = box_begin(out, "udta");
    const size_t meta = full_box_begin(out, "meta", 0, 0);
    size_t ilst, name, data;

    put_hdlr(out, "mdir", "");
    ilst = box_begin(out, "ilst");
    name = box_begin(out, "\xa9nam");
    data = full_box_begin(out, "data", 0, 1); /* UTF-8 */
    zeros(out, 4);
    bytes_text(out, file->title);
    box_end(out, data);
    box_end(out, name);
    box_end(out, ilst);
    box_end(out, meta);
    box_end(out, udta);
}

static void put_reference(const struct virtual_file *file, int64_t second, struct bytes *out)
{
    const int64_t next = second + CUE_SECONDS < file->pages ? second + CUE_SECONDS : file->pages;
    const int64_t from = second ? second : -1;
    const int64_t end = next < file->pages ? next * RATE_HZ : file->samples;

    bytes_be(out, (uint64_t)(virtual_file_page_at(file, next) - virtual_file_page_at(file, from)),
             4);
    bytes_be(out, (uint64_t)(end - second * RATE_HZ), 4);
    bytes_be(out, starts_with_sap, 4);
}

/* Its times are what is heard: the pre-skip fragment adds bytes to the first reference, no time. */
static void put_sidx(const struct virtual_file *file, struct bytes *out)
{
    const size_t box = full_box_begin(out, "sidx", 1, 0);

    bytes_be(out, TRACK, 4);
    bytes_be(out, RATE_HZ, 4);
    zeros(out, 16); /* earliest time, distance of the first fragment */
    zeros(out, 2);
    bytes_be(out, (uint64_t)((file->pages + CUE_SECONDS - 1) / CUE_SECONDS), 2);
    for (int64_t second = 0; second < file->pages; second += CUE_SECONDS)
        put_reference(file, second, out);
    box_end(out, box);
}

static void mp4_header(const struct virtual_file *file, struct bytes *out)
{
    size_t moov;

    put_ftyp(out);
    moov = box_begin(out, "moov");
    put_mvhd(out);
    put_trak(file, out);
    put_mvex(file, out);
    if (file->title[0])
        put_title(file, out);
    box_end(out, moov);
    put_sidx(file, out);
}

static size_t trun_bytes(const struct page *page)
{
    return FULL_BOX_BYTES + 8 + (page->last ? 4 * page->packets : 0);
}

static size_t moof_bytes(const struct page *page)
{
    const size_t mfhd = FULL_BOX_BYTES + 4, tfhd = FULL_BOX_BYTES + 4, tfdt = FULL_BOX_BYTES + 8;
    const size_t sbgp = FULL_BOX_BYTES + 16;

    return BOX_BYTES + mfhd + BOX_BYTES + tfhd + tfdt + sbgp + trun_bytes(page);
}

/* All samples are alike but for the last of all, which ends where the preview does. */
static void put_trun(const struct virtual_file *file, const struct page *page, struct bytes *out)
{
    const unsigned flags = TRUN_DATA_OFFSET | (page->last ? TRUN_DURATIONS : 0U);
    const size_t box = full_box_begin(out, "trun", 0, flags);

    bytes_be(out, page->packets, 4);
    bytes_be(out, moof_bytes(page) + BOX_BYTES, 4);
    for (unsigned i = 0; page->last && i < page->packets; i++)
        bytes_be(out,
                 i < page->packets - 1 ? PACKET_SAMPLES
                                       : PACKET_SAMPLES - virtual_file_padding_samples(file),
                 4);
    box_end(out, box);
}

static void put_sbgp(const struct page *page, struct bytes *out)
{
    const size_t box = full_box_begin(out, "sbgp", 0, 0);

    bytes_text(out, "roll");
    bytes_be(out, 1, 4);
    bytes_be(out, page->packets, 4);
    bytes_be(out, 1, 4); /* the group described in the header */
    box_end(out, box);
}

static void put_moof(const struct virtual_file *file, const struct page *page, struct bytes *out)
{
    const size_t moof = box_begin(out, "moof");
    size_t traf, box;

    box = full_box_begin(out, "mfhd", 0, 0);
    bytes_be(out, (uint64_t)(page->index + 2), 4);
    box_end(out, box);
    traf = box_begin(out, "traf");
    box = full_box_begin(out, "tfhd", 0, TFHD_BASE_IS_MOOF);
    bytes_be(out, TRACK, 4);
    box_end(out, box);
    box = full_box_begin(out, "tfdt", 1, 0);
    bytes_be(out, (uint64_t)page->first_packet * PACKET_SAMPLES, 8);
    box_end(out, box);
    put_trun(file, page, out);
    put_sbgp(page, out);
    box_end(out, traf);
    box_end(out, moof);
}

static size_t mp4_page_bytes(const struct virtual_file *file, const struct page *page)
{
    return moof_bytes(page) + BOX_BYTES + page->packets * file->packet_bytes;
}

static void mp4_page(const struct virtual_file *file, const struct page *page,
                     const uint8_t *packets, struct sink *sink)
{
    uint8_t data[FRAGMENT_MAX];
    struct bytes out = { .data = data, .room = sizeof data };

    put_moof(file, page, &out);
    bytes_be(&out, BOX_BYTES + page->packets * file->packet_bytes, 4);
    bytes_text(&out, "mdat");
    sink_put(sink, data, out.used);
    sink_put(sink, packets, page->packets * file->packet_bytes);
}

const struct container_kind mp4_kind = {
    .name = "mp4",
    .ending = "mp4",
    .media_type = "audio/mp4; codecs=opus",
    .header = mp4_header,
    .page_bytes = mp4_page_bytes,
    .page = mp4_page,
};
