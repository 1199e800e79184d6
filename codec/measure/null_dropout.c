#include "codec/measure/null_dropout.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "codec/core/units.h"
#include "codec/measure/null_levels.h"

enum {
    GAP_SAMPLES = RATE_HZ / 20, /* runs that are nearer than that are one */
    EDGE_SAMPLES = 240,         /* looked at before and after a run */
    TOLD_MAX = 6
};

void null_runs_add(struct null_runs *runs, const struct null_cell *cell)
{
    const int64_t end = cell->at_samples + (int64_t)cell->samples;
    struct null_run *last = runs->runs ? &runs->run[runs->runs - 1] : NULL;

    if (!cell->is_bad)
        return;
    runs->samples += (double)cell->samples;
    if (last && runs->more == 0 && cell->at_samples - last->to_samples <= GAP_SAMPLES)
        last->to_samples = end;
    else if (runs->runs < RUNS_MAX)
        runs->run[runs->runs++] = (struct null_run){ cell->at_samples, end };
    else
        runs->more++;
}

/* Energies of one file around and in a run. */
struct seen {
    double before, inside, after;
    double cross; /* with the residual, inside */
};

struct scene {
    struct null_run run; /* to the sample */
    struct seen mix, stem[NULL_STEMS_MAX];
    double residual, sum, cross_sum; /* inside; of the sum with the residual */
    double residual_head;            /* in the first EDGE_SAMPLES of it */
    unsigned off_mask;               /* the channels that differ: no others are looked at */
};

static double residual_at(const struct null_tracks *tracks, unsigned channel, size_t i)
{
    return (double)tracks->mix.block.ch[channel][i] - tracks->sum[channel][i];
}

/* Whether any channel is off by more than rounding at a sample of the block just read. */
static bool is_off(const struct null_tracks *tracks, size_t i, double step)
{
    for (unsigned c = 0; c < CHANNELS; c++)
        if (fabs(residual_at(tracks, c, i)) > step)
            return true;
    return false;
}

/* The cells around the run's ends are read to find the first and the last sample. */
static enum err_code sharpen(struct null_tracks *tracks, struct null_run *run, struct err *err)
{
    const double step = 4 * null_step(tracks);
    const int64_t last = run->to_samples - CELL_SAMPLES;
    enum err_code code = null_tracks_read(tracks, run->from_samples, CELL_SAMPLES, err);
    size_t i = 0;

    if (code)
        return code;
    while (i < CELL_SAMPLES && !is_off(tracks, i, step))
        i++;
    run->from_samples += i < CELL_SAMPLES ? (int64_t)i : 0;
    if ((code = null_tracks_read(tracks, last, CELL_SAMPLES, err)))
        return code;
    i = CELL_SAMPLES;
    while (i > 0 && !is_off(tracks, i - 1, step))
        i--;
    if (i > 0 && last + (int64_t)i > run->from_samples)
        run->to_samples = last + (int64_t)i;
    return ERR_NONE;
}

static double energy_of(const struct null_track *track, unsigned mask, size_t samples)
{
    double sum = 0;

    for (unsigned c = 0; c < CHANNELS; c++)
        for (size_t i = 0; i < samples && (mask & 1u << c); i++)
            sum += (double)track->block.ch[c][i] * (double)track->block.ch[c][i];
    return sum;
}

static double cross_of(const struct null_tracks *tracks, const struct null_track *track,
                       unsigned mask, size_t samples)
{
    double sum = 0;

    for (unsigned c = 0; c < CHANNELS; c++)
        for (size_t i = 0; i < samples && (mask & 1u << c); i++)
            sum += (double)track->block.ch[c][i] * residual_at(tracks, c, i);
    return sum;
}

static void look_inside(struct scene *scene, const struct null_tracks *tracks, size_t samples)
{
    scene->mix.inside = energy_of(&tracks->mix, scene->off_mask, samples);
    scene->mix.cross = cross_of(tracks, &tracks->mix, scene->off_mask, samples);
    for (size_t i = 0; i < tracks->stems; i++) {
        scene->stem[i].inside = energy_of(&tracks->stem[i], scene->off_mask, samples);
        scene->stem[i].cross = cross_of(tracks, &tracks->stem[i], scene->off_mask, samples);
    }
    for (unsigned c = 0; c < CHANNELS; c++)
        for (size_t i = 0; i < samples && (scene->off_mask & 1u << c); i++) {
            const double left = residual_at(tracks, c, i), sum = tracks->sum[c][i];

            scene->residual += left * left;
            scene->sum += sum * sum;
            scene->cross_sum += left * sum;
            if (i < EDGE_SAMPLES)
                scene->residual_head += left * left;
        }
}

