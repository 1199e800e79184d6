#include "codec/core/timecode.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "codec/core/units.h"

/* Whole frames a second that labels count with: 24 for 23.976. */
static int64_t label_rate(struct rate rate)
{
    return (rate.num + rate.den - 1) / rate.den;
}

/* Labels dropped at the start of each minute but every tenth: 2 at 29.97, 4 at 59.94. */
static int64_t labels_dropped(struct rate rate)
{
    return rate.drop ? label_rate(rate) / 15 : 0;
}

static int64_t frames_a_day(struct rate rate)
{
    return 24 * 6 * (label_rate(rate) * 600 - 9 * labels_dropped(rate));
}

static const struct {
    const char *text;
    struct rate rate;
} known_rates[] = {
    { "23.976", { 24000, 1001, false } },
    { "24", { 24, 1, false } },
    { "25", { 25, 1, false } },
    { "29.97", { 30000, 1001, false } },
    { "29.97df", { 30000, 1001, true } },
    { "30", { 30, 1, false } },
    { "48", { 48, 1, false } },
    { "50", { 50, 1, false } },
    { "59.94", { 60000, 1001, false } },
    { "59.94df", { 60000, 1001, true } },
    { "60", { 60, 1, false } },
    { "23.98", { 24000, 1001, false } },
    { "29.97ndf", { 30000, 1001, false } },
    { "59.94ndf", { 60000, 1001, false } },
    { "24000/1001", { 24000, 1001, false } },
    { "30000/1001", { 30000, 1001, false } },
    { "30000/1001df", { 30000, 1001, true } },
    { "30000/1001ndf", { 30000, 1001, false } },
    { "60000/1001", { 60000, 1001, false } },
    { "60000/1001df", { 60000, 1001, true } },
    { "60000/1001ndf", { 60000, 1001, false } },
    { "24/1", { 24, 1, false } },
    { "25/1", { 25, 1, false } },
    { "30/1", { 30, 1, false } },
    { "48/1", { 48, 1, false } },
    { "50/1", { 50, 1, false } },
    { "60/1", { 60, 1, false } },
};

enum { KNOWN_RATES = sizeof known_rates / sizeof *known_rates };

enum err_code rate_parse(struct rate *out, const char *text, struct err *err)
{
    char folded[RATE_TEXT + 4];
    size_t used = 0;

    for (const char *c = text; *c && used < sizeof folded - 1; c++) {
        if (!isspace((unsigned char)*c))
            folded[used++] = (char)tolower((unsigned char)*c);
    }
    folded[used] = 0;
    for (size_t i = 0; i < KNOWN_RATES; i++) {
        if (!strcmp(folded, known_rates[i].text)) {
            *out = known_rates[i].rate;
            return ERR_NONE;
        }
    }
    return err_set(err, ERR_INVALID,
                   "\"%.40s\" is no frame rate predub knows; use 23.976, 24, 25, 29.97, 29.97df, "
                   "30, 48, 50, 59.94, 59.94df or 60",
                   text);
}

void rate_format(char out[RATE_TEXT], struct rate rate)
{
    snprintf(out, RATE_TEXT, "?");
    for (size_t i = KNOWN_RATES; i-- > 0;) { /* the first entry of a rate is its own text */
        const struct rate known = known_rates[i].rate;
        if (known.num == rate.num && known.den == rate.den && known.drop == rate.drop)
            snprintf(out, RATE_TEXT, "%s", known_rates[i].text);
    }
}

static int64_t floor_div(int64_t value, int64_t by)
{
    return value / by - (value % by < 0);
}

int64_t timecode_frame_at(struct rate rate, int64_t position_samples)
{
    return floor_div(position_samples * rate.num, (int64_t)RATE_HZ * rate.den);
}

int64_t timecode_frame_start(struct rate rate, int64_t frame)
{
    return -floor_div(-frame * RATE_HZ * rate.den, rate.num);
}

