#include "codec/media/pcm.h"

#ifdef __x86_64__

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))

/* Two times 16 bytes, side by side. */
AVX2 static inline __m256i pair(const uint8_t *low, const uint8_t *high)
{
    return _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)low)),
                                   _mm_loadu_si128((const __m128i *)high), 1);
}

/* Moves bytes within each half; -1 fills with 0. */
#define SHUFFLE(value, ...) _mm256_shuffle_epi8(value, _mm256_setr_epi8(__VA_ARGS__, __VA_ARGS__))

/* The first four samples of two frames as int32 (or float), full scale at 2^31. */
AVX2 static inline __m256i first_four(enum pcm_kind kind, const uint8_t *low, const uint8_t *high)
{
    if (kind == PCM_I24)
        return SHUFFLE(pair(low, high), -1, 0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11);
    if (kind == PCM_I16)
        return SHUFFLE(pair(low, high), -1, -1, 0, 1, -1, -1, 2, 3, -1, -1, 4, 5, -1, -1, 6, 7);
    return pair(low, high);
}

/* The same of the last two samples of six, in the lower half of each half. The 24-bit load starts
 * at byte 2, so that it ends with the frame; the others read on into the slack. */
AVX2 static inline __m256i last_two(enum pcm_kind kind, const uint8_t *low, const uint8_t *high)
{
    if (kind == PCM_I24)
        return SHUFFLE(pair(low + 2, high + 2), -1, 10, 11, 12, -1, 13, 14, 15, -1, -1, -1, -1, -1,
                       -1, -1, -1);
    if (kind == PCM_I16)
        return SHUFFLE(pair(low + 8, high + 8), -1, -1, 0, 1, -1, -1, 2, 3, -1, -1, -1, -1, -1, -1,
                       -1, -1);
    return pair(low + 16, high + 16);
}

/* Eight frames of six: frame i stands beside frame i + 4, so that the transposition within each
 * half leaves eight frames in order. */
AVX2 static inline void eight_frames(enum pcm_kind kind, const uint8_t *in, __m256i plane[6])
{
    const size_t frame = kind == PCM_I24 ? 18 : kind == PCM_I16 ? 12 : 24;
    __m256i four[4], two[4];

    for (size_t i = 0; i < 4; i++) {
        four[i] = first_four(kind, in + i * frame, in + (i + 4) * frame);
        two[i] = last_two(kind, in + i * frame, in + (i + 4) * frame);
    }
    const __m256i low01 = _mm256_unpacklo_epi32(four[0], four[1]);
    const __m256i low23 = _mm256_unpacklo_epi32(four[2], four[3]);
    const __m256i high01 = _mm256_unpackhi_epi32(four[0], four[1]);
    const __m256i high23 = _mm256_unpackhi_epi32(four[2], four[3]);
    const __m256i last01 = _mm256_unpacklo_epi32(two[0], two[1]);
    const __m256i last23 = _mm256_unpacklo_epi32(two[2], two[3]);
    plane[0] = _mm256_unpacklo_epi64(low01, low23);
    plane[1] = _mm256_unpackhi_epi64(low01, low23);
    plane[2] = _mm256_unpacklo_epi64(high01, high23);
    plane[3] = _mm256_unpackhi_epi64(high01, high23);
    plane[4] = _mm256_unpacklo_epi64(last01, last23);
    plane[5] = _mm256_unpackhi_epi64(last01, last23);
}

/* Eight samples of a mono file of a multi-mono print. */
AVX2 static inline __m256i eight_samples(const uint8_t *in)
{
    return first_four(PCM_I24, in, in + 12);
}

AVX2 static inline void store(enum pcm_kind kind, float *out, __m256i value)
{
    if (kind == PCM_F32)
        _mm256_storeu_ps(out, _mm256_castsi256_ps(value));
    else
        _mm256_storeu_ps(out, _mm256_mul_ps(_mm256_cvtepi32_ps(value), _mm256_set1_ps(0x1p-31f)));
}

AVX2 static inline void add(float *sum, __m256i value, __m256 factor)
{
    const __m256 part = _mm256_mul_ps(_mm256_cvtepi32_ps(value), factor);

    _mm256_storeu_ps(sum, _mm256_add_ps(_mm256_loadu_ps(sum), part));
}

