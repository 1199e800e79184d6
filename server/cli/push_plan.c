#include "server/cli/push_plan.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "server/cli/push_prove.h"

/* What planning looks at. */
struct planning {
    struct push_plan *plan;
    struct client *client;
    const struct args *args;
    struct push_list *list;
    const json_t *production;
    json_t *drafts, *temps; /* answers */
    int64_t person_id;
};

void push_address(char out[PUSH_ADDRESS], const struct push_target *target,
                  const struct push_plan *plan)
{
    if (target->kind == TARGET_TEMPS)
        snprintf(out, PUSH_ADDRESS, "/api/pictures/%" PRId64, plan->picture_id);
    else
        snprintf(out, PUSH_ADDRESS, "/api/sets/%" PRId64, target->set_id);
}

/* ---- the picture ---- */

static enum err_code find_picture(struct planning *p, struct err *err)
{
    const char *called = args_value(p->args, "--picture");
    const json_t *pictures = json_object_get(p->production, "pictures"), *picture;
    const json_t *found = NULL;
    size_t index;

    json_array_foreach (pictures, index, picture) {
        const bool newer = !found || client_number(picture, "id") > client_number(found, "id");

        if (called ? !strcasecmp(client_text(picture, "name"), called) : newer)
            found = picture;
    }
    if (!found && called)
        return err_set(err, ERR_NOT_FOUND, "%.100s has no picture version \"%.100s\"",
                       p->plan->production, called);
    if (!found)
        return err_set(err, ERR_NOT_FOUND,
                       "%.100s has no picture version yet: make one on its page, with its scenes",
                       p->plan->production);
    p->plan->picture_id = client_number(found, "id");
    snprintf(p->plan->picture, sizeof p->plan->picture, "%s", client_text(found, "name"));
    return ERR_NONE;
}

/* ---- what a set has of a target's files ---- */

enum fit {
    FIT_FREE,  /* all that are missing could join */
    FIT_WHOLE, /* all are there */
    FIT_OTHER  /* a role has other audio */
};

static const json_t *file_like(const json_t *print, const struct push_file *file)
{
    char sha256[HASH_TEXT];
    const json_t *there;
    size_t index;

    hash_format(sha256, &file->hash);
    json_array_foreach (json_object_get(print, "files"), index, there)
        if (!strcmp(client_text(there, "sha256"), sha256))
            return there;
    return NULL;
}

/* A print that is whole, or a mono file of the same name with other bytes, leaves no room. */
static bool is_taken(const json_t *print, const struct push_file *file)
{
    const json_t *there;
    size_t index;

    if (json_is_true(json_object_get(print, "complete")))
        return true;
    json_array_foreach (json_object_get(print, "files"), index, there)
        if (!strcasecmp(client_text(there, "filename"), file->filename))
            return true;
    return false;
}

static const json_t *print_of_role(const json_t *prints, const struct push_print *print)
{
    const json_t *there;
    size_t index;

    json_array_foreach (prints, index, there)
        if (!strcmp(client_text(there, "role"), print->role))
            return there;
    return NULL;
}

static enum fit fit_of_file(const json_t *print, const struct push_file *file)
{
    if (print && file_like(print, file))
        return FIT_WHOLE;
    return print && is_taken(print, file) ? FIT_OTHER : FIT_FREE;
}

/* How a set answers to all files of a target; role: which is held by other audio. */
static enum fit fit_of(const struct planning *p, const json_t *set,
                       const struct push_target *target, const char **role)
{
    enum fit fit = FIT_WHOLE;

    for (size_t i = 0; i < p->list->files; i++) {
        const struct push_file *file = &p->list->file[i];
        enum fit one;

        if (file->print->target != target)
            continue;
        one = fit_of_file(print_of_role(json_object_get(set, "prints"), file->print), file);
        if (one == FIT_OTHER) {
            *role = file->print->role;
            return FIT_OTHER;
        }
        if (one == FIT_FREE)
            fit = FIT_FREE;
    }
    return fit;
}

static void mark_there(struct planning *p, const json_t *set, const struct push_target *target)
{
    for (size_t i = 0; i < p->list->files; i++) {
        struct push_file *file = &p->list->file[i];

        if (file->print->target == target)
            file->is_there = fit_of_file(print_of_role(json_object_get(set, "prints"), file->print),
                                         file) == FIT_WHOLE;
    }
}

/* ---- which set ---- */

static const json_t *cue_called(const struct planning *p, const char *name)
{
    const json_t *cue;
    size_t index;

    json_array_foreach (json_object_get(p->production, "cues"), index, cue)
        if (push_same_cue(client_text(cue, "name"), name))
            return cue;
    return NULL;
}

static bool is_own(const struct planning *p, const json_t *draft, const struct push_target *target)
{
    return client_number(json_object_get(draft, "by"), "person_id") == p->person_id &&
           client_number(draft, "cue_id") == target->cue_id &&
           client_number(draft, "picture_id") == p->plan->picture_id;
}

