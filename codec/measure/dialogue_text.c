#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "codec/measure/dialogue_facts.h"

/* Adds a clause, or leaves it out when there is no room for all of it. */
__attribute__((format(printf, 2, 3))) static void add(struct concern *out, const char *format, ...)
{
    const size_t used = strlen(out->text), room = sizeof(out->text) - used;
    va_list values;
    int bytes;

    va_start(values, format);
    bytes = vsnprintf(out->text + used, room, format, values);
    va_end(values);
    if (bytes < 0 || (size_t)bytes >= room)
        out->text[used] = 0;
}

enum { HZ_TEXT = 24 };

/* "500 Hz", "1.25 kHz" */
static void write_hz(char out[HZ_TEXT], double hz)
{
    if (hz < 1000)
        snprintf(out, HZ_TEXT, "%g Hz", hz);
    else
        snprintf(out, HZ_TEXT, "%g kHz", hz / 1000);
}

/* What takes more is no trim but a mute, and no advice. */
static const double most_advised_db = -20;

static void say_remedies(struct concern *out, const struct dialogue_facts *facts, double amber)
{
    const double stem_db = dialogue_trim_to(facts->curve[TRIM_OF_STEM], amber);
    const double bands_db = dialogue_trim_to(facts->curve[TRIM_OF_BANDS], amber);
    char from[HZ_TEXT], to[HZ_TEXT];

    write_hz(from, facts->figures.from_hz);
    write_hz(to, facts->figures.to_hz);
    if (facts->figures.from_hz < facts->figures.to_hz)
        add(out, "; worst around %s to %s", from, to);
    else
        add(out, "; worst around %s", to);
    if (isfinite(out->trim_db))
        add(out, "; all music %.1f dB clears it", out->trim_db);
    if (stem_db >= most_advised_db && facts->stem[0])
        add(out, ", or %s alone %.1f dB", facts->stem, stem_db);
    if (bands_db >= most_advised_db)
        add(out, ", or only there %.1f dB", bands_db);
}

static void say_audibility(struct concern *out, const struct dialogue_facts *facts,
                           const struct thresholds *thresholds)
{
    const struct dialogue_figures *const is = &facts->figures;
    const double amber = thresholds->audibility_amber;

    if (out->level != LEVEL_CLEAR) {
        add(out, "%s %.1f s: %.0f %% of the dialogue, index %.2f, %.2f without music",
            out->level == LEVEL_RED ? "music covers words for" : "words hard to follow,",
            out->at_risk * is->speech_s, 100 * out->at_risk, is->p10, is->without_music_p10);
        say_remedies(out, facts, amber);
    } else if (is->p10 < amber) {
        add(out, "effects, not the music, cover the dialogue: index %.2f, %.2f without music",
            is->p10, is->without_music_p10);
    } else {
        add(out, "dialogue is clear over the music: index %.2f, %.2f without music", is->p10,
            is->without_music_p10);
    }
    if (!is->has_effects)
        add(out, "; no FX temp");
}

static void say_centre(struct concern *out, const struct dialogue_facts *facts,
                       const struct thresholds *thresholds)
{
    const struct dialogue_figures *const is = &facts->figures;
    const double all_db =
        dialogue_centre_trim_to(facts->centre_trim, thresholds->centre_share_amber);

    if (out->value < 0.005) {
        add(out, "the music's Centre stays out of the dialogue's way");
        return;
    }
    add(out, "the music's Centre is in the dialogue's way for %.0f %% of %.1f s", 100 * out->value,
        is->speech_s);
    if (out->level == LEVEL_CLEAR)
        return;
    add(out, "; without it the index is %.2f instead of %.2f", is->without_centre_p10, is->p10);
    if (isfinite(out->trim_db))
        add(out, "; %s in the Centre %.1f dB clears it", out->stem, out->trim_db);
    else if (isfinite(all_db))
        add(out, "; no trim of %s alone clears it, all Centres %.1f dB do", out->stem, all_db);
}

void dialogue_text(struct concern out[DIALOGUE_CONCERNS], const struct dialogue_facts *facts,
                   const struct thresholds *thresholds)
{
    if (facts->state == DIALOGUE_MEASURED) {
        say_audibility(&out[0], facts, thresholds);
        say_centre(&out[1], facts, thresholds);
    }
    for (unsigned i = 0; i < DIALOGUE_CONCERNS; i++) {
        if (facts->state == DIALOGUE_NOBODY)
            add(&out[i], "nobody speaks in this scene");
        if (facts->figures.covered < 0.98)
            add(&out[i], "; dialogue temp for %.0f %% only", 100 * facts->figures.covered);
    }
}
