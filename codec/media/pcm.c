#include "codec/media/pcm.h"

#include <string.h>

size_t pcm_bytes(enum pcm_kind kind)
{
    static const size_t bytes[] = {
        [PCM_I16] = 2, [PCM_I24] = 3, [PCM_I32] = 4, [PCM_F32] = 4, [PCM_F64] = 8
    };

    return bytes[kind];
}

static inline float read_i16(const uint8_t *in)
{
    return (float)(int16_t)(in[0] | in[1] << 8) * 0x1p-15f;
}

static inline float read_i24(const uint8_t *in)
{
    return (float)(int32_t)((uint32_t)in[0] << 8 | (uint32_t)in[1] << 16 | (uint32_t)in[2] << 24) *
           0x1p-31f;
}

static inline uint32_t read_u32(const uint8_t *in)
{
    return in[0] | (uint32_t)in[1] << 8 | (uint32_t)in[2] << 16 | (uint32_t)in[3] << 24;
}

static inline float read_i32(const uint8_t *in)
{
    return (float)(int32_t)read_u32(in) * 0x1p-31f;
}

static inline float read_f32(const uint8_t *in)
{
    const uint32_t bits = read_u32(in);
    float value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

static inline float read_f64(const uint8_t *in)
{
    const uint64_t bits = read_u32(in) | (uint64_t)read_u32(in + 4) << 32;
    double value;

    memcpy(&value, &bits, sizeof value);
    return (float)value;
}

/* One loop a kind; the reader inlines into it. */
#define PORTABLE(name, bytes, read)                                                                \
    static void name(const uint8_t *in, unsigned channels, float *const *out, size_t frames)       \
    {                                                                                              \
        for (unsigned c = 0; c < channels; c++) {                                                  \
            const uint8_t *at = in + (size_t)c * (bytes);                                          \
            float *const plane = out[c];                                                           \
            for (size_t i = 0; i < frames; i++, at += (size_t)channels * (bytes))                  \
                plane[i] = read(at);                                                               \
        }                                                                                          \
    }

PORTABLE(portable_i16, 2, read_i16)
PORTABLE(portable_i24, 3, read_i24)
PORTABLE(portable_i32, 4, read_i32)
PORTABLE(portable_f32, 4, read_f32)
PORTABLE(portable_f64, 8, read_f64)

pcm_fn pcm_portable(enum pcm_kind kind)
{
    static const pcm_fn converters[] = { [PCM_I16] = portable_i16,
                                         [PCM_I24] = portable_i24,
                                         [PCM_I32] = portable_i32,
                                         [PCM_F32] = portable_f32,
                                         [PCM_F64] = portable_f64 };

    return converters[kind];
}

pcm_fn pcm_choose(enum pcm_kind kind, unsigned channels)
{
    const pcm_fn fast = pcm_avx2(kind, channels);

    return fast ? fast : pcm_portable(kind);
}
