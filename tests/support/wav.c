#include "tests/support/wav.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BEXT_BYTES = 602, BEXT_TIME_REFERENCE_AT = 338, BEXT_VERSION_AT = 346 };

static void put(uint8_t *out, uint64_t value, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        out[i] = (uint8_t)(value >> 8 * i);
}

void wav_put_u16(struct wav *wav, size_t at, uint16_t value)
{
    assert(at + 2 <= wav->bytes);
    put(wav->data + at, value, 2);
}

void wav_put_u32(struct wav *wav, size_t at, uint32_t value)
{
    assert(at + 4 <= wav->bytes);
    put(wav->data + at, value, 4);
}

/* Room for more bytes; returns where they go. */
static uint8_t *grow(struct wav *wav, size_t bytes)
{
    if (wav->bytes + bytes > wav->capacity) {
        wav->capacity = 2 * (wav->bytes + bytes);
        wav->data = realloc(wav->data, wav->capacity);
        assert(wav->data);
    }
    wav->bytes += bytes;
    return wav->data + wav->bytes - bytes;
}

void wav_add(struct wav *wav, const void *data, size_t bytes)
{
    if (bytes > 0)
        memcpy(grow(wav, bytes), data, bytes);
}

static void add_number(struct wav *wav, uint64_t value, unsigned bytes)
{
    put(grow(wav, bytes), value, bytes);
}

void wav_add_chunk(struct wav *wav, const char *id, const void *payload, size_t bytes)
{
    wav_add(wav, id, 4);
    add_number(wav, bytes, 4);
    wav_add(wav, payload, bytes);
    if (bytes % 2)
        add_number(wav, 0, 1);
}

static void add_fmt(struct wav *wav, const struct wav_spec *spec)
{
    static const uint8_t guid_tail[14] = { 0, 0, 0,    0, 0x10, 0,    0x80,
                                           0, 0, 0xaa, 0, 0x38, 0x9b, 0x71 };
    const unsigned tag = spec->is_float ? 3 : 1, frame_bytes = spec->channels * spec->bits / 8;

    wav_add(wav, "fmt ", 4);
    add_number(wav, spec->extensible ? 40 : 16, 4);
    add_number(wav, spec->extensible ? 0xfffe : tag, 2);
    add_number(wav, spec->channels, 2);
    add_number(wav, spec->rate_hz, 4);
    add_number(wav, (uint64_t)spec->rate_hz * frame_bytes, 4);
    add_number(wav, frame_bytes, 2);
    add_number(wav, spec->bits, 2);
    if (!spec->extensible)
        return;
    add_number(wav, 22, 2);
    add_number(wav, spec->bits, 2);
    add_number(wav, spec->mask, 4);
    add_number(wav, tag, 2);
    wav_add(wav, guid_tail, sizeof guid_tail);
}

static void add_metadata(struct wav *wav, const struct wav_spec *spec)
{
    const size_t bytes = BEXT_BYTES + spec->bext_more_bytes;
    uint8_t *const bext = calloc(1, bytes);

    assert(bext);
    if (spec->description)
        memcpy(bext, spec->description, strnlen(spec->description, 256));
    memcpy(bext + 256, "predub test", 11);
    memcpy(bext + 320, "2024-03-1110:00:00", 18);
    put(bext + BEXT_TIME_REFERENCE_AT, spec->time_reference, 8);
    put(bext + BEXT_VERSION_AT, 1, 2);
    memset(bext + BEXT_BYTES, 'A', spec->bext_more_bytes);
    if (spec->bext)
        wav_add_chunk(wav, "bext", bext, bytes);
    if (spec->ixml)
        wav_add_chunk(wav, "iXML", spec->ixml, strlen(spec->ixml));
    free(bext);
}

static void add_sample(struct wav *wav, const struct wav_spec *spec, float value)
{
    const double full_scale = ldexp(1, (int)spec->bits - 1);
    const double rounded = fmin(fmax(nearbyint(value * full_scale), -full_scale), full_scale - 1);
    const double wide = value;
    uint64_t bits = 0;

    if (spec->is_float && spec->bits == 64)
        memcpy(&bits, &wide, 8);
    else if (spec->is_float)
        memcpy(&bits, &value, 4);
    else
        bits = (uint64_t)(int64_t)rounded;
    add_number(wav, bits, spec->bits / 8);
}

static void add_data(struct wav *wav, const struct wav_spec *spec, const float *const *planes,
                     size_t frames)
{
    const size_t bytes = frames * spec->channels * spec->bits / 8;
    const bool is_64 = spec->magic && strcmp(spec->magic, "RIFF") != 0;

    wav_add(wav, "data", 4);
    add_number(wav, is_64 ? 0xffffffff : bytes, 4);
    for (size_t i = 0; i < frames; i++) {
        for (unsigned c = 0; c < spec->channels; c++)
            add_sample(wav, spec, planes[c][i]);
    }
    if (bytes % 2)
        add_number(wav, 0, 1);
}

static void finish(struct wav *wav, const struct wav_spec *spec, size_t frames)
{
    const size_t ds64 = wav_find(wav, "ds64");

    if (!ds64) {
        wav_put_u32(wav, 4, (uint32_t)(wav->bytes - 8));
        return;
    }
    wav_put_u32(wav, 4, 0xffffffff);
    put(wav->data + ds64 + 8, wav->bytes - 8, 8);
    put(wav->data + ds64 + 16, frames * spec->channels * spec->bits / 8, 8);
    put(wav->data + ds64 + 24, frames, 8);
}

void wav_build(struct wav *out, const struct wav_spec *spec, const float *const *planes,
               size_t frames)
{
    const char *const magic = spec->magic ? spec->magic : "RIFF";
    static const uint8_t zeros[4096];

    assert(spec->junk_bytes <= sizeof zeros);
    *out = (struct wav){ 0 };
    wav_add(out, magic, 4);
    add_number(out, 0, 4);
    wav_add(out, "WAVE", 4);
    if (strcmp(magic, "RIFF") != 0)
        wav_add_chunk(out, "ds64", zeros, 28);
    if (spec->junk_bytes)
        wav_add_chunk(out, "JUNK", zeros, spec->junk_bytes);
    if (!spec->metadata_last)
        add_metadata(out, spec);
    add_fmt(out, spec);
    add_data(out, spec, planes, frames);
    if (spec->metadata_last)
        add_metadata(out, spec);
    finish(out, spec, frames);
}

void wav_clear(struct wav *wav)
{
    free(wav->data);
    *wav = (struct wav){ 0 };
}

size_t wav_find(const struct wav *wav, const char *id)
{
    for (size_t at = 12; at + 8 <= wav->bytes;) {
        const uint8_t *const size = wav->data + at + 4;
        const size_t bytes =
            size[0] | (size_t)size[1] << 8 | (size_t)size[2] << 16 | (size_t)size[3] << 24;
        if (!memcmp(wav->data + at, id, 4))
            return at;
        at += 8 + bytes + bytes % 2;
    }
    return 0;
}
