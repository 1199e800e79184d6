#include "server/cli/measure_table.h"

#include <math.h>
#include <string.h>

#include "server/cli/table.h"

enum { NAME_WIDTH_MOST = 32, LINE_WIDTH = 100, INDENT = 13, MOMENTS_SHOWN = 3 };
enum { VALUE_TEXT = 32, WORD_TEXT = 256, PARAGRAPH_TEXT = 1024 };

/* How high it stands, in three columns. */
static const char *const ladders[2][LEVEL_UNMEASURED + 1] = {
    { ".  ", ".o ", ".o#", " ? " },
    { "▁  ", "▁▄ ", "▁▄█", " ? " },
};

/* What a person calls it, where only the kind is named. */
static const char *const kind_words[CONCERN_KINDS] = {
    [CONCERN_LFE_ACTIVE] = "LFE activity",
    [CONCERN_LFE_PUMPING] = "LFE pumping",
    [CONCERN_LFE_HEADROOM] = "LFE headroom",
    [CONCERN_LFE_OVERLAP] = "LFE overlap with the FX",
    [CONCERN_LFE_ABOVE_BAND] = "LFE above its band",
    [CONCERN_LFE_DEPENDENCE] = "low end without LFE",
    [CONCERN_LFE_ONLY_BASS] = "bass in the LFE alone",
    [CONCERN_LFE_CANCELLATION] = "LFE cancellation",
    [CONCERN_DIALOGUE_AUDIBILITY] = "dialogue audibility",
    [CONCERN_CENTRE_BUSY] = "music in the Centre",
};

static const char *value_text(char out[VALUE_TEXT], const struct concern *concern, double value)
{
    const char *const unit = concern_unit(concern->kind);

    if (!isfinite(value))
        snprintf(out, VALUE_TEXT, "-");
    else if (!strcmp(unit, "share"))
        snprintf(out, VALUE_TEXT, "%.0f %%", 100 * value);
    else if (!strcmp(unit, "index"))
        snprintf(out, VALUE_TEXT, "%.2f", value);
    else
        snprintf(out, VALUE_TEXT, "%.1f %s", value, unit);
    return out;
}

static void print_padded(const char *text, int width, FILE *out)
{
    const int pad = width - table_width(text);

    fprintf(out, "%s%*s", text, pad > 0 ? pad : 0, "");
}

static enum concern_level worst_level(const struct scene_report *report)
{
    bool measured = false;
    enum concern_level worst = LEVEL_CLEAR;

    for (unsigned i = 0; i < CONCERN_KINDS; i++) {
        const enum concern_level level = report->concern[i].level;

        if (level == LEVEL_UNMEASURED)
            continue;
        measured = true;
        if (level > worst)
            worst = level;
    }
    return measured ? worst : LEVEL_UNMEASURED;
}

/* A paragraph, broken between words, beside a word at its head. */
static void print_paragraph(const char *head, const char *text, FILE *out)
{
    const int indent = head ? INDENT : 0;
    int used = head ? fprintf(out, "    %-*s", INDENT - 4, head) : 0;

    while (*text) {
        size_t bytes = strcspn(text, " ");
        char word[WORD_TEXT];

        if (!strncmp(text + bytes, " %", 2))
            bytes += 1 + strcspn(text + bytes + 1, " ");
        snprintf(word, sizeof word, "%.*s", (int)bytes, text);
        if (used > indent && used + 1 + table_width(word) > LINE_WIDTH)
            used = fprintf(out, "\n%*s", indent, "") - 1;
        used += fprintf(out, "%s", used > indent ? " " : "") + table_width(word);
        fputs(word, out);
        text += bytes + (text[bytes] == ' ');
    }
    fputc('\n', out);
}

/* What the dialogue's concerns can be cleared with stands in their text. */
static void write_cause(const struct concern *concern, FILE *out)
{
    if (*concern->stem)
        fprintf(out, "%s%s%s", concern->stem, concern->has_channel ? ", " : "",
                concern->has_channel ? channel_name(concern->channel) : "");
    if (*concern->stem && concern->kind <= CONCERN_LFE_CANCELLATION) {
        if (isfinite(concern->trim_db))
            fprintf(out, ": %.1f dB clears it", concern->trim_db);
        else
            fprintf(out, ": no trim of it alone clears it");
    }
    if (*concern->stem && concern->moments > 0)
        fprintf(out, "; ");
}

static void write_moments(const struct concern *concern, struct rate rate, FILE *out)
{
    char in[TIMECODE_TEXT], end[TIMECODE_TEXT], value[VALUE_TEXT];

    for (unsigned i = 0; i < concern->moments && i < MOMENTS_SHOWN; i++) {
        const struct moment *const moment = &concern->moment[i];

        timecode_format(in, rate, moment->in_samples);
        timecode_format(end, rate, moment->out_samples);
        fprintf(out, "%s%s to %s (%s)", i ? ", " : "worst ", in, end,
                value_text(value, concern, moment->value));
    }
}

static void print_concern(const struct concern *concern, struct rate rate, FILE *out)
{
    char value[VALUE_TEXT], text[PARAGRAPH_TEXT];
    FILE *const line = fmemopen(text, sizeof text, "w");

    snprintf(text, sizeof text, "%s (%s %s)", concern->text, kind_words[concern->kind],
             value_text(value, concern, concern->value));
    print_paragraph(concern_level_name(concern->level), text, out);
    if (!line)
        return;
    *text = 0;
    write_cause(concern, line);
    write_moments(concern, rate, line);
    fclose(line);
    if (*text)
        print_paragraph("", text, out);
}

