/* Test signals that are computed, and levels to compare them by. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* A sine whose peak is level_db dBFS (its rms 3.01 dB below), starting at phase 0. */
void signal_sine(float *out, size_t samples, double hz, double rate_hz, double level_db);

/* Uniform white noise whose peak is level_db dBFS (its rms 4.77 dB below). The same seed gives the
 * same samples on every machine. */
void signal_noise(float *out, size_t samples, uint64_t seed, double level_db);

/* The next number of a small generator; for values and sizes in tests. *state is any seed. */
uint64_t signal_random(uint64_t *state);

/* dBFS, a full-scale square wave being 0 dB; -INFINITY for silence. */
double signal_rms_db(const float *in, size_t samples);
double signal_peak_db(const float *in, size_t samples);

/* The greatest |a - b|, linear; NAN if a sample of either is not a number. */
double signal_difference(const float *a, const float *b, size_t samples);

/* Fails the test unless actual is within tolerance_db of expected; two -INFINITY are equal. */
#define assert_db(actual, expected, tolerance_db)                                                  \
    signal_assert_db((actual), (expected), (tolerance_db), __FILE__, __LINE__)
void signal_assert_db(double actual, double expected, double tolerance_db, const char *file,
                      int line);
