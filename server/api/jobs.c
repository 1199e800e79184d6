/* The work behind the requests: how far it is, and how to end it. */
#include "server/store/jobs.h"

#include <math.h>
#include <stdlib.h>

#include "server/api/app.h"
#include "server/api/routes.h"
#include "server/api/to_json.h"
#include "server/api/work_json.h"
#include "server/store/recordings.h"

/* Below this share an extrapolation says nothing. */
static const double least_share = 0.02;

static double seconds_left(const struct job_row *job, int64_t now_ms)
{
    const double spent_s = (double)(now_ms - job->started_at_ms) / 1000;

    if (job->state == JOB_WAITING)
        return NAN;
    if (job->state != JOB_RUNNING)
        return 0;
    return job->progress < least_share ? NAN : spent_s * (1 - job->progress) / job->progress;
}

static json_t *subject_json(const struct job_row *job, const struct recording *recording)
{
    if (job->set_id)
        return json_pack("{s:I}", "set_id", (json_int_t)job->set_id);
    if (job->picture_id)
        return json_pack("{s:I, s:s, s:I, s:I}", "picture_id", (json_int_t)job->picture_id,
                         "scene_number", job->scene_number, "in_samples",
                         (json_int_t)job->in_samples, "out_samples", (json_int_t)job->out_samples);
    if (!recording)
        return json_pack("{s:I}", "recording_id", (json_int_t)job->recording_id);
    return json_pack("{s:I, s:I, s:s, s:s}", recording->set_id ? "print_id" : "temp_id",
                     (json_int_t)recording->id, recording->set_id ? "set_id" : "picture_id",
                     (json_int_t)(recording->set_id ? recording->set_id : recording->picture_id),
                     "role", recording->role, "filename", recording->filename);
}

static json_t *job_json(const struct job_row *job, const struct recording *recording,
                        int64_t now_ms)
{
    return json_pack(
        "{s:I, s:s, s:s, s:f, s:o, s:o, s:s?, s:I, s:o}", "id", (json_int_t)job->id, "kind",
        job->kind, "state", job_state_name(job->state), "progress", job->progress, "seconds_left",
        json_seconds(seconds_left(job, now_ms)), "subject", subject_json(job, recording), "error",
        *job->error ? job->error : NULL, "created_at_ms", (json_int_t)job->created_at_ms,
        "ended_at_ms", job->ended_at_ms ? json_integer(job->ended_at_ms) : json_null());
}

static const struct recording *recording_of(const struct recordings *recordings, int64_t id)
{
    for (size_t i = 0; i < recordings->count; i++)
        if (recordings->list[i].id == id)
            return &recordings->list[i];
    return NULL;
}

enum err_code api_jobs(struct req *req, struct reply *reply, struct err *err)
{
    struct recordings recordings = { 0 };
    struct job_row *jobs = NULL;
    struct production production;
    struct jobs_sum sum;
    json_t *json;
    size_t count = 0;
    enum err_code code;

    if ((code = db_production(req->db, req->id[0], &production, err)) ||
        (code = db_jobs_latest(req->db, production.id, &jobs, &count, err)) ||
        (code = db_recordings_with_jobs(req->db, production.id, &recordings, err)) ||
        (code = db_jobs_sum(req->db, production.id, &sum, err)))
        goto done;
    json = work_json(&sum, measuring_threads(req->app->measuring));
    json_object_set_new(json, "jobs", json_array());
    for (size_t i = 0; i < count; i++)
        json_push(json_object_get(json, "jobs"),
                  job_json(&jobs[i], recording_of(&recordings, jobs[i].recording_id),
                           db_now_ms(req->db)));
    code = reply_take(reply, 200, json, err);
done:
    free(jobs);
    free(recordings.list);
    return code;
}

/* Nothing of the record has changed, but there is work again, or less: who listens is told now. */
static enum err_code reply_job(struct req *req, struct reply *reply, struct err *err)
{
    struct recording recording;
    struct job_row job;
    enum err_code code = db_job(req->db, req->id[0], &job, err);

    if (!code && job.recording_id)
        code = db_recording(req->db, job.recording_id, &recording, err);
    if (code)
        return code;
    news_post(req->app->news, job.production_id);
    return reply_take(
        reply, 200, job_json(&job, job.recording_id ? &recording : NULL, db_now_ms(req->db)), err);
}

/* Nothing, or an empty object. */
static enum err_code read_nothing(struct req *req, struct err *err)
{
    return req->body_bytes > 0 ? req_unpack(req, err, "{}") : ERR_NONE;
}

enum err_code api_job_cancel(struct req *req, struct reply *reply, struct err *err)
{
    if (read_nothing(req, err) || measuring_cancel(req->app->measuring, req->db, req->id[0], err))
        return err->code;
    return reply_job(req, reply, err);
}

enum err_code api_job_retry(struct req *req, struct reply *reply, struct err *err)
{
    if (read_nothing(req, err) || measuring_retry(req->app->measuring, req->db, req->id[0], err))
        return err->code;
    return reply_job(req, reply, err);
}
