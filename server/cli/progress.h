/* Shows how far work is: a few lines that are drawn over on a terminal, a line each tenth of it
 * elsewhere. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { PROGRESS_SAMPLES = 16, PROGRESS_LINE = 512 };

struct progress_row {
    const char *name;
    int64_t done, bytes;
    const char *note; /* in place of the bar: "waits 4 s"; NULL: none */
};

struct progress {
    FILE *out;
    bool is_terminal, is_quiet;
    const char *what; /* "sent": for the total */
    int64_t bytes;
    unsigned drawn; /* lines that stand on the terminal */
    int tenths;     /* told so far */
    int64_t drawn_ms;
    struct {
        int64_t at_ms, done;
    } sample[PROGRESS_SAMPLES]; /* of the last seconds, for the speed */
    unsigned samples;
};

void progress_begin(struct progress *progress, FILE *out, const char *what, int64_t bytes);

/* Draws, at most five times a second. now_ms is of any steady clock. */
void progress_show(struct progress *progress, const struct progress_row *row, unsigned rows,
                   int64_t done, int64_t now_ms);

/* A line that stays, above what is drawn. */
void progress_say(struct progress *progress, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Takes what is drawn away. */
void progress_end(struct progress *progress);

/* One row in so many columns, without the end of line; out holds PROGRESS_LINE bytes. */
void progress_row_text(char *out, const struct progress_row *row, int columns);

/* Bytes a second over the last samples; 0 while nothing is known. */
double progress_speed(const struct progress *progress);
