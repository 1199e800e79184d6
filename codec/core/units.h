/* Levels and sizes: the one place where dB meets linear gain. */
#pragma once

#include <math.h>
#include <stddef.h>

#define RATE_HZ 48000 /* the rate of every position and of all audio inside predub */
#define KIB     ((size_t)1024)
#define MIB     (1024 * KIB)
#define GIB     (1024 * MIB)

/* dB of a linear gain or amplitude; 0 gives -INFINITY. */
static inline double db_of(double gain)
{
    return 20 * log10(gain);
}

/* Linear gain of a level in dB; -INFINITY gives 0. */
static inline double gain_of(double level_db)
{
    return pow(10, level_db / 20);
}
