/* WAV, RF64 and BW64 files made in memory, sound ones and broken ones. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wav_spec {
    const char *magic; /* "RIFF" (also for NULL), "RF64" or "BW64": the last two get a ds64 */
    unsigned channels;
    uint32_t rate_hz;
    unsigned bits; /* 16, 24, 32; 32 or 64 with is_float */
    bool is_float;
    bool extensible; /* WAVE_FORMAT_EXTENSIBLE with this mask */
    uint32_t mask;
    bool bext; /* with time_reference, description and, as coding history, so many bytes more */
    uint64_t time_reference;
    const char *description; /* or NULL */
    size_t bext_more_bytes;
    const char *ixml;   /* or NULL */
    size_t junk_bytes;  /* a JUNK chunk in front of all others */
    bool metadata_last; /* bext and iXML behind the audio */
};

struct wav {
    uint8_t *data;
    size_t bytes, capacity;
};

/* Builds a file; planes[i] is slot i, at full scale +-1.0. Integers are rounded and clamped. Odd
 * chunks are padded. Clear with wav_clear. */
void wav_build(struct wav *out, const struct wav_spec *spec, const float *const *planes,
               size_t frames);
void wav_clear(struct wav *wav);

/* The offset of a chunk's header, 0 if there is none; found by walking, not by searching. */
size_t wav_find(const struct wav *wav, const char *id);

/* Changes or adds bytes, for files that lie. */
void wav_put_u16(struct wav *wav, size_t at, uint16_t value);
void wav_put_u32(struct wav *wav, size_t at, uint32_t value);
void wav_add(struct wav *wav, const void *data, size_t bytes);
void wav_add_chunk(struct wav *wav, const char *id, const void *payload, size_t bytes);