/* Full scale and gain in one: a factor of a power of two rounds nothing. */
AVX2 static inline __m256 factor_of(float gain)
{
    return _mm256_set1_ps(0x1p-31f * gain);
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

static void rest_add(enum pcm_kind kind, const uint8_t *in, unsigned channels,
                     const struct pcm_sum *sum, size_t frames)
{
    const size_t left = frames % 8, at = frames - left;
    float block[6][8], *out[6];

    for (unsigned c = 0; c < 6; c++)
        out[c] = block[c];
    pcm_portable(kind)(in + at * channels * pcm_bytes(kind), channels, out, left);
    for (unsigned c = 0; c < channels; c++)
        for (size_t i = 0; sum->plane[c] && i < left; i++)
            sum->plane[c][at + i] += sum->gain[c] * block[c][i];
}

#define SIX(name, kind, bytes)                                                                     \
    AVX2 static void name(const uint8_t *in, unsigned channels, float *const *out, size_t frames)  \
    {                                                                                              \
        __m256i plane[6];                                                                          \
        for (size_t at = 0; at + 8 <= frames; at += 8) {                                           \
            eight_frames(kind, in + at * 6 * (bytes), plane);                                      \
            for (int c = 0; c < 6; c++)                                                            \
                store(kind, out[c] + at, plane[c]);                                                \
        }                                                                                          \
        rest(kind, in, channels, out, frames);                                                     \
    }

SIX(six_i16, PCM_I16, 2)
SIX(six_i24, PCM_I24, 3)
SIX(six_i32, PCM_I32, 4)
SIX(six_f32, PCM_F32, 4)

/* The sum is copied, because the planes might overlap it for all that a compiler knows. */
#define SIX_ADD(name, kind, bytes)                                                                 \
    AVX2 static void name(const uint8_t *in, unsigned channels, const struct pcm_sum *sum,         \
                          size_t frames)                                                           \
    {                                                                                              \
        const struct pcm_sum own = *sum;                                                           \
        __m256i plane[6];                                                                          \
        __m256 factor[6];                                                                          \
        for (int c = 0; c < 6; c++)                                                                \
            factor[c] = factor_of(own.gain[c]);                                                    \
        for (size_t at = 0; at + 8 <= frames; at += 8) {                                           \
            eight_frames(kind, in + at * 6 * (bytes), plane);                                      \
            for (int c = 0; c < 6; c++)                                                            \
                if (own.plane[c])                                                                  \
                    add(own.plane[c] + at, plane[c], factor[c]);                                   \
        }                                                                                          \
        rest_add(kind, in, channels, sum, frames);                                                 \
    }

SIX_ADD(six_i16_add, PCM_I16, 2)
SIX_ADD(six_i24_add, PCM_I24, 3)
SIX_ADD(six_i32_add, PCM_I32, 4)

AVX2 static void one_i24(const uint8_t *in, unsigned channels, float *const *out, size_t frames)
{
    for (size_t at = 0; at + 8 <= frames; at += 8)
        store(PCM_I24, out[0] + at, eight_samples(in + at * 3));
    rest(PCM_I24, in, channels, out, frames);
}

AVX2 static void one_i24_add(const uint8_t *in, unsigned channels, const struct pcm_sum *sum,
                             size_t frames)
{
    const __m256 factor = factor_of(sum->gain[0]);
    float *const plane = sum->plane[0];

    for (size_t at = 0; plane && at + 8 <= frames; at += 8)
        add(plane + at, eight_samples(in + at * 3), factor);
    rest_add(PCM_I24, in, channels, sum, frames);
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

pcm_add_fn pcm_avx2_add(enum pcm_kind kind, unsigned channels)
{
    static const pcm_add_fn six[] = { [PCM_I16] = six_i16_add,
                                      [PCM_I24] = six_i24_add,
                                      [PCM_I32] = six_i32_add,
                                      [PCM_F32] = NULL,
                                      [PCM_F64] = NULL };

    if (!__builtin_cpu_supports("avx2"))
        return NULL;
    if (channels == 6)
        return six[kind];
    return channels == 1 && kind == PCM_I24 ? one_i24_add : NULL;
}

#else

pcm_fn pcm_avx2(enum pcm_kind kind, unsigned channels)
{
    (void)kind, (void)channels;
    return NULL;
}

pcm_add_fn pcm_avx2_add(enum pcm_kind kind, unsigned channels)
{
    (void)kind, (void)channels;
    return NULL;
}

#endif
