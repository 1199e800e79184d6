/* What the ear makes of a codec's error: noise-to-mask ratio after BS.1387, simplified, and the
 * signals it is measured on. */
#pragma once

#include "tests/support/signal.h"

#include <complex.h>
#include <math.h>
#include <stddef.h>

enum { NMR_FRAME = 1024, NMR_HOP = 512, NMR_BANDS = 25 };

static const double sound_pi = 3.14159265358979323846;

static inline void sound_fft(double complex *x, size_t n)
{
    for (size_t i = 1, j = 0; i < n; i++) {
        size_t bit = n >> 1;

        for (; j & bit; bit >>= 1)
            j ^= bit;
        j ^= bit;
        if (i < j) {
            const double complex t = x[i];

            x[i] = x[j];
            x[j] = t;
        }
    }
    for (size_t len = 2; len <= n; len <<= 1)
        for (size_t k = 0; k < len / 2; k++) {
            const double complex w = cexp(-2 * I * sound_pi * (double)k / (double)len);

            for (size_t i = k; i < n; i += len) {
                const double complex t = w * x[i + len / 2];

                x[i + len / 2] = x[i] - t;
                x[i] += t;
            }
        }
}

/* Energies of a and b in bands one Bark wide (Traunmüller), Hann window. */
static inline void sound_bands(const float *a, const float *b, double energy[2][NMR_BANDS])
{
    double complex x[NMR_FRAME];

    for (size_t i = 0; i < NMR_FRAME; i++) {
        const double window = 0.5 - 0.5 * cos(2 * sound_pi * ((double)i + 0.5) / NMR_FRAME);

        x[i] = window * ((double)a[i] + I * (double)b[i]);
    }
    sound_fft(x, NMR_FRAME);
    for (int band = 0; band < NMR_BANDS; band++)
        energy[0][band] = energy[1][band] = 0;
    for (size_t k = 1; k < NMR_FRAME / 2; k++) {
        const double hz = 48000.0 * (double)k / NMR_FRAME;
        const double bark = 26.81 * hz / (1960 + hz) - 0.53;
        const int band = bark < 0 ? 0 : bark >= NMR_BANDS ? NMR_BANDS - 1 : (int)bark;
        const double complex even = x[k] + conj(x[NMR_FRAME - k]);
        const double complex odd = x[k] - conj(x[NMR_FRAME - k]);

        energy[0][band] += creal(even * conj(even)) / 4;
        energy[1][band] += creal(odd * conj(odd)) / 4;
    }
}

/* Mean over the bands of noise over mask, linear, in one frame. The mask is the signal spread by
 * -27 dB/Bark downwards and -10 dB/Bark upwards, less 3 dB up to 12 Bark and Bark/4 dB above, and
 * never below a floor of about -96 dBFS. */
static inline double sound_nmr(const float *signal, const float *decoded)
{
    float noise[NMR_FRAME];
    double energy[2][NMR_BANDS], sum = 0;

    for (size_t i = 0; i < NMR_FRAME; i++)
        noise[i] = decoded[i] - signal[i];
    sound_bands(signal, noise, energy);
    for (int band = 0; band < NMR_BANDS; band++) {
        double mask = 0;

        for (int from = 0; from < NMR_BANDS; from++) {
            const double slope_db = from > band ? -27.0 * (from - band) : -10.0 * (band - from);

            mask += energy[0][from] * pow(10, slope_db / 10);
        }
        mask *= pow(10, -(band <= 12 ? 3 : band / 4.0) / 10);
        sum += energy[1][band] / (mask + 1e-4);
    }
    return sum / NMR_BANDS;
}

/* Noise-to-mask ratio in dB of [from, to), the mean over its frames. Below about -10 dB nobody
 * hears a difference; at 0 dB some do. */
static inline double sound_nmr_db(const float *signal, const float *decoded, size_t from, size_t to)
{
    double sum = 0;
    size_t frames = 0;

    for (size_t at = from; at + NMR_FRAME <= to; at += NMR_HOP, frames++)
        sum += sound_nmr(signal + at, decoded + at);
    return 10 * log10(sum / (double)frames);
}

static inline double sound_noise(int64_t n)
{
    uint64_t random = (uint64_t)n * 2654435761u + 12345;

    signal_random(&random);
    return (double)(signal_random(&random) >> 40) / (1 << 23) - 1;
}

/* An orchestra of sorts: chords with vibrato that change every 0.7 s, and a hit of noise with each;
 * side 0 or 1. Defined for every position, also before 0. */
static inline float sound_music(int64_t n, int side)
{
    static const double chord[4][3] = {
        { 110, 164.8, 277.2 }, { 98, 196, 246.9 }, { 130.8, 207.7, 311.1 }, { 87.3, 174.6, 261.6 }
    };
    const int64_t at = n + 48000 * 100;
    const int64_t bar = at / 33600;
    const double t = (double)n / 48000, age = (double)(at % 33600) / 48000;
    double sum = 0;

    for (int voice = 0; voice < 3; voice++)
        for (int partial = 1; partial <= 4; partial++) {
            const double hz = chord[bar % 4][voice] * partial * (side ? 1.003 : 1);

            sum += 0.06 / partial * sin(2 * sound_pi * hz * t + 0.02 * partial * sin(33 * t));
        }
    sum *= fmin(1, age * 60);
    return (float)(sum + 0.25 * exp(-age * 25) * sound_noise(2 * n + side));
}

/* Speech of sorts in the middle: pulses at a gliding pitch through two formants, in syllables. */
static inline float sound_speech(int64_t n, int side)
{
    const double t = (double)n / 48000;
    const double pitch = 2 * sound_pi * (180 * t + 4 * sin(2 * t));
    const double syllable = pow(fmax(0, sin(2 * sound_pi * 2.3 * t)), 0.5);
    double sum = 0;

    (void)side;
    for (int partial = 1; partial <= 12; partial++) {
        const double hz = 180.0 * partial;
        const double formants =
            exp(-pow((hz - 600) / 250, 2)) + 0.5 * exp(-pow((hz - 1900) / 400, 2));

        sum += (0.02 + formants) * 0.08 * sin(partial * pitch);
    }
    return (float)(syllable * sum + 0.01 * (1 - syllable) * sound_noise(n));
}

/* Two steady tones: the hardest case for a codec that starts afresh. */
static inline float sound_tones(int64_t n, int side)
{
    const double t = (double)n / 48000;

    return (float)(0.2 * sin(2 * sound_pi * 440 * t) +
                   0.1 * sin(2 * sound_pi * (side ? 1318.5 : 1568) * t));
}
