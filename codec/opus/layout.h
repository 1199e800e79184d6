/* What the three containers share: bytes in order, and the pages of a virtual file. Internal to
 * codec/opus. */
#pragma once

#include "codec/opus/container.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PAGE_PACKETS = 50, /* one second */
    TITLE_BYTES = 200, /* of a title, without its 0 */
    OPUS_HEAD_BYTES = 19,
    CUE_SECONDS = 5, /* players find their way in steps of one segment */
};

/* Puts bytes in order into a room that is big enough; without data it only counts them. */
struct bytes {
    uint8_t *data;
    size_t used, room;
};

void bytes_add(struct bytes *bytes, const void *data, size_t count);
void bytes_text(struct bytes *bytes, const char *text); /* without its 0 */
void bytes_be(struct bytes *bytes, uint64_t value, unsigned width);
void bytes_le(struct bytes *bytes, uint64_t value, unsigned width);

/* Overwrites what stands at `at`, big-endian. */
void bytes_patch(struct bytes *bytes, size_t at, uint64_t value, unsigned width);

/* Takes bytes that pass by, and keeps those from the skip-th on until `left` are kept. */
struct sink {
    uint8_t *out;
    size_t skip, left;
};

void sink_put(struct sink *sink, const void *data, size_t count);

/* One page: Ogg page, WebM cluster or MP4 fragment. */
struct page {
    int64_t index; /* the second it decodes to; -1 is the pre-skip page */
    int64_t first_packet;
    unsigned packets;
    bool last;
};

struct container_kind {
    const char *name, *ending, *media_type;
    /* Writes all that stands before the pre-skip page. Its length depends on the file's spec alone;
     * the places in it on file->header_bytes, which is 0 while the length is counted. */
    void (*header)(const struct virtual_file *file, struct bytes *out);
    size_t (*page_bytes)(const struct virtual_file *file, const struct page *page);
    void (*page)(const struct virtual_file *file, const struct page *page, const uint8_t *packets,
                 struct sink *out);
};

extern const struct container_kind webm_kind, mp4_kind, ogg_kind;

struct virtual_file {
    const struct container_kind *kind;
    int64_t samples;
    int64_t packets; /* with the pre-skip packet */
    int64_t pages;   /* without the pre-skip page: seconds, rounded up */
    size_t packet_bytes;
    char title[TITLE_BYTES + 1];
    uint8_t *header;
    size_t header_bytes, pre_skip_bytes, page_bytes, last_bytes;
};

struct page virtual_file_page(const struct virtual_file *file, int64_t second);

/* How many samples of the last packet stand behind the end of what is heard. */
unsigned virtual_file_padding_samples(const struct virtual_file *file);

/* The identification header of RFC 7845: stereo, family 0, header gain 0. */
void opus_head(struct bytes *out);