/* The newest draft of one's own that has no other audio for a role; notes the one that has. */
static const json_t *find_draft(struct planning *p, struct push_target *target)
{
    const json_t *draft, *found = NULL;
    const char *role = "";
    size_t index;

    json_array_foreach (json_object_get(p->drafts, "drafts"), index, draft) {
        const int64_t version = client_number(draft, "version");

        if (!is_own(p, draft, target))
            continue;
        if (fit_of(p, draft, target, &role) != FIT_OTHER) {
            if (!found || version > client_number(found, "version"))
                found = draft;
        } else if (version > target->held_version) {
            target->held_set_id = client_number(draft, "id");
            target->held_version = version;
            snprintf(target->held_role, sizeof target->held_role, "%s", role);
        }
    }
    if (found)
        target->held_set_id = target->held_version = 0;
    return found;
}

static int64_t newest_version(const struct planning *p, const struct push_target *target,
                              const json_t *published)
{
    int64_t version = client_number(published, "version");
    const json_t *draft;
    size_t index;

    json_array_foreach (json_object_get(p->drafts, "drafts"), index, draft)
        if (client_number(draft, "cue_id") == target->cue_id &&
            client_number(draft, "version") > version)
            version = client_number(draft, "version");
    return version;
}

static void take_set(struct planning *p, struct push_target *target, const json_t *set,
                     enum push_target_kind kind)
{
    target->kind = kind;
    target->set_id = client_number(set, "id");
    target->version = client_number(set, "version");
    target->is_published = kind == TARGET_THERE;
    mark_there(p, set, target);
}

static void choose_set(struct planning *p, struct push_target *target)
{
    const json_t *cue = cue_called(p, target->cue), *draft;
    const json_t *published = json_array_get(json_object_get(cue, "sets"), 0);
    const char *role;

    target->kind = TARGET_NEW_DRAFT;
    target->cue_id = client_number(cue, "id");
    if (cue)
        snprintf(target->cue, sizeof target->cue, "%.60s", client_text(cue, "name"));
    if (published && fit_of(p, published, target, &role) == FIT_WHOLE)
        take_set(p, target, published, TARGET_THERE);
    else if (cue && (draft = find_draft(p, target)) != NULL)
        take_set(p, target, draft, TARGET_DRAFT);
    else
        target->version = newest_version(p, target, published) + 1;
}

/* --set: a draft that the person names. */
static enum err_code take_named(struct planning *p, struct push_target *target, struct err *err)
{
    const char *id = args_value(p->args, "--set"), *role;
    const json_t *cue = cue_called(p, target->cue);
    json_t *set;
    enum err_code code;

    if ((code = client_get(p->client, &set, err, "/api/sets/%.20s", id)))
        return code;
    if (json_is_integer(json_object_get(set, "published_at_ms")))
        code = err_set(err, ERR_CONFLICT,
                       "--set %.20s is published already: leave --set out, "
                       "and a new draft is begun",
                       id);
    else if (!cue || client_number(set, "cue_id") != client_number(cue, "id"))
        code = err_set(err, ERR_INVALID, "--set %.20s is no set of %.60s", id, target->cue);
    else if (fit_of(p, set, target, &role) == FIT_OTHER)
        code = err_set(err, ERR_CONFLICT,
                       "--set %.20s has other audio as its %.60s already; "
                       "prints are never replaced: leave --set out, and a new draft is begun",
                       id, role);
    else
        take_set(p, target, set, TARGET_DRAFT);
    json_decref(set);
    return code;
}

static void find_temps(struct planning *p, const struct push_target *target)
{
    const json_t *temp;
    size_t index;

    for (size_t i = 0; i < p->list->files; i++) {
        struct push_file *file = &p->list->file[i];

        json_array_foreach (json_object_get(p->temps, "temps"), index, temp)
            if (file->print->target == target &&
                !strcmp(client_text(temp, "role"), file->print->role) && file_like(temp, file))
                file->is_there = true;
    }
}

/* ---- targets ---- */

/* Each cue is a target; all temps are one. */
static void group(struct planning *p)
{
    struct push_plan *plan = p->plan;

    for (size_t i = 0; i < p->list->prints; i++) {
        struct push_print *print = &p->list->print[i];
        const bool temp = !*print->cue;
        size_t at = 0;

        while (at < plan->targets &&
               (temp ? *plan->target[at].cue != 0
                     : !*plan->target[at].cue || !push_same_cue(plan->target[at].cue, print->cue)))
            at++;
        print->target = &plan->target[at];
        if (at < plan->targets)
            continue;
        plan->targets++;
        print->target->kind = temp ? TARGET_TEMPS : TARGET_NEW_DRAFT;
        memcpy(print->target->cue, print->cue, sizeof print->cue);
    }
}

static enum err_code read_server(struct planning *p, struct err *err)
{
    json_t *session;
    enum err_code code;

