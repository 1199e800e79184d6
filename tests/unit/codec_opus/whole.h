/* A virtual file of computed packets, and all of its bytes. */
#pragma once

#include "codec/opus/container.h"
#include "codec/opus/segment.h"
#include "tests/support/check.h"
#include "tests/support/signal.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { WHOLE_PACKET_BYTES = 320 };

struct whole {
    struct virtual_file *file;
    int64_t packet_count;
    uint8_t *packets, *data;
    size_t bytes;
};

static inline struct whole whole_new(enum container container, int64_t samples, const char *title)
{
    const struct virtual_spec spec = { container, samples, WHOLE_PACKET_BYTES, title };
    struct whole whole = { .packet_count = opus_packet_count(samples) };
    const size_t packet_bytes = (size_t)whole.packet_count * WHOLE_PACKET_BYTES;
    uint64_t random = 7;

    assert_int_equal(virtual_file_new(&whole.file, &spec, NULL), ERR_NONE);
    whole.packets = malloc(packet_bytes);
    whole.bytes = (size_t)virtual_file_bytes(whole.file);
    whole.data = malloc(whole.bytes);
    assert_non_null(whole.packets);
    assert_non_null(whole.data);
    for (size_t i = 0; i < packet_bytes; i++)
        whole.packets[i] = (uint8_t)(signal_random(&random) >> 32);
    virtual_file_read(whole.file, 0, whole.bytes, whole.packets, whole.data);
    return whole;
}

static inline void whole_free(struct whole *whole)
{
    virtual_file_free(whole->file);
    free(whole->packets);
    free(whole->data);
}

static inline const uint8_t *whole_packet(const struct whole *whole, int64_t packet)
{
    return whole->packets + packet * WHOLE_PACKET_BYTES;
}

static inline uint64_t read_be(const uint8_t *in, unsigned width)
{
    uint64_t value = 0;

    for (unsigned i = 0; i < width; i++)
        value = value << 8 | in[i];
    return value;
}

static inline uint64_t read_le(const uint8_t *in, unsigned width)
{
    uint64_t value = 0;

    for (unsigned i = width; i-- > 0;)
        value = value << 8 | in[i];
    return value;
}

/* Lengths around every border: a packet, a page, a segment. */
static const int64_t whole_lengths[] = { 1,      959,    960,    961,    47999,  48000,  48001,
                                         239999, 240000, 240001, 240960, 480001, 2942400 };
enum { WHOLE_LENGTHS = sizeof whole_lengths / sizeof *whole_lengths };
