#include "codec/measure/lfe_text.h"

#include <stdio.h>

static const char *const band_names[LOW_BANDS] = { "20", "25", "31.5", "40", "50",
                                                   "63", "80", "100",  "125" };

#define WRITE(out, ...) snprintf((out)->text, sizeof((out)->text), __VA_ARGS__)

static void say_active(struct concern *out, const struct lfe_facts *facts)
{
    if (!facts->music_has_lfe)
        WRITE(out, "the music has no LFE channel");
    else if (out->value <= 0)
        WRITE(out, "the music's LFE is silent");
    else
        WRITE(out, "LFE on for %.1f s at a stretch: %.0f %% of the scene", out->second,
              100 * out->value);
}

static void say_pumping(struct concern *out, const struct lfe_facts *facts)
{
    (void)facts;
    if (out->level == LEVEL_CLEAR)
        WRITE(out, "LFE does not pump");
    else if (out->second > 0)
        WRITE(out, "LFE pumps at %.1f Hz%s", 1 / out->second,
              out->level == LEVEL_RED ? "" : ", but not steadily or not throughout");
    else
        WRITE(out, "LFE comes and goes without a beat");
}

static void say_headroom(struct concern *out, const struct lfe_facts *facts)
{
    (void)facts;
    if (out->value >= LFE_HEADROOM_MOST)
        WRITE(out, "the music's LFE takes no headroom from the FX");
    else if (out->second > 0)
        WRITE(out, "LFE and FX together leave %.1f dB, %.1f dB less than the FX alone", out->value,
              out->second);
    else
        WRITE(out, "LFE leaves %.1f dB of headroom; it does not meet the FX", out->value);
}

static void say_overlap(struct concern *out, const struct lfe_facts *facts)
{
    const double left_db = (double)facts->fact[CONCERN_LFE_HEADROOM].figure.value;
    const char *const from = band_names[facts->overlap_first];
    const char *const to = band_names[facts->overlap_last];

    if (out->second <= 0)
        WRITE(out, "LFE and FX never sound together");
    else if (out->level == LEVEL_CLEAR)
        WRITE(out, "LFE and FX sound together for %.1f s and hardly meet", out->second);
    else if (facts->overlap_first == facts->overlap_last)
        WRITE(out, "LFE meets the FX at %s Hz, %.1f s in all, %.1f dB left", to, out->second,
              left_db);
    else
        WRITE(out, "LFE meets the FX, %s to %s Hz, %.1f s in all, %.1f dB left", from, to,
              out->second, left_db);
}

static void say_above_band(struct concern *out, const struct lfe_facts *facts)
{
    (void)facts;
    if (out->value <= LFE_ABOVE_LEAST)
        WRITE(out, "LFE holds nothing above 150 Hz");
    else
        WRITE(out, "LFE above 150 Hz is %.1f dB under the whole", -out->value);
}

static void say_dependence(struct concern *out, const struct lfe_facts *facts)
{
    (void)facts;
    if (out->value >= LFE_LOSS_MOST)
        WRITE(out, "without the LFE no low end is left");
    else
        WRITE(out, "low end drops %.1f dB: without LFE", out->value);
}

static void say_only_bass(struct concern *out, const struct lfe_facts *facts)
{
    (void)facts;
    if (out->value <= 0)
        WRITE(out, "no bass is in the LFE alone");
    else
        WRITE(out, "bass is in the LFE alone for %.1f s, %.1f s at a stretch", out->value,
              out->second);
}

static void say_cancellation(struct concern *out, const struct lfe_facts *facts)
{
    const char *const over = facts->bass_peak_db > 0 ? "; its peak would pass full scale by" : "";
    char peak[48] = "";

    if (facts->bass_peak_db > 0)
        snprintf(peak, sizeof(peak), " %.1f dB", facts->bass_peak_db);
    if (out->level == LEVEL_CLEAR)
        WRITE(out, "LFE and mains add up in one subwoofer%s%s", over, peak);
    else
        WRITE(out, "LFE and mains cancel by %.1f dB in one subwoofer%s%s", -out->value, over, peak);
}

void lfe_text(struct concern *out, const struct lfe_facts *facts)
{
    static void (*const say[LFE_CONCERNS])(struct concern *, const struct lfe_facts *) = {
        [CONCERN_LFE_ACTIVE] = say_active,         [CONCERN_LFE_PUMPING] = say_pumping,
        [CONCERN_LFE_HEADROOM] = say_headroom,     [CONCERN_LFE_OVERLAP] = say_overlap,
        [CONCERN_LFE_ABOVE_BAND] = say_above_band, [CONCERN_LFE_DEPENDENCE] = say_dependence,
        [CONCERN_LFE_ONLY_BASS] = say_only_bass,   [CONCERN_LFE_CANCELLATION] = say_cancellation,
    };

    say[out->kind](out, facts);
}
