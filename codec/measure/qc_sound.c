/* What a file sounds like: levels, silence, channels that are alike, what the LFE carries. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec/core/units.h"
#include "codec/measure/qc_check.h"

static bool has(const struct analysis *analysis, unsigned channel)
{
    return (analysis->channel_mask & 1u << channel) != 0;
}

static bool is_silent(const struct qc_check *check, unsigned channel)
{
    return !(qc_this(check)->analysis->level[channel].peak_db >= check->spec->silent_db);
}

static void check_numbers(struct qc_check *check)
{
    const struct qc_file *file = qc_this(check);
    const struct analysis *analysis = file->analysis;
    const int64_t at = analysis->start_samples + analysis->first_bad_samples;
    char place[QC_PLACE];

    if (analysis->bad_samples == 0)
        return;
    qc_place(place, check, at);
    qc_add(check, QC_MUST, "nan", at,
           "%s has %" PRId64 " sample%s that %s no number (NaN or Inf), the first at %s (sample "
           "%" PRId64 "): a plug-in failed. Such a sample can silence a whole mix bus. Print it "
           "again.",
           file->name, analysis->bad_samples, analysis->bad_samples == 1 ? "" : "s",
           analysis->bad_samples == 1 ? "is" : "are", place, analysis->first_bad_samples);
}

/* Where a channel is loudest, from the drawing pyramid. */
static int64_t loudest_at(const struct analysis *analysis, unsigned channel)
{
    size_t best = 0;
    int most = -1;

    for (size_t i = 0; i < analysis->peak_blocks; i++) {
        const struct peak_pair *pair = &analysis->peaks[i * CHANNELS + channel];
        const int size = abs(pair->low) > abs(pair->high) ? abs(pair->low) : abs(pair->high);

        if (size > most) {
            most = size;
            best = i;
        }
    }
    return analysis->start_samples + (int64_t)best * PEAK_SAMPLES;
}

static void check_true_peak(struct qc_check *check)
{
    const struct qc_file *file = qc_this(check);
    const struct analysis *analysis = file->analysis;
    const double limit = check->spec->true_peak_dbtp;
    unsigned worst = 0, over = 0;
    char place[QC_PLACE], more[40] = "";
    double level;

    for (unsigned c = 0; c < CHANNELS; c++) {
        over += analysis->level[c].true_peak_db > limit;
        if (analysis->level[c].true_peak_db > analysis->level[worst].true_peak_db)
            worst = c;
    }
    if (over == 0)
        return;
    level = analysis->level[worst].true_peak_db;
    if (over > 1)
        snprintf(more, sizeof more, ", and %u more channel%s", over - 1, over == 2 ? "" : "s");
    qc_place(place, check, loudest_at(analysis, worst));
    qc_add(check, analysis->level[worst].peak_db > 0.001 ? QC_MUST : QC_SHOULD, "true-peak",
           loudest_at(analysis, worst),
           "%s: %s reaches %.1f dBTP at %s%s; at most %.1f dBTP is proposed. %s %.1f dB softer.",
           file->name, qc_channel(file, worst), level, place, more, limit,
           analysis->level[worst].peak_db > 0.001 ? "It will clip as integers: print it"
                                                  : "Print it",
           ceil(10 * (level - limit)) / 10);
}

static void check_clipping(struct qc_check *check)
{
    const struct qc_file *file = qc_this(check);
    const struct analysis *analysis = file->analysis;

    for (unsigned c = 0; c < CHANNELS; c++) {
        const struct channel_levels *level = &analysis->level[c];
        const int64_t at = analysis->start_samples + level->first_clip_samples;
        char place[QC_PLACE];

        if (level->clipped_runs == 0)
            continue;
        qc_place(place, check, at);
        qc_add(check, QC_SHOULD, "clipping", at,
               "%s: %s is clipped in %" PRId64 " place%s (3 samples or more in a row at full "
               "scale), first at %s. Listen there; if it is not meant, print it again softer.",
               file->name, qc_channel(file, c), level->clipped_runs,
               level->clipped_runs == 1 ? "" : "s", place);
    }
}

static void check_dc(struct qc_check *check)
{
    const struct qc_file *file = qc_this(check);
    char channels[80] = "";
    size_t used = 0;
    double worst = 0;

    for (unsigned c = 0; c < CHANNELS; c++) {
        const double dc = fabs(file->analysis->level[c].dc);

        if (!(dc > check->spec->dc))
            continue;
        worst = fmax(worst, dc);
        used += (size_t)snprintf(channels + used, sizeof channels - used, "%s%s", used ? " " : "",
                                 qc_channel(file, c));
    }
    if (worst > 0)
        qc_add(check, QC_SHOULD, "dc", -1,
               "%s has a DC offset in %s, up to %.0f dBFS: edits will click, and headroom is lost. "
               "Put a high-pass at 5 Hz into the bus and print it again.",
               file->name, channels, db_of(worst));
}

