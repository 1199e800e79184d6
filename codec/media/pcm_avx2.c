#include "codec/media/pcm.h"

#ifdef __x86_64__

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))

/* The first four samples of a frame as int32 (or float), full scale at 2^31; -1 fills with 0. */
AVX2 static inline __m128i first_four(enum pcm_kind kind, const uint8_t *frame)
{
    const __m128i raw = _mm_loadu_si128((const __m128i *)frame);

    if (kind == PCM_I24)
        return _mm_shuffle_epi8(
            raw, _mm_setr_epi8(-1, 0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11));
    if (kind == PCM_I16)
        return _mm_shuffle_epi8(
            raw, _mm_setr_epi8(-1, -1, 0, 1, -1, -1, 2, 3, -1, -1, 4, 5, -1, -1, 6, 7));
    return raw;
}

/* The same of the last two samples of six, in the lower half. The 24-bit load starts at byte 2, so
 * that it ends with the frame. */
AVX2 static inline __m128i last_two(enum pcm_kind kind, const uint8_t *frame)
{
    if (kind == PCM_I24)
        return _mm_shuffle_epi8(
            _mm_loadu_si128((const __m128i *)(frame + 2)),
            _mm_setr_epi8(-1, 10, 11, 12, -1, 13, 14, 15, -1, -1, -1, -1, -1, -1, -1, -1));
    if (kind == PCM_I16)
        return _mm_shuffle_epi8(
            _mm_loadl_epi64((const __m128i *)(frame + 8)),
            _mm_setr_epi8(-1, -1, 0, 1, -1, -1, 2, 3, -1, -1, -1, -1, -1, -1, -1, -1));
    return _mm_loadl_epi64((const __m128i *)(frame + 16));
}

AVX2 static inline __m256i pair(__m128i low, __m128i high)
{
    return _mm256_inserti128_si256(_mm256_castsi128_si256(low), high, 1);
}

AVX2 static inline void store(enum pcm_kind kind, float *out, __m256i value)
{
    if (kind == PCM_F32)
        _mm256_storeu_ps(out, _mm256_castsi256_ps(value));
    else
        _mm256_storeu_ps(out, _mm256_mul_ps(_mm256_cvtepi32_ps(value), _mm256_set1_ps(0x1p-31f)));
}

/* Eight frames of six: frame i stands beside frame i + 4, so that the transposition within each
 * half leaves eight frames in order. */
AVX2 static inline void eight_frames(enum pcm_kind kind, const uint8_t *in, float *const *out,
                                     size_t at)
{
    const size_t frame = kind == PCM_I24 ? 18 : kind == PCM_I16 ? 12 : 24;
    __m256i four[4], two[4];

    for (size_t i = 0; i < 4; i++) {
        four[i] = pair(first_four(kind, in + i * frame), first_four(kind, in + (i + 4) * frame));
        two[i] = pair(last_two(kind, in + i * frame), last_two(kind, in + (i + 4) * frame));
    }
    const __m256i low01 = _mm256_unpacklo_epi32(four[0], four[1]);
    const __m256i low23 = _mm256_unpacklo_epi32(four[2], four[3]);
    const __m256i high01 = _mm256_unpackhi_epi32(four[0], four[1]);
    const __m256i high23 = _mm256_unpackhi_epi32(four[2], four[3]);
    const __m256i last01 = _mm256_unpacklo_epi32(two[0], two[1]);
    const __m256i last23 = _mm256_unpacklo_epi32(two[2], two[3]);
    store(kind, out[0] + at, _mm256_unpacklo_epi64(low01, low23));
    store(kind, out[1] + at, _mm256_unpackhi_epi64(low01, low23));
    store(kind, out[2] + at, _mm256_unpacklo_epi64(high01, high23));
    store(kind, out[3] + at, _mm256_unpackhi_epi64(high01, high23));
    store(kind, out[4] + at, _mm256_unpacklo_epi64(last01, last23));
    store(kind, out[5] + at, _mm256_unpackhi_epi64(last01, last23));
}

/* The rest of a block that is no multiple of eight goes the plain way. */
static void rest(enum pcm_kind kind, const uint8_t *in, unsigned channels, float *const *out,
                 size_t frames)
{
    const size_t at = frames - frames % 8;
    float *planes[6];

    for (unsigned c = 0; c < channels; c++)
        planes[c] = out[c] + at;
    pcm_portable(kind)(in + at * channels * pcm_bytes(kind), channels, planes, frames - at);
}

#define SIX(name, kind, bytes)                                                                     \
    AVX2 static void name(const uint8_t *in, unsigned channels, float *const *out, size_t frames)  \
    {                                                                                              \
        size_t at = 0;                                                                             \
        for (; at + 8 <= frames; at += 8)                                                          \
            eight_frames(kind, in + at * 6 * (bytes), out, at);                                    \
        rest(kind, in, channels, out, frames);                                                     \
    }

SIX(six_i16, PCM_I16, 2)
SIX(six_i24, PCM_I24, 3)
SIX(six_i32, PCM_I32, 4)
SIX(six_f32, PCM_F32, 4)

/* Eight samples of a mono file of a multi-mono print. */
AVX2 static void one_i24(const uint8_t *in, unsigned channels, float *const *out, size_t frames)
{
    size_t at = 0;

    for (; at + 8 <= frames; at += 8)
        store(PCM_I24, out[0] + at,
              pair(first_four(PCM_I24, in + at * 3), first_four(PCM_I24, in + at * 3 + 12)));
    rest(PCM_I24, in, channels, out, frames);
}

pcm_fn pcm_avx2(enum pcm_kind kind, unsigned channels)
{
    static const pcm_fn six[] = { [PCM_I16] = six_i16,
                                  [PCM_I24] = six_i24,
                                  [PCM_I32] = six_i32,
                                  [PCM_F32] = six_f32,
                                  [PCM_F64] = NULL };

    if (!__builtin_cpu_supports("avx2"))
        return NULL;
    if (channels == 6)
        return six[kind];
    return channels == 1 && kind == PCM_I24 ? one_i24 : NULL;
}

#else

pcm_fn pcm_avx2(enum pcm_kind kind, unsigned channels)
{
    (void)kind, (void)channels;
    return NULL;
}

#endif
