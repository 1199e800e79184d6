#include "server/cli/push_run.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "server/cli/push_crew.h"

enum { QC_MS = 60000, QC_POLL_MS = 500, NAP_MS = 100, WASTE_PER_CENT = 4 };

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

enum err_code push_read_options(struct push *push, struct err *err)
{
    double parallel = 3, minutes = 10;
    enum err_code code;

    if ((code = args_number(push->args, "--parallel", (double[2]){ 1, PUSH_PARALLEL_MOST },
                            &parallel, err)) ||
        (code = args_number(push->args, "--retry-for", (double[2]){ 0, 10080 }, &minutes, err)))
        return code;
    push->sending.parallel = (unsigned)parallel;
    push->sending.retry_ms = (int64_t)(minutes * 60000);
    return ERR_NONE;
}

/* ---- preparing ---- */

/* The stem plan, for roles in names. */
static void read_production(struct production *out, const json_t *json)
{
    const json_t *stem;
    size_t index;

    *out = (struct production){ .id = client_number(json, "id") };
    json_array_foreach (json_object_get(json, "stems"), index, stem)
        if (out->stems < STEMS_MAX && json_is_string(stem))
            snprintf(out->stem[out->stems++], RECIPE_ROLE, "%s", json_string_value(stem));
}

static enum err_code fetch_production(void *ctx, struct client *client, struct err *err)
{
    struct push *push = ctx;
    json_t *found = NULL;
    enum err_code code;

    if ((code = client_production(client, args_value(push->args, "--production"), &found, err)))
        return code;
    json_decref(push->production);
    push->production = NULL;
    code = client_get(client, &push->production, err, "/api/productions/%" PRId64,
                      client_number(found, "id"));
    json_decref(found);
    return code;
}

static void show_reading(void *ctx)
{
    struct push *push = ctx;
    struct progress_row row[PUSH_PARALLEL_MOST];
    unsigned rows = 0;
    int64_t done = 0;

    for (size_t i = 0; i < push->list.files; i++) {
        const struct push_file *file = &push->list.file[i];
        const int64_t read = atomic_load(&file->read_bytes);

        done += read;
        if (atomic_load(&file->state) == PUSH_READS && rows < PUSH_PARALLEL_MOST)
            row[rows++] = (struct progress_row){ file->filename, read, file->bytes, NULL };
    }
    progress_show(&push->progress, row, rows, done, now_ms());
}

/* The first file that failed, in words for all of them. */
static enum err_code first_failure(const struct push_list *list, struct err *err)
{
    const struct push_file *first = NULL;
    size_t failed = 0;

    for (size_t i = 0; i < list->files; i++)
        if (atomic_load(&list->file[i].state) == PUSH_FAILED) {
            first = first ? first : &list->file[i];
            failed++;
        }
    if (failed == 1)
        return err_set(err, first->err.code, "%s", first->err.text);
    if (failed > 1)
        return err_set(err, first->err.code, "%zu of %zu files failed; the first: %.400s", failed,
                       list->files, first->err.text);
    return ERR_NONE;
}

static enum err_code hash_all(struct push *push, struct err *err)
{
    const struct push_crew crew = { .client = push->client,
                                    .threads = 2,
                                    .count = push->list.files,
                                    .run = push_hash_file,
                                    .tick = show_reading,
                                    .tick_ctx = push,
                                    .ctx = &push->sending,
                                    .cancelled = &push->sending.cancelled };
    enum err_code code;

    progress_begin(&push->progress, stderr, "read", push->list.bytes);
    push->progress.is_quiet = !push->progress.is_terminal || args_has(push->args, "--json");
    code = push_crew_run(&crew, err);
    progress_end(&push->progress);
    return code ? code : first_failure(&push->list, err);
}

static enum err_code make_plan(void *ctx, struct client *client, struct err *err)
{
    struct push *push = ctx;

    return push_plan_make(&push->plan, client, push->args, &push->list, push->production, err);
}

enum err_code push_fetch(struct push *push, struct err *err)
{
    const struct push_alone fetch = { push->client, fetch_production, push };