/* Channels that hold a millionth of what is left, or more. */
static unsigned off_channels(const struct null_tracks *tracks, size_t samples)
{
    double left[CHANNELS] = { 0 }, all = 0;
    unsigned mask = 0;

    for (unsigned c = 0; c < CHANNELS; c++) {
        for (size_t i = 0; i < samples; i++)
            left[c] += residual_at(tracks, c, i) * residual_at(tracks, c, i);
        all += left[c];
    }
    for (unsigned c = 0; c < CHANNELS; c++)
        mask |= left[c] > 1e-6 * all ? 1u << c : 0;
    return mask;
}

/* Reads the edges and the head of the run; a long one is like its first fifth of a second. */
static enum err_code look(struct scene *scene, struct null_tracks *tracks, struct err *err)
{
    const int64_t length = scene->run.to_samples - scene->run.from_samples;
    const size_t samples = length < NULL_BLOCK_SAMPLES ? (size_t)length : NULL_BLOCK_SAMPLES;
    enum err_code code;

    if ((code = null_tracks_read(tracks, scene->run.from_samples, samples, err)))
        return code;
    scene->off_mask = off_channels(tracks, samples);
    if ((code =
             null_tracks_read(tracks, scene->run.from_samples - EDGE_SAMPLES, EDGE_SAMPLES, err)))
        return code;
    scene->mix.before = energy_of(&tracks->mix, scene->off_mask, EDGE_SAMPLES);
    for (size_t i = 0; i < tracks->stems; i++)
        scene->stem[i].before = energy_of(&tracks->stem[i], scene->off_mask, EDGE_SAMPLES);
    if ((code = null_tracks_read(tracks, scene->run.to_samples, EDGE_SAMPLES, err)))
        return code;
    scene->mix.after = energy_of(&tracks->mix, scene->off_mask, EDGE_SAMPLES);
    for (size_t i = 0; i < tracks->stems; i++)
        scene->stem[i].after = energy_of(&tracks->stem[i], scene->off_mask, EDGE_SAMPLES);
    if ((code = null_tracks_read(tracks, scene->run.from_samples, samples, err)))
        return code;
    look_inside(scene, tracks, samples);
    return ERR_NONE;
}

enum damage { SILENT, STRANGE, RIDDEN, FOREIGN, UNCLEAR };

/* The share of the residual that is this file. */
static double share_of(const struct seen *seen, const struct scene *scene)
{
    return seen->inside > 0 ? seen->cross * seen->cross / (seen->inside * scene->residual) : 0;
}

/* A stem that breaks off while it sounds, as loud as what is then left. */
static bool breaks_off(const struct seen *seen, const struct scene *scene)
{
    const double near = fmax(seen->before, seen->after);

    return seen->inside < 1e-8 * scene->residual && near > 0.01 * scene->residual_head;
}

static const struct null_track *find_silent(const struct scene *scene,
                                            const struct null_tracks *tracks)
{
    const struct null_track *best = NULL;
    double most = 0;

    if (scene->mix.inside < 1e-8 * scene->sum)
        return &tracks->mix;
    for (size_t i = 0; i < tracks->stems; i++) {
        const struct seen *seen = &scene->stem[i];

        if (breaks_off(seen, scene) && seen->before + seen->after > most) {
            most = seen->before + seen->after;
            best = &tracks->stem[i];
        }
    }
    return best;
}

/* What a stem has too much leaves its own negative; what the mix has instead of the sum leaves the
 * sum's negative. */
static const struct null_track *find_strange(const struct scene *scene,
                                             const struct null_tracks *tracks)
{
    const double against_sum =
        scene->sum > 0 ? -scene->cross_sum / sqrt(scene->sum * scene->residual) : 0;
    const struct null_track *best = NULL;
    double most = 0.7;

    for (size_t i = 0; i < tracks->stems; i++) {
        const double share = scene->stem[i].cross < 0 ? share_of(&scene->stem[i], scene) : 0;

        if (share > most) {
            most = share;
            best = &tracks->stem[i];
        }
    }
    if (!best && (scene->mix.cross > 0 ? share_of(&scene->mix, scene) : 0) + against_sum > 0.8 &&
        against_sum > 0.2)
        best = &tracks->mix;
    return best;
}

