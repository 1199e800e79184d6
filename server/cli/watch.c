#include "server/cli/watch.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "server/cli/push_crew.h"
#include "server/cli/watch_folder.h"

enum { POLL_MS = 1000, TEXT = 200 };

struct watching {
    struct push *push;
    struct watch_folder *folder;
    char told[512]; /* the last failure: once is enough */
};

static void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* With the time of day: it may have run all night. */
static void say(const char *format, ...)
{
    const time_t now = time(NULL);
    struct tm local;
    va_list list;

    localtime_r(&now, &local);
    printf("%02d:%02d:%02d  ", local.tm_hour, local.tm_min, local.tm_sec);
    va_start(list, format);
    vprintf(format, list);
    va_end(list);
    putchar('\n');
    fflush(stdout);
}

static void tell_files(const struct push *push)
{
    for (size_t i = 0; i < push->list.files; i++) {
        const struct push_file *file = &push->list.file[i];
        const enum push_state state = atomic_load(&file->state);
        const struct push_target *target = file->print->target;
        char size[PUSH_BYTES_TEXT], place[TEXT];

        if (target->kind == TARGET_TEMPS)
            snprintf(place, sizeof place, "temps of %.100s", push->plan.picture);
        else
            snprintf(place, sizeof place, "%.60s v%" PRId64, target->cue, target->version);
        if (state == PUSH_SENT || state == PUSH_PROVED)
            say("%s: %s of %s, %s%s", file->filename, file->print->role, place,
                push_bytes_text(size, file->bytes),
                state == PUSH_PROVED ? ", which the server had already" : "");
        else if (state == PUSH_THERE)
            say("%s: %s has it already", file->filename, place);
    }
}

static void tell_questions(const struct push *push)
{
    for (size_t i = 0; i < push->list.prints; i++) {
        const struct push_print *print = &push->list.print[i];

        if (print->asks_order || print->asks_start)
            say("%s does not tell %s: answer on the page", print->shown,
                print->asks_order ? "the order of its channels" : "where it starts");
    }
}

static void tell_sets(const struct push *push)
{
    for (size_t i = 0; i < push->plan.targets; i++) {
        const struct push_target *target = &push->plan.target[i];
        const json_t *result = json_object_get(target->qc, "result");

        if (target->kind == TARGET_TEMPS)
            continue;
        if (!target->is_published) {
            say("%s v%" PRId64 " is a draft, it waits for %s", target->cue, target->version,
                *target->lacks ? target->lacks : "an answer");
            continue;
        }
        say("%s v%" PRId64 " is published%s", target->cue, target->version,
            target->is_incomplete ? ", incomplete on purpose" : "");
        if (client_number(result, "must") > 0)
            say("%s v%" PRId64 ": %" PRId64 " finding(s) must be put right; they are on the page",
                target->cue, target->version, client_number(result, "must"));
    }
}

/* ---- a role that was bounced again before its set was whole ---- */

static enum err_code drop_draft(void *ctx, struct client *client, struct err *err)
{
    const struct push_target *target = ctx;
    char path[60];
    struct client_call call = { .method = "DELETE", .path = path };
    enum err_code code;

    snprintf(path, sizeof path, "/api/sets/%" PRId64, target->held_set_id);
    if (!(code = client_call(client, &call, err)) && call.status / 100 != 2)
        code = client_refusal(client, &call, err);
    json_decref(call.json);
    return code;
}

/* The draft with the earlier bounce would be published with it one day. */
static void drop_held(struct watching *watching)
{
    struct push *push = watching->push;

    for (size_t i = 0; i < push->plan.targets; i++) {
        struct push_target *target = &push->plan.target[i];
        const struct push_alone drop = { push->client, drop_draft, target };
        struct err err = { 0 };

        if (!target->held_set_id || !watch_folder_began(watching->folder, target->held_set_id))
            continue;
        if (push_alone(&drop, &err))
            say("draft v%" PRId64 " of %s stays: %s", target->held_version, target->cue, err.text);
        else
            say("%s of %s was bounced again before v%" PRId64 " was whole: v%" PRId64
                " takes its place",
                target->held_role, target->cue, target->held_version, target->version);
    }
}

