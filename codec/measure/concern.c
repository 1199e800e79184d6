#include "codec/measure/concern.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Domain §5.1 and §6.5. Seconds of LFE-only bass have no proposal there: one is heard as an event,
 * three as a passage. */
const struct thresholds thresholds_proposed = {
    .active_share_amber = 0.10,
    .active_share_red = 0.30,
    .active_run_amber_s = 10,
    .active_run_red_s = 30,
    .pumping_amber = 0.45,
    .pumping_red = 0.70,
    .periodicity_red = 0.5,
    .headroom_amber_db = 6,
    .headroom_red_db = 3,
    .headroom_loss_amber_db = 3,
    .overlap_amber = 0.2,
    .overlap_red = 0.5,
    .above_band_amber_db = -20,
    .above_band_red_db = -10,
    .dependence_amber_db = 3,
    .dependence_red_db = 6,
    .only_bass_amber_s = 1,
    .only_bass_red_s = 3,
    .cancellation_amber_db = -2,
    .cancellation_red_db = -4,
    .audibility_clear = 0.75,
    .audibility_amber = 0.60,
    .audibility_red = 0.45,
    .centre_share_amber = 0.20,
    .centre_share_red = 0.40,
};

#define FIELD(name, least, greatest)                                                               \
    {                                                                                              \
#name, offsetof(struct thresholds, name), least, greatest                                  \
    }

const struct threshold_field threshold_fields[THRESHOLDS] = {
    FIELD(active_share_amber, 0, 1),      FIELD(active_share_red, 0, 1),
    FIELD(active_run_amber_s, 0, 3600),   FIELD(active_run_red_s, 0, 3600),
    FIELD(pumping_amber, 0.01, 10),       FIELD(pumping_red, 0.01, 10),
    FIELD(periodicity_red, 0, 1),         FIELD(headroom_amber_db, 0, 40),
    FIELD(headroom_red_db, 0, 40),        FIELD(headroom_loss_amber_db, 0.1, 40),
    FIELD(overlap_amber, 0.01, 1),        FIELD(overlap_red, 0.01, 1),
    FIELD(above_band_amber_db, -80, 0),   FIELD(above_band_red_db, -80, 0),
    FIELD(dependence_amber_db, 0.1, 40),  FIELD(dependence_red_db, 0.1, 40),
    FIELD(only_bass_amber_s, 0.1, 3600),  FIELD(only_bass_red_s, 0.1, 3600),
    FIELD(cancellation_amber_db, -40, 0), FIELD(cancellation_red_db, -40, 0),
    FIELD(audibility_clear, 0, 1),        FIELD(audibility_amber, 0, 1),
    FIELD(audibility_red, 0, 1),          FIELD(centre_share_amber, 0.01, 1),
    FIELD(centre_share_red, 0.01, 1),
};

/* What may not be greater than what follows it: the milder limit first, or the lower one. */
static const struct {
    size_t lower, upper;
    const char *text;
} order[] = {
#define ORDER(lower, upper)                                                                        \
    {                                                                                              \
        offsetof(struct thresholds, lower), offsetof(struct thresholds, upper),                    \
            #lower " must be less than " #upper                                                    \
    }
    ORDER(active_share_amber, active_share_red),
    ORDER(active_run_amber_s, active_run_red_s),
    ORDER(pumping_amber, pumping_red),
    ORDER(headroom_red_db, headroom_amber_db),
    ORDER(overlap_amber, overlap_red),
    ORDER(above_band_amber_db, above_band_red_db),
    ORDER(dependence_amber_db, dependence_red_db),
    ORDER(only_bass_amber_s, only_bass_red_s),
    ORDER(cancellation_red_db, cancellation_amber_db),
    ORDER(audibility_red, audibility_amber),
    ORDER(audibility_amber, audibility_clear),
    ORDER(centre_share_amber, centre_share_red),
};

static double at(const struct thresholds *thresholds, size_t offset)
{
    double value;

    memcpy(&value, (const char *)thresholds + offset, sizeof(value));
    return value;
}

enum err_code thresholds_check(const struct thresholds *thresholds, struct err *err)
{
    for (size_t i = 0; i < THRESHOLDS; i++) {
        const struct threshold_field *field = &threshold_fields[i];
        const double value = at(thresholds, field->offset);

        if (!(value >= field->least && value <= field->greatest))
            return err_set(err, ERR_INVALID, "%s is %g; it goes from %g to %g", field->name, value,
                           field->least, field->greatest);
    }
    for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++)
        if (at(thresholds, order[i].lower) >= at(thresholds, order[i].upper))
            return err_set(err, ERR_INVALID, "%s", order[i].text);
    return ERR_NONE;
}

static const struct {
    const char *name, *unit;
} kinds[CONCERN_KINDS] = {
    [CONCERN_LFE_ACTIVE] = { "lfe-active", "share" },
    [CONCERN_LFE_PUMPING] = { "lfe-pumping", "index" },
    [CONCERN_LFE_HEADROOM] = { "lfe-headroom", "dB" },
    [CONCERN_LFE_OVERLAP] = { "lfe-overlap", "share" },
    [CONCERN_LFE_ABOVE_BAND] = { "lfe-above-band", "dB" },
    [CONCERN_LFE_DEPENDENCE] = { "lfe-dependence", "dB" },
    [CONCERN_LFE_ONLY_BASS] = { "lfe-only-bass", "s" },
    [CONCERN_LFE_CANCELLATION] = { "lfe-cancellation", "dB" },
    [CONCERN_DIALOGUE_AUDIBILITY] = { "dialogue-audibility", "index" },
    [CONCERN_CENTRE_BUSY] = { "centre-busy", "share" },
};

const char *concern_kind_name(enum concern_kind kind)
{
    return kinds[kind].name;
}

const char *concern_unit(enum concern_kind kind)
{
    return kinds[kind].unit;
}

const char *concern_level_name(enum concern_level level)
{
    static const char *const names[] = { "clear", "amber", "red", "unmeasured" };

    return names[level];
}

void concern_init(struct concern *out, enum concern_kind kind)
{
    *out = (struct concern){ .kind = kind,
                             .level = LEVEL_CLEAR,
                             .value = NAN,
                             .second = NAN,
                             .without_music = NAN,
                             .at_risk = NAN,
                             .trim_db = NAN };
}

void concern_unmeasured(struct concern *out, enum concern_kind kind, const char *why)
{
    concern_init(out, kind);
    out->level = LEVEL_UNMEASURED;
    snprintf(out->text, sizeof(out->text), "not measured: %s", why);
}

double concern_ramp(double x, double from, double to)
{
    if (from == to)
        return x > from ? 100 : 0;
    return 100 * fmin(fmax((x - from) / (to - from), 0), 1);
}

enum concern_level concern_level_of(double value, double amber, double red)
{
    const double sign = red < amber ? -1 : 1;

    if (sign * value > sign * red)
        return LEVEL_RED;
    return sign * value > sign * amber ? LEVEL_AMBER : LEVEL_CLEAR;
}
