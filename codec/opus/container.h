/* The virtual files: WebM, fragmented MP4 and Ogg of constant layout over the same packets. Which
 * byte belongs to which packet is arithmetic; nothing is ever stored whole. */
#pragma once

#include "codec/core/err.h"

#include <stddef.h>
#include <stdint.h>

enum container { CONTAINER_WEBM, CONTAINER_MP4, CONTAINER_OGG, CONTAINERS };

/* "webm", "mp4", "ogg", and the endings of files without their dot: "webm", "mp4", "opus". */
const char *container_name(enum container container);
const char *container_ending(enum container container);

const char *container_media_type(enum container container); /* "audio/webm; codecs=opus" */

/* Reads a name or an ending. */
enum err_code container_parse(enum container *out, const char *name, struct err *err);

struct virtual_file; /* immutable once made: shared between threads */

struct virtual_spec {
    enum container container;
    int64_t samples; /* length of what is heard, > 0 */
    size_t packet_bytes;
    const char *title; /* metadata of the file; part of its bytes; may be "". Cut at a character to
                          200 bytes; bytes that are not UTF-8 become '?' */
};

/* ERR_TOO_BIG beyond 24 h. */
enum err_code virtual_file_new(struct virtual_file **out, const struct virtual_spec *spec,
                               struct err *err);
void virtual_file_free(struct virtual_file *file);

int64_t virtual_file_bytes(const struct virtual_file *file);

/* The header in front of the first audio page: what a player needs before any sub-range. */
size_t virtual_file_header_bytes(const struct virtual_file *file);

/* The byte where the page (Ogg page, WebM cluster, MP4 fragment) that decodes to second p starts,
 * p >= 0; p == the number of seconds gives the end of the file. Page -1 is the pre-skip page. */
int64_t virtual_file_page_at(const struct virtual_file *file, int64_t second);

/* Which packets must be at hand to make bytes [offset, offset + bytes): [*first, *first + *count),
 * those of whole pages (an Ogg page needs them all for its CRC); none for the file's header. The
 * range must lie inside the file. */
void virtual_file_packets(const struct virtual_file *file, int64_t offset, size_t bytes,
                          int64_t *first, int64_t *count);

/* Writes bytes [offset, offset + bytes) of the file. packets holds those that virtual_file_packets
 * names, in order. The range must lie inside the file. */
void virtual_file_read(const struct virtual_file *file, int64_t offset, size_t bytes,
                       const uint8_t *packets, uint8_t *out);