/* The earlier bounces of a cue whose draft is given up go along with the new one. */
static bool wants_whole_cue(const struct watching *watching, const char **cue)
{
    const struct push_plan *plan = &watching->push->plan;

    for (size_t i = 0; i < plan->targets; i++)
        if (plan->target[i].held_set_id &&
            watch_folder_began(watching->folder, plan->target[i].held_set_id)) {
            *cue = plan->target[i].cue;
            return true;
        }
    return false;
}

/* ---- one round ---- */

static enum err_code prepare(struct watching *watching, struct args *args, struct err *err)
{
    struct push *push = watching->push;
    const char *cue;
    char whole[NAME_TEXT];
    enum err_code code;

    push->args = args;
    if ((code = push_prepare(push, err)) || !wants_whole_cue(watching, &cue))
        return code;
    snprintf(whole, sizeof whole, "%s", cue);
    watch_folder_take_cue(watching->folder, whole, args);
    push_clear(push);
    return push_prepare(push, err);
}

static void note_drafts(struct watching *watching)
{
    const struct push_plan *plan = &watching->push->plan;

    for (size_t i = 0; i < plan->targets; i++)
        if (plan->target[i].kind != TARGET_TEMPS && !plan->target[i].is_published)
            watch_folder_note(watching->folder, plan->target[i].set_id);
}

static void tell_skipped(const struct push *push)
{
    for (size_t i = 0; i < push->list.skips; i++)
        say("%s is not sent: %s", prints_filename(push->list.skip[i].path),
            push->list.skip[i].reason);
}

/* Sends what is finished. A failure is told, and tried again later. */
static enum err_code send_ready(struct watching *watching, struct args *args, struct err *err)
{
    struct push *push = watching->push;
    const struct args *all = push->args;
    enum err_code code = prepare(watching, args, err);

    tell_skipped(push);
    if (code && push->list.files == 0 && push->list.skips > 0)
        code = ERR_NONE; /* there was nothing but these */
    else if (!code && !(code = push_carry_out(push, err))) {
        tell_files(push);
        tell_questions(push);
        drop_held(watching);
        note_drafts(watching);
        tell_sets(push);
    }
    push_clear(push);
    push->args = all;
    return code;
}

static enum err_code look(struct watching *watching, struct err *err)
{
    struct args args = *watching->push->args;
    bool passes; /* what is wrong now may be right later */
    enum err_code code = watch_folder_look(watching->folder, err);

    if (code)
        return code;
    if (!watch_folder_take(watching->folder, &args))
        return ERR_NONE;
    code = send_ready(watching, &args, err);
    passes = code == ERR_BUSY || code == ERR_IO || code == ERR_NO_SPACE || code == ERR_NO_MEMORY;
    watch_folder_done(watching->folder, !passes);
    if (code == ERR_CANCELLED)
        return code;
    if (code && strcmp(err->text, watching->told) != 0)
        say("%s; %s", err->text,
            passes ? "it is tried again" : "it is left alone until one of these files changes");
    snprintf(watching->told, sizeof watching->told, "%s", code ? err->text : "");
    return ERR_NONE;
}

enum err_code watch_run(struct push *push, const char *folder, struct err *err)
{
    struct watching watching = { .push = push };
    double settle_s = 5;
    enum err_code code;

    if ((code = push_fetch(push, err)) ||
        (code = args_number(push->args, "--settle", (double[2]){ 1, 3600 }, &settle_s, err)) ||
        (code = watch_folder_open(&watching.folder, folder, (int64_t)(settle_s * 1000), err)))
        return code;
    say("watching %s; Ctrl-C ends it", folder);
    while (!code && !push_stop_asked(POLL_MS))
        code = look(&watching, err);
    watch_folder_close(watching.folder);
    if (code == ERR_CANCELLED || !code)
        say("stopped; the same line goes on where it was");
    return code == ERR_CANCELLED ? ERR_NONE : code;
}