/* Worst first. */
static void print_standing_out(const struct scene_report *report, struct rate rate, FILE *out)
{
    bool printed[CONCERN_KINDS] = { false };
    int next;

    do {
        next = -1;
        for (int i = 0; i < CONCERN_KINDS; i++) {
            const struct concern *const concern = &report->concern[i];
            const struct concern *const best = next < 0 ? NULL : &report->concern[next];

            if (printed[i] || (concern->level != LEVEL_AMBER && concern->level != LEVEL_RED))
                continue;
            if (!best || concern->level > best->level ||
                (concern->level == best->level && concern->ramp > best->ramp))
                next = i;
        }
        if (next >= 0) {
            print_concern(&report->concern[next], rate, out);
            printed[next] = true;
        }
    } while (next >= 0);
}

/* Kinds that have the same reason stand in one line. */
static void print_unmeasured(const struct scene_report *report, FILE *out)
{
    bool printed[CONCERN_KINDS] = { false };

    for (unsigned i = 0; i < CONCERN_KINDS; i++) {
        const struct concern *const concern = &report->concern[i];
        char text[PARAGRAPH_TEXT];
        size_t used = 0;
        unsigned same = 0;

        if (printed[i] || concern->level != LEVEL_UNMEASURED)
            continue;
        for (unsigned k = i; k < CONCERN_KINDS; k++) {
            if (report->concern[k].level != LEVEL_UNMEASURED ||
                strcmp(report->concern[k].text, concern->text) != 0)
                continue;
            used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", used ? ", " : "",
                                     kind_words[k]);
            printed[k] = true;
            same++;
        }
        if (same == CONCERN_KINDS)
            snprintf(text, sizeof text, "everything: %s", concern->text);
        else
            snprintf(text + used, sizeof text - used, ": %s", concern->text);
        print_paragraph("unknown", text, out);
    }
}

static int name_width(const struct measured *measured)
{
    int width = 4;

    for (size_t i = 0; i < measured->scenes; i++)
        if (table_width(measured->scene[i].name) > width)
            width = table_width(measured->scene[i].name);
    return width < NAME_WIDTH_MOST ? width : NAME_WIDTH_MOST;
}

static int number_width(const struct measured *measured)
{
    int width = 5;

    for (size_t i = 0; i < measured->scenes; i++)
        if (table_width(measured->scene[i].number) > width)
            width = table_width(measured->scene[i].number);
    return width;
}

static void print_scene(const struct measured *measured, size_t i, const char *const *ladder,
                        FILE *out)
{
    const struct scene_row *const scene = &measured->scene[i];
    const struct scene_report *const report = &measured->report[i];
    const enum concern_level level = worst_level(report);
    char in[TIMECODE_TEXT], end[TIMECODE_TEXT];

    timecode_format(in, measured->rate, scene->in_samples);
    timecode_format(end, measured->rate, scene->out_samples);
    print_padded(scene->number, number_width(measured) + 2, out);
    print_padded(scene->name, name_width(measured) + 2, out);
    fprintf(out, "%s  %s  %s  ", in, end, ladder[level]);
    if (isfinite(report->score))
        fprintf(out, "%3.0f  %s\n", report->score, concern_level_name(level));
    else
        fprintf(out, "%3s  %s\n", "-", concern_level_name(level));
    print_standing_out(report, measured->rate, out);
    print_unmeasured(report, out);
}

static void print_ground(const struct measured *measured, FILE *out)
{
    const struct report_settings *const settings = &measured->settings;
    char text[PARAGRAPH_TEXT];

    snprintf(text, sizeof text,
             "The number is how much attention a scene wants, 0 to 100; it approves nothing. The "
             "levels follow thresholds that are %s: no standard gives any. Assumed: music at %+.1f "
             "dB, FX at %+.1f dB, surrounds at %s.",
             measured->own_thresholds == 0 ? "proposals"
                                           : "those of this command line and else proposals",
             settings->music_trim_db, settings->effects_trim_db,
             settings->near_field ? "0 dB (near field)" : "-3 dB (theatre)");
    fputc('\n', out);
    print_paragraph(NULL, text, out);
}

void measure_table_print(const struct measured *measured, bool utf8, FILE *out)
{
    size_t count[LEVEL_UNMEASURED + 1] = { 0 };

    print_padded("scene", number_width(measured) + 2, out);
    print_padded("name", name_width(measured) + 2, out);
    fprintf(out, "%-11s  %-11s  attention\n", "in", "out");
    for (size_t i = 0; i < measured->scenes; i++) {
        print_scene(measured, i, ladders[utf8], out);
        count[worst_level(&measured->report[i])]++;
    }
    fprintf(out, "\n%zu scene%s: %zu red, %zu amber, %zu clear, %zu not measured.\n",
            measured->scenes, measured->scenes == 1 ? "" : "s", count[LEVEL_RED],
            count[LEVEL_AMBER], count[LEVEL_CLEAR], count[LEVEL_UNMEASURED]);
    print_ground(measured, out);
}