    return push_alone(&fetch, err);
}

enum err_code push_prepare(struct push *push, struct err *err)
{
    const struct push_alone plan = { push->client, make_plan, push };
    struct production production;
    enum err_code code;

    push->sending.list = &push->list;
    push->sending.plan = &push->plan;
    if ((code = push_fetch(push, err)))
        return code;
    read_production(&production, push->production);
    if ((code = push_list_make(&push->list, push->args, &production, err)))
        return code;
    if (push->list.files == 0)
        return err_set(err, ERR_INVALID, "none of these files is a print or temp: %s",
                       push->list.skips > 0 ? push->list.skip[0].reason : "the folder is empty");
    if ((code = hash_all(push, err)))
        return code;
    return push_alone(&plan, err);
}

/* ---- sending ---- */

static enum err_code begin_sets(void *ctx, struct client *client, struct err *err)
{
    struct push *push = ctx;

    return push_plan_begin(&push->plan, client, err);
}

static bool is_busy(enum push_state state)
{
    return state == PUSH_SENDS || state == PUSH_PAUSES;
}

static void show_sending(void *ctx)
{
    struct push *push = ctx;
    struct progress_row row[PUSH_PARALLEL_MOST];
    char note[PUSH_PARALLEL_MOST][60];
    unsigned rows = 0;
    int64_t done = 0;

    for (size_t i = 0; i < push->list.files; i++) {
        struct push_file *file = &push->list.file[i];
        const enum push_state state = atomic_load(&file->state);
        const int64_t arrived = atomic_load(&file->arrived_bytes);

        if (!file->is_there && !(file->server_has && state == PUSH_PROVED))
            done += arrived;
        if (atomic_exchange(&file->has_changed, false))
            progress_say(&push->progress, "%s changed while it was sent: it is sent anew",
                         file->filename);
        if (!is_busy(state) || rows == PUSH_PARALLEL_MOST)
            continue;
        snprintf(note[rows], sizeof note[rows], "no connection, next try within %d s",
                 atomic_load(&file->wait_s));
        row[rows] = (struct progress_row){ file->filename, arrived, file->bytes,
                                           state == PUSH_PAUSES ? note[rows] : NULL };
        rows++;
    }
    progress_show(&push->progress, row, rows, done, now_ms());
}

static enum err_code send_files(struct push *push, struct err *err)
{
    const struct push_sum sum = push_plan_sum(&push->list);
    const struct push_crew crew = { .client = push->client,
                                    .threads = push->sending.parallel,
                                    .count = push->list.files,
                                    .run = push_send_file,
                                    .tick = show_sending,
                                    .tick_ctx = push,
                                    .ctx = &push->sending,
                                    .cancelled = &push->sending.cancelled };
    enum err_code code;

    atomic_store(&push->sending.waste_left, sum.bytes * WASTE_PER_CENT / 100);
    progress_begin(&push->progress, stderr, "sent", sum.bytes);
    push->progress.is_quiet = args_has(push->args, "--json") && !push->progress.is_terminal;
    code = push_crew_run(&crew, err);
    progress_end(&push->progress);
    if (code || (code = first_failure(&push->list, err)))
        return code;
    if (push->progress.is_terminal)
        progress_say(&push->progress, "All is sent; waiting for what QC finds...");
    return ERR_NONE;
}

/* ---- what came of it ---- */

static void list_lacks(struct push_target *target, const json_t *roles)
{
    const json_t *role;
    size_t index, used = 0;

    target->lacks[0] = 0;
    json_array_foreach (roles, index, role)
        if (json_is_string(role) && used < sizeof target->lacks)
            used += (size_t)snprintf(target->lacks + used, sizeof target->lacks - used, "%s%s",
                                     used ? ", " : "", json_string_value(role));
}

static enum err_code publish(struct client *client, struct push_target *target, struct err *err)
{
    char path[60];
    json_t *set;
    enum err_code code;

