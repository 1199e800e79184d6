#include "server/cli/wav_out.h"

#include <assert.h>
#include <string.h>

#include "codec/core/units.h"

enum { DS64_BYTES = 28, FMT_BYTES = 40, FACT_BYTES = 4, BEXT_BYTES = 602, CHUNK_BYTES = 8 };

/* Bytes being put together. */
struct put {
    uint8_t *out;
    size_t bytes;
};

static void put_number(struct put *put, uint64_t value, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        put->out[put->bytes++] = (uint8_t)(value >> (8 * i));
}

static void put_text(struct put *put, const char *text, size_t bytes)
{
    size_t length = strnlen(text, bytes);

    memcpy(put->out + put->bytes, text, length);
    memset(put->out + put->bytes + length, 0, bytes - length);
    put->bytes += bytes;
}

static void put_chunk(struct put *put, const char *id, uint64_t bytes)
{
    put_text(put, id, 4);
    put_number(put, bytes > UINT32_MAX ? UINT32_MAX : bytes, 4);
}

static void put_fmt(struct put *put)
{
    put_chunk(put, "fmt ", FMT_BYTES);
    put_number(put, 0xfffe, 2); /* WAVE_FORMAT_EXTENSIBLE: it can say which channel is which */
    put_number(put, 2, 2);
    put_number(put, RATE_HZ, 4);
    put_number(put, (uint64_t)RATE_HZ * WAV_OUT_FRAME_BYTES, 4);
    put_number(put, WAV_OUT_FRAME_BYTES, 2);
    put_number(put, 32, 2);
    put_number(put, 22, 2); /* bytes that follow */
    put_number(put, 32, 2);
    put_number(put, 0x3, 4); /* left, right */
    put_number(put, 3, 4);   /* KSDATAFORMAT_SUBTYPE_IEEE_FLOAT */
    put_number(put, UINT64_C(0xaa00008000100000), 8);
    put_number(put, UINT32_C(0x719b3800), 4);
}

/* No date: the same preview must give the same bytes on the next day. */
static void put_bext(struct put *put, const struct wav_out *wav)
{
    put_chunk(put, "bext", BEXT_BYTES);
    put_text(put, wav->description, 256);
    put_text(put, "predub", 32);
    put_text(put, "", 32 + 10 + 8);
    put_number(put, wav->start_samples > 0 ? (uint64_t)wav->start_samples : 0, 8);
    put_number(put, 1, 2);
    put_text(put, "", 64 + 10 + 180);
}

size_t wav_out_header(uint8_t out[WAV_OUT_HEADER_MAX], const struct wav_out *wav)
{
    struct put put = { .out = out };
    uint64_t data = (uint64_t)wav->samples * WAV_OUT_FRAME_BYTES;
    uint64_t riff = 4 + (CHUNK_BYTES + DS64_BYTES) + (CHUNK_BYTES + FMT_BYTES) +
                    (CHUNK_BYTES + FACT_BYTES) + (CHUNK_BYTES + BEXT_BYTES) + CHUNK_BYTES + data;
    int is_large = riff > UINT32_MAX;

    put_chunk(&put, is_large ? "RF64" : "RIFF", is_large ? UINT32_MAX : riff);
    put_text(&put, "WAVE", 4);
    put_chunk(&put, is_large ? "ds64" : "JUNK", DS64_BYTES);
    put_number(&put, is_large ? riff : 0, 8);
    put_number(&put, is_large ? data : 0, 8);
    put_number(&put, is_large ? (uint64_t)wav->samples : 0, 8);
    put_number(&put, 0, 4);
    put_fmt(&put);
    put_chunk(&put, "fact", FACT_BYTES);
    put_number(&put, (uint64_t)wav->samples > UINT32_MAX ? UINT32_MAX : (uint64_t)wav->samples, 4);
    put_bext(&put, wav);
    put_chunk(&put, "data", is_large ? UINT32_MAX : data);
    assert(put.bytes + data == riff + CHUNK_BYTES && put.bytes <= WAV_OUT_HEADER_MAX);
    return put.bytes;
}
