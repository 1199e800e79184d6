/* The kinds of jobs by name, what each is expected to take, and which goes first. */
#pragma once

#include "server/store/jobs.h"
#include "server/store/recordings.h"

extern const char job_kind_analyse[], job_kind_sounds[], job_kind_facts[], job_kind_null[],
    job_kind_qc[], job_kind_compare[];

/* Rows to want, without key. */
struct job_row job_of_analysis(const struct recording *recording, int64_t production_id);
/* samples: of all ranges that are missing. */
struct job_row job_of_sounds(int64_t recording_id, int64_t samples, int64_t production_id);
struct job_row job_of_scene(const struct scene *scene, size_t sources, int64_t production_id);
/* recordings: those that the test reads. */
struct job_row job_of_set(const char *kind, int64_t set_id, int64_t production_id,
                          const struct recordings *recordings);
/* samples: of all prints, at most. */
struct job_row job_of_compare(int64_t newer_set_id, int64_t samples, int64_t production_id);
