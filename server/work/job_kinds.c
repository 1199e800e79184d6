#include "server/work/job_kinds.h"

#include <stdio.h>
#include <string.h>

#include "codec/core/units.h"

const char job_kind_analyse[] = "analyse", job_kind_sounds[] = "sounds", job_kind_facts[] = "facts",
           job_kind_null[] = "null", job_kind_qc[] = "qc", job_kind_compare[] = "compare";

/* Scenes wait for the prints that are arriving; nobody can sign before it is known what they sound
 * like; a comparison is asked for by somebody, and needs less when that is known; a null test reads
 * everything once more. */
enum { RANK_QC, RANK_ANALYSE, RANK_SOUNDS, RANK_COMPARE, RANK_FACTS, RANK_NULL };

/* Times real time on one core, roughly: only for the time that is left before anything was
 * measured, and for how much each kind counts in the whole. */
enum {
    ANALYSE_SPEED = 250,
    SOUNDS_SPEED = 1000,
    COMPARE_SPEED = 2000,
    FACTS_SPEED = 2000,
    NULL_SPEED = 400
};

static struct job_row row_of(const char *kind, int rank, int64_t production_id, double work_s)
{
    struct job_row row = { .rank = rank, .production_id = production_id, .work_s = work_s };

    snprintf(row.kind, sizeof row.kind, "%s", kind);
    return row;
}

static double seconds(int64_t samples)
{
    return (double)samples / RATE_HZ;
}

struct job_row job_of_analysis(const struct recording *recording, int64_t production_id)
{
    struct job_row row = row_of(job_kind_analyse, RANK_ANALYSE, production_id,
                                seconds(recording->samples) / ANALYSE_SPEED);

    row.recording_id = recording->id;
    return row;
}

struct job_row job_of_sounds(int64_t recording_id, int64_t samples, int64_t production_id)
{
    struct job_row row =
        row_of(job_kind_sounds, RANK_SOUNDS, production_id, seconds(samples) / SOUNDS_SPEED);

    row.recording_id = recording_id;
    return row;
}

struct job_row job_of_compare(int64_t newer_set_id, int64_t samples, int64_t production_id)
{
    struct job_row row =
        row_of(job_kind_compare, RANK_COMPARE, production_id, seconds(samples) / COMPARE_SPEED);

    row.set_id = newer_set_id;
    return row;
}

struct job_row job_of_scene(const struct scene *scene, size_t sources, int64_t production_id)
{
    const int64_t samples = scene->out_samples - scene->in_samples;
    struct job_row row = row_of(job_kind_facts, RANK_FACTS, production_id,
                                seconds(samples) * (double)(sources + 1) / FACTS_SPEED);

    row.picture_id = scene->picture_id;
    row.in_samples = scene->in_samples;
    row.out_samples = scene->out_samples;
    memcpy(row.scene_number, scene->number, sizeof row.scene_number);
    return row;
}

struct job_row job_of_set(const char *kind, int64_t set_id, int64_t production_id,
                          const struct recordings *recordings)
{
    const bool null = !strcmp(kind, job_kind_null);
    struct job_row row;
    double sum_s = 0;

    for (size_t i = 0; i < recordings->count && null; i++)
        sum_s += seconds(recordings->list[i].samples) / NULL_SPEED;
    row = row_of(kind, null ? RANK_NULL : RANK_QC, production_id, sum_s);
    row.set_id = set_id;
    return row;
}