/* Frame of a label; a dropped label counts as if it were there. */
static int64_t frame_of_label(struct rate rate, const int64_t part[4])
{
    const int64_t minutes = part[0] * 60 + part[1];

    return (minutes * 60 + part[2]) * label_rate(rate) + part[3] -
           labels_dropped(rate) * (minutes - minutes / 10);
}

static void label_of_frame(int64_t part[4], struct rate rate, int64_t frame)
{
    const int64_t fps = label_rate(rate), dropped = labels_dropped(rate);
    const int64_t ten_minutes = fps * 600 - 9 * dropped, minute = fps * 60 - dropped;

    if (dropped) {
        const int64_t rest = frame % ten_minutes;
        frame += 9 * dropped * (frame / ten_minutes);
        if (rest >= dropped)
            frame += dropped * ((rest - dropped) / minute);
    }
    part[3] = frame % fps;
    part[2] = frame / fps % 60;
    part[1] = frame / fps / 60 % 60;
    part[0] = frame / fps / 3600;
}

/* Reads "hh:mm:ss:ff" into four numbers of one to two digits (frames up to three). */
static bool split_label(int64_t part[4], const char *text)
{
    for (int i = 0; i < 4; i++) {
        int digits = 0;

        part[i] = 0;
        while (isdigit((unsigned char)*text) && digits++ < 2)
            part[i] = part[i] * 10 + (*text++ - '0');
        if (!digits)
            return false;
        if (i < 3 && *text != ':' && !(i == 2 && (*text == ';' || *text == '.')))
            return false;
        if (i < 3)
            text++;
    }
    return *text == 0;
}

enum err_code timecode_parse(int64_t *position_samples, struct rate rate, const char *text,
                             struct err *err)
{
    int64_t part[4];
    char name[RATE_TEXT], next[TIMECODE_TEXT];

    if (!split_label(part, text))
        return err_set(err, ERR_INVALID, "\"%.40s\" is no timecode; write hh:mm:ss:ff", text);
    rate_format(name, rate);
    if (part[0] > 23 || part[1] > 59 || part[2] > 59 || part[3] >= label_rate(rate))
        return err_set(err, ERR_INVALID,
                       "timecode %.40s does not exist at %s: hours go to 23, minutes and seconds "
                       "to 59, frames to %d",
                       text, name, (int)label_rate(rate) - 1);
    if (part[3] < labels_dropped(rate) && part[2] == 0 && part[1] % 10 != 0) {
        part[3] = labels_dropped(rate);
        timecode_format(next, rate, timecode_frame_start(rate, frame_of_label(rate, part)));
        return err_set(err, ERR_INVALID,
                       "timecode %.40s is dropped at %s; the next that exists is %s", text, name,
                       next);
    }
    *position_samples = timecode_frame_start(rate, frame_of_label(rate, part));
    return ERR_NONE;
}

/* Says to the compiler what is true anyway: a part of a label has two digits. */
static unsigned two_digits(int64_t part)
{
    return (unsigned)part % 100;
}

void timecode_format(char out[TIMECODE_TEXT], struct rate rate, int64_t position_samples)
{
    const int64_t day = frames_a_day(rate);
    int64_t frame = timecode_frame_at(rate, position_samples) % day, part[4];

    if (frame < 0)
        frame += day;
    label_of_frame(part, rate, frame);
    snprintf(out, TIMECODE_TEXT, "%02u:%02u:%02u%c%02u", two_digits(part[0]), two_digits(part[1]),
             two_digits(part[2]), rate.drop ? ';' : ':', two_digits(part[3]));
}

int64_t timecode_from_rate(int64_t position, uint32_t rate_hz)
{
    if (rate_hz == RATE_HZ)
        return position;
    /* Whole seconds first: the product of a day's samples and 48000 fits, hostile ones must, too.
     */
    const int64_t seconds = floor_div(position, rate_hz), rest = position - seconds * rate_hz;
    return seconds * RATE_HZ + (rest * RATE_HZ + rate_hz / 2) / rate_hz;
}