static void say_silent_file(struct qc_check *check)
{
    const struct qc_file *file = qc_this(check);

    if (file->kind == ROLE_MIX)
        qc_add(check, QC_MUST, "silent-file", -1,
               "%s is silent from end to end. A full mix can't be: print it again.", file->name);
    else
        qc_add(check, QC_SHOULD, "silent-file", -1,
               "%s is silent from end to end. If this stem rests in the cue, that is as it should "
               "be; else look for a mute and print it again.",
               file->name);
}

static bool is_lfe(const struct qc_file *file, unsigned channel)
{
    return channel == CH_LFE && file->info->order.known_by != ORDER_UNKNOWN;
}

static void check_silence(struct qc_check *check)
{
    const struct qc_file *file = qc_this(check);
    char silent[80] = "";
    size_t used = 0;
    unsigned channels = 0, quiet = 0;

    for (unsigned c = 0; c < CHANNELS; c++) {
        channels += has(file->analysis, c);
        if (!has(file->analysis, c) || !is_silent(check, c))
            continue;
        quiet++;
        if (!is_lfe(file, c) && !qc_lacks(file, c))
            used += (size_t)snprintf(silent + used, sizeof silent - used, "%s%s", used ? " " : "",
                                     qc_channel(file, c));
    }
    if (quiet == channels) {
        say_silent_file(check);
        return;
    }
    if (*silent)
        qc_add(check, QC_INFO, "silent-channel", -1,
               "%s: nothing sounds in %s. Nothing to do if it is meant so.", file->name, silent);
    if (has(file->analysis, CH_LFE) && is_lfe(file, CH_LFE) && is_silent(check, CH_LFE) &&
        !qc_lacks(file, CH_LFE))
        qc_add(check, QC_INFO, "silent-lfe", -1,
               "%s: the LFE is there, and silent. Nothing to do if that is agreed.", file->name);
}

static bool same_blocks(const struct analysis *analysis, unsigned a, unsigned b)
{
    for (size_t i = 0; i < analysis->hash_blocks; i++)
        if (analysis->block_hash[i * CHANNELS + a] != analysis->block_hash[i * CHANNELS + b])
            return false;
    return true;
}

static void check_alike(struct qc_check *check)
{
    const struct qc_file *file = qc_this(check);

    for (unsigned a = 0; a < CHANNELS; a++)
        for (unsigned b = a + 1; b < CHANNELS; b++)
            if (has(file->analysis, a) && has(file->analysis, b) && !is_silent(check, a) &&
                same_blocks(file->analysis, a, b))
                qc_add(check, QC_SHOULD, "same-channels", -1,
                       "%s: %s and %s are the same, to the bit, from end to end. If it should be "
                       "wide, look for a mono send or a file imported twice.",
                       file->name, qc_channel(file, a), qc_channel(file, b));
}

/* Power of the bands from `from` up to `to` of the LFE in one frame. */
static double power(const struct analysis *analysis, size_t frame, unsigned from, unsigned to)
{
    double sum = 0;

    for (unsigned band = from; band < to; band++) {
        const int16_t level = analysis_band(analysis, frame, CH_LFE, band);

        if (level > BAND_SILENT)
            sum += pow(10, level / 1000.0);
    }
    return sum;
}

static void check_lfe(struct qc_check *check)
{
    const struct qc_file *file = qc_this(check);
    const struct analysis *analysis = file->analysis;
    double above = 0, all = 0, most = -1, share_db;
    size_t worst = 0;
    char place[QC_PLACE];
    int64_t at;

    if (!has(analysis, CH_LFE) || !is_lfe(file, CH_LFE) || is_silent(check, CH_LFE))
        return;
    for (size_t i = 0; i < analysis->frames; i++) {
        const double high = power(analysis, i, LOW_BANDS, BANDS);

        above += high;
        all += high + power(analysis, i, 0, LOW_BANDS);
        if (high > most) {
            most = high;
            worst = i;
        }
    }
    share_db = above > 0 ? 10 * log10(above / all) : -INFINITY;
    if (share_db <= check->spec->lfe_above_db)
        return;
    at = (analysis->first_frame + (int64_t)worst) * FRAME_SAMPLES;
    at = at < analysis->start_samples ? analysis->start_samples : at;
    qc_place(place, check, at);
    qc_add(check, QC_SHOULD, "lfe-above-band", at,
           "%s: its LFE has content above 120 Hz (%.1f dB of its power lies above 141 Hz, at most "
           "%.0f dB is proposed), most at %s. Cinema encoders cut it off; low-pass the LFE send "
           "at 120 Hz and print it again.",
           file->name, share_db, check->spec->lfe_above_db, place);
}

void qc_sound_check(struct qc_check *check)
{
    check_numbers(check);
    check_true_peak(check);
    check_clipping(check);
    check_dc(check);
    check_silence(check);
    check_alike(check);
    check_lfe(check);
}