    snprintf(path, sizeof path, "/api/sets/%" PRId64 "/publish", target->set_id);
    if ((code = client_post(client, &set, path, json_pack("{s:b}", "incomplete", 1), err)))
        return code;
    target->is_published = true;
    target->is_incomplete = json_is_true(json_object_get(set, "is_incomplete"));
    json_decref(set);
    return ERR_NONE;
}

static enum err_code look_at_set(const struct push *push, struct client *client,
                                 struct push_target *target, struct err *err)
{
    json_t *set;
    enum err_code code;

    if ((code = client_get(client, &set, err, "/api/sets/%" PRId64, target->set_id)))
        return code;
    target->is_published = json_is_integer(json_object_get(set, "published_at_ms"));
    target->is_incomplete = json_is_true(json_object_get(set, "is_incomplete"));
    list_lacks(target, json_object_get(set, "lacks"));
    json_decref(set);
    if (target->is_published || !args_has(push->args, "--incomplete"))
        return ERR_NONE;
    return publish(client, target, err);
}

static enum err_code wait_for_qc(struct push *push, struct client *client,
                                 struct push_target *target, struct err *err)
{
    const int64_t until_ms = now_ms() + QC_MS;
    const struct timespec nap = { 0, NAP_MS * 1000000L };
    enum err_code code = ERR_NONE;

    while (!code) {
        json_decref(target->qc);
        target->qc = NULL;
        code = client_get(client, &target->qc, err, "/api/sets/%" PRId64 "/qc", target->set_id);
        if (code || strcmp(client_text(target->qc, "state"), "waiting") != 0 ||
            now_ms() >= until_ms)
            break;
        for (int i = 0; i < QC_POLL_MS / NAP_MS && !atomic_load(&push->sending.cancelled); i++)
            nanosleep(&nap, NULL);
    }
    return code;
}

static enum err_code look_once(struct push *push, struct client *client, struct err *err)
{
    enum err_code code = ERR_NONE;

    for (size_t i = 0; i < push->plan.targets && !code; i++) {
        struct push_target *target = &push->plan.target[i];

        if (target->kind == TARGET_TEMPS)
            continue;
        code = look_at_set(push, client, target, err);
        if (!code && target->is_published)
            code = wait_for_qc(push, client, target, err);
    }
    return code;
}

/* The line may break here, too, when all is sent. */
static enum err_code look_at_sets(void *ctx, struct client *client, struct err *err)
{
    struct push *push = ctx;
    const int64_t until_ms = now_ms() + push->sending.retry_ms;
    const struct timespec nap = { 0, NAP_MS * 1000000L };
    enum err_code code;

    while ((code = look_once(push, client, err)) != ERR_NONE &&
           (code == ERR_BUSY || code == ERR_IO) && now_ms() < until_ms)
        nanosleep(&nap, NULL);
    return code;
}

enum err_code push_carry_out(struct push *push, struct err *err)
{
    const struct push_alone begin = { push->client, begin_sets, push };
    const struct push_alone look = { push->client, look_at_sets, push };
    enum err_code code;

    if ((code = push_alone(&begin, err)) || (code = send_files(push, err)))
        return code;
    return push_alone(&look, err);
}

enum err_code push_judge(const struct push *push, struct err *err)
{
    int64_t musts = 0;

    for (size_t i = 0; i < push->plan.targets; i++) {
        const struct push_target *target = &push->plan.target[i];

        musts += client_number(json_object_get(target->qc, "result"), "must");
        if (target->kind != TARGET_TEMPS && !target->is_published)
            return err_set(err, ERR_UNKNOWN,
                           "%s v%" PRId64 " is not published: it waits for %.200s (--incomplete "
                           "publishes it without)",
                           target->cue, target->version,
                           *target->lacks ? target->lacks : "an answer to the questions above");
    }
    if (musts > 0)
        return err_set(err, ERR_INVALID, "%" PRId64 " finding%s must be put right", musts,
                       musts == 1 ? "" : "s");
    return ERR_NONE;
}

void push_clear(struct push *push)
{
    push_plan_clear(&push->plan);
    push_list_clear(&push->list);
    json_decref(push->production);
    push->production = NULL;
}
