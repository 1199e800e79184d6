#include "server/cli/progress.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "server/cli/push_table.h"
#include "server/cli/table.h"

enum { DRAW_MS = 200, SAMPLE_MS = 1000, BAR = 24, COLUMNS = 80, COLUMNS_LEAST = 30, FRAME = 8192 };

void progress_begin(struct progress *progress, FILE *out, const char *what, int64_t bytes)
{
    *progress = (struct progress){ .out = out,
                                   .is_terminal = isatty(fileno(out)) == 1,
                                   .what = what,
                                   .bytes = bytes,
                                   .drawn_ms = INT64_MIN / 2 };
}

static int columns_of(const struct progress *progress)
{
    struct winsize size;

    if (ioctl(fileno(progress->out), TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return COLUMNS;
    return size.ws_col < COLUMNS_LEAST ? COLUMNS_LEAST : size.ws_col;
}

static int percent(int64_t done, int64_t bytes)
{
    return bytes > 0 ? (int)((double)done * 100 / (double)bytes) : 100;
}

static void bar_text(char out[BAR + 3], int width, int filled_percent)
{
    const int filled = width * filled_percent / 100;

    out[0] = '[';
    memset(out + 1, '#', (size_t)filled);
    memset(out + 1 + filled, '.', (size_t)(width - filled));
    out[width + 1] = ']';
    out[width + 2] = 0;
}

void progress_row_text(char *out, const struct progress_row *row, int columns)
{
    const int share = percent(row->done, row->bytes);
    const int bar_width = columns >= 72 ? BAR : columns >= 48 ? 10 : 0;
    char right[80], bar[BAR + 3] = "", size[PUSH_BYTES_TEXT];
    int name_width, has;

    if (bar_width > 0)
        bar_text(bar, bar_width, share);
    if (row->note)
        snprintf(right, sizeof right, "%.60s", row->note);
    else
        snprintf(right, sizeof right, "%s %3d %% of %7s", bar, share,
                 push_bytes_text(size, row->bytes));
    name_width = columns - 4 - table_width(right);
    if (name_width < 4)
        name_width = 4;
    has = table_width(row->name);
    if (has > name_width)
        snprintf(out, PROGRESS_LINE, "  %.*s~ %s", table_bytes(row->name, name_width - 1),
                 row->name, right);
    else
        snprintf(out, PROGRESS_LINE, "  %.*s%*s %s", table_bytes(row->name, name_width), row->name,
                 name_width - has, "", right);
}

/* ---- speed ---- */

static void take_sample(struct progress *progress, int64_t done, int64_t now_ms)
{
    const unsigned last = progress->samples ? progress->samples - 1 : 0;

    if (progress->samples && now_ms - progress->sample[last].at_ms < SAMPLE_MS)
        return;
    if (progress->samples == PROGRESS_SAMPLES) {
        memmove(progress->sample, progress->sample + 1,
                (PROGRESS_SAMPLES - 1) * sizeof *progress->sample);
        progress->samples--;
    }
    progress->sample[progress->samples].at_ms = now_ms;
    progress->sample[progress->samples++].done = done;
}

double progress_speed(const struct progress *progress)
{
    const unsigned last = progress->samples ? progress->samples - 1 : 0;
    const int64_t ms = progress->sample[last].at_ms - progress->sample[0].at_ms;
    const int64_t bytes = progress->sample[last].done - progress->sample[0].done;

    return ms > 0 && bytes > 0 ? (double)bytes * 1000 / (double)ms : 0;
}

static void left_text(char *out, size_t bytes, double seconds)
{
    if (seconds < 90)
        snprintf(out, bytes, ", %.0f s left", seconds);
    else if (seconds < 5400)
        snprintf(out, bytes, ", %.0f min left", seconds / 60);
    else
        snprintf(out, bytes, ", %.1f h left", seconds / 3600);
}

static void total_text(char *out, size_t bytes, const struct progress *progress, int64_t done)
{
    const double speed = progress_speed(progress);
    char amount[PUSH_BYTES_TEXT], all[PUSH_BYTES_TEXT], pace[PUSH_BYTES_TEXT], left[40] = "";
    int used;

    used =
        snprintf(out, bytes, "%3d %% %s: %s of %s", percent(done, progress->bytes), progress->what,
                 push_bytes_text(amount, done), push_bytes_text(all, progress->bytes));
    if (speed <= 0 || used < 0 || (size_t)used >= bytes)
        return;
    left_text(left, sizeof left, (double)(progress->bytes - done) / speed);
    snprintf(out + used, bytes - (size_t)used, ", %s/s%s", push_bytes_text(pace, (int64_t)speed),
             done < progress->bytes ? left : "");
}

/* ---- drawing ---- */

/* All in one write, or the lines would flicker. */
static void draw(struct progress *progress, const struct progress_row *row, unsigned rows,
                 int64_t done)
{
    const int columns = columns_of(progress);
    char frame[FRAME], line[PROGRESS_LINE];
    size_t used = 0;

    if (progress->drawn > 0)
        used = (size_t)snprintf(frame, sizeof frame, "\033[%uA", progress->drawn);
    for (unsigned i = 0; i < rows; i++) {
        progress_row_text(line, &row[i], columns);
        if (used + strlen(line) + 16 < sizeof frame)
            used += (size_t)snprintf(frame + used, sizeof frame - used, "\r%s\033[K\n", line);
    }
    total_text(line, sizeof line, progress, done);
    line[table_bytes(line, columns - 1)] = 0;
    if (used + strlen(line) + 16 < sizeof frame)
        used += (size_t)snprintf(frame + used, sizeof frame - used, "\r%s\033[K\n\033[J", line);
    fwrite(frame, 1, used, progress->out);
    fflush(progress->out);
    progress->drawn = rows + 1;
}

static void tell_tenths(struct progress *progress, int64_t done)
{
    const int tenths = percent(done, progress->bytes) / 10;
    char line[PROGRESS_LINE];

    if (tenths <= progress->tenths)
        return;
    progress->tenths = tenths;
    total_text(line, sizeof line, progress, done);
    fprintf(progress->out, "%s\n", line);
    fflush(progress->out);
}

void progress_show(struct progress *progress, const struct progress_row *row, unsigned rows,
                   int64_t done, int64_t now_ms)
{
    take_sample(progress, done, now_ms);
    if (progress->is_quiet || progress->bytes == 0 || now_ms - progress->drawn_ms < DRAW_MS)
        return;
    progress->drawn_ms = now_ms;
    if (progress->is_terminal)
        draw(progress, row, rows, done);
    else
        tell_tenths(progress, done);
}

void progress_end(struct progress *progress)
{
    if (progress->drawn > 0)
        fprintf(progress->out, "\033[%uA\r\033[J", progress->drawn);
    progress->drawn = 0;
    fflush(progress->out);
}

void progress_say(struct progress *progress, const char *format, ...)
{
    va_list list;

    progress_end(progress);
    if (progress->is_quiet)
        return;
    va_start(list, format);
    vfprintf(progress->out, format, list);
    va_end(list);
    fputc('\n', progress->out);
    fflush(progress->out);
    progress->drawn_ms = INT64_MIN / 2;
}