    if ((code = client_get(p->client, &session, err, "/api/session")))
        return code;
    p->person_id = client_number(json_object_get(session, "person"), "id");
    json_decref(session);
    if ((code = client_get(p->client, &p->drafts, err, "/api/productions/%" PRId64 "/drafts",
                           p->plan->production_id)))
        return code;
    return client_get(p->client, &p->temps, err, "/api/pictures/%" PRId64 "/temps",
                      p->plan->picture_id);
}

static enum err_code choose_all(struct planning *p, struct err *err)
{
    const bool is_named = args_has(p->args, "--set");
    size_t cues = 0;
    enum err_code code = ERR_NONE;

    for (size_t i = 0; i < p->plan->targets; i++)
        cues += p->plan->target[i].kind != TARGET_TEMPS;
    if (is_named && cues != 1)
        return err_set(err, ERR_INVALID, "--set is for the prints of one cue; these are of %zu",
                       cues);
    for (size_t i = 0; i < p->plan->targets && !code; i++) {
        struct push_target *target = &p->plan->target[i];

        if (target->kind == TARGET_TEMPS)
            find_temps(p, target);
        else if (is_named)
            code = take_named(p, target, err);
        else
            choose_set(p, target);
    }
    return code;
}

enum err_code push_plan_make(struct push_plan *out, struct client *client, const struct args *args,
                             struct push_list *list, const json_t *production, struct err *err)
{
    struct planning p = {
        .plan = out, .client = client, .args = args, .list = list, .production = production
    };
    char address[PUSH_ADDRESS];
    enum err_code code;

    *out = (struct push_plan){ .production_id = client_number(production, "id") };
    snprintf(out->production, sizeof out->production, "%s", client_text(production, "name"));
    if (!(out->target = calloc(list->prints + 1, sizeof *out->target)))
        return err_set(err, ERR_NO_MEMORY, "out of memory for the plan");
    group(&p);
    if ((code = find_picture(&p, err)) || (code = read_server(&p, err)) ||
        (code = choose_all(&p, err)))
        goto done;
    snprintf(address, sizeof address, "/api/pictures/%" PRId64, out->picture_id);
    code = push_ask_have(client, list, address, err);
done:
    json_decref(p.drafts);
    json_decref(p.temps);
    return code;
}

void push_plan_clear(struct push_plan *plan)
{
    for (size_t i = 0; i < plan->targets; i++)
        json_decref(plan->target[i].qc);
    free(plan->target);
    *plan = (struct push_plan){ 0 };
}

/* ---- beginning ---- */

static enum err_code add_cue(struct push_plan *plan, struct client *client,
                             struct push_target *target, struct err *err)
{
    char path[80];
    json_t *cue;
    enum err_code code;

    snprintf(path, sizeof path, "/api/productions/%" PRId64 "/cues", plan->production_id);
    if ((code = client_post(client, &cue, path, json_pack("{s:s}", "name", target->cue), err)))
        return code;
    target->cue_id = client_number(cue, "id");
    json_decref(cue);
    return ERR_NONE;
}

/* Somebody else may make it this moment; then that one is it. */
static enum err_code find_cue(struct push_plan *plan, struct client *client,
                              struct push_target *target, struct err *err)
{
    json_t *list;
    const json_t *cue;
    size_t index;
    enum err_code code = add_cue(plan, client, target, err);

    if (code != ERR_CONFLICT ||
        (code = client_get(client, &list, err, "/api/productions/%" PRId64 "/cues",
                           plan->production_id)))
        return code;
    json_array_foreach (json_object_get(list, "cues"), index, cue)
        if (push_same_cue(client_text(cue, "name"), target->cue))
            target->cue_id = client_number(cue, "id");
    json_decref(list);
    return target->cue_id ? ERR_NONE : ERR_CONFLICT;
}

static enum err_code add_draft(struct push_plan *plan, struct client *client,
                               struct push_target *target, struct err *err)
{
    char path[80];
    json_t *set;
    enum err_code code;

    if (!target->cue_id && (code = find_cue(plan, client, target, err)))
        return code;
    snprintf(path, sizeof path, "/api/cues/%" PRId64 "/sets", target->cue_id);
    if ((code = client_post(client, &set, path,
                            json_pack("{s:I}", "picture_id", (json_int_t)plan->picture_id), err)))
        return code;
    target->set_id = client_number(set, "id");
    target->version = client_number(set, "version");
    json_decref(set);
    return ERR_NONE;
}

enum err_code push_plan_begin(struct push_plan *plan, struct client *client, struct err *err)
{
    enum err_code code = ERR_NONE;

    for (size_t i = 0; i < plan->targets && !code; i++)
        if (plan->target[i].kind == TARGET_NEW_DRAFT)
            code = add_draft(plan, client, &plan->target[i], err);
    return code;
}

struct push_sum push_plan_sum(const struct push_list *list)
{
    struct push_sum sum = { 0 };

    for (size_t i = 0; i < list->files; i++) {
        const struct push_file *file = &list->file[i];

        sum.there += file->is_there;
        sum.has += !file->is_there && file->server_has;
        sum.files += !file->is_there;
        sum.bytes += file->is_there || file->server_has ? 0 : file->bytes;
    }
    return sum;
}