static enum damage judge(const struct scene *scene, const struct null_tracks *tracks,
                         const struct null_track **who)
{
    const double with_sum =
        scene->sum > 0 ? scene->cross_sum / sqrt(scene->sum * scene->residual) : 0;

    if ((*who = find_silent(scene, tracks)))
        return SILENT;
    if (fabs(with_sum) > 0.95 &&
        scene->residual * (1 - with_sum * with_sum) < 1e-3 * scene->mix.inside)
        return RIDDEN; /* a gain explains all but a thousandth of the mix */
    if ((*who = find_strange(scene, tracks)))
        return STRANGE;
    return fabs(with_sum) < 0.3 && scene->mix.cross > 0.5 * scene->residual ? FOREIGN : UNCLEAR;
}

static const char *cause_of(const struct null_track *track, const struct null_run *run,
                            enum damage damage, bool is_mix)
{
    const int64_t end = track->start_samples + track->samples;

    if (damage == STRANGE)
        return is_mix ? "has other sound than the stems" : "has sound that is not in the mix";
    if (run->from_samples >= end - EDGE_SAMPLES)
        return "is silent, because its file ends";
    return run->to_samples <= track->start_samples + EDGE_SAMPLES
               ? "is silent, because its file starts later"
               : "drops out";
}

/* "1.25 s", "12 samples". */
static void say_length(char *out, size_t bytes, int64_t samples)
{
    if (samples >= RATE_HZ / 10)
        snprintf(out, bytes, "%.4g s", (double)samples / RATE_HZ);
    else
        snprintf(out, bytes, "%d sample%s", (int)samples, samples == 1 ? "" : "s");
}

static void diagnose_ride(struct nulltest *test, const char *from, const char *to,
                          const struct scene *scene)
{
    const double level_db = db_of(1 + scene->cross_sum / scene->sum);

    null_diagnose(test, NULL_GAIN, NULL, level_db,
                  "From %s to %s the full mix is %.2f dB %s than the stems, elsewhere they agree: "
                  "a fader was moved for the mix alone. Print mix and stems in one pass.",
                  from, to, fabs(level_db), level_db > 0 ? "louder" : "softer");
}

static void diagnose(struct nulltest *test, const struct null_tracks *tracks,
                     const struct scene *scene, const struct null_track *who, enum damage damage)
{
    const struct null_run *run = &scene->run;
    const double seconds = (double)(run->to_samples - run->from_samples) / RATE_HZ;
    const bool is_mix = who == &tracks->mix;
    char from[NULL_PLACE], to[NULL_PLACE], length[32];

    say_length(length, sizeof length, run->to_samples - run->from_samples);
    null_place(from, tracks->input, run->from_samples);
    null_place(to, tracks->input, run->to_samples);
    if (damage == RIDDEN)
        diagnose_ride(test, from, to, scene);
    else if (who)
        null_diagnose(test, NULL_DROPOUT, is_mix ? NULL : who->name, seconds,
                      "%s %s at %s for %s (until %s). Print it again, or look for an edit there.",
                      is_mix ? "The full mix" : who->name, cause_of(who, run, damage, is_mix), from,
                      length, to);
    else
        null_diagnose(test, NULL_DROPOUT, NULL, seconds,
                      "From %s to %s (%s) the mix and the stems differ, elsewhere they agree: look "
                      "for an edit, a mute or a punch-in there.",
                      from, to, length);
}

enum err_code null_dropout_run(struct nulltest *test, struct null_tracks *tracks,
                               const struct null_dropouts *dropouts, double *told, struct err *err)
{
    const struct null_runs *runs = dropouts->runs;
    size_t count = 0;
    double all = 0;
    enum err_code code = ERR_NONE;

    *told = 0;
    for (size_t i = 0; i < runs->runs && !code; i++) {
        struct scene scene = { .run = runs->run[i] };
        const struct null_track *who;
        enum damage damage;
        double length;

        if ((code = sharpen(tracks, &scene.run, err)) || (code = look(&scene, tracks, err)))
            return code;
        length = (double)(scene.run.to_samples - scene.run.from_samples);
        all += length;
        damage = judge(&scene, tracks, &who);
        if (damage == FOREIGN || (damage == UNCLEAR && !dropouts->are_rare) ||
            (damage != SILENT && dropouts->only_silent))
            continue;
        *told += length;
        if (count++ < TOLD_MAX)
            diagnose(test, tracks, &scene, who, damage);
    }
    *told = all > 0 ? *told / all : 0;
    return code;
}
