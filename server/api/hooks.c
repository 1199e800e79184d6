/* Where a production's news goes besides the page. */
#include "server/store/hooks.h"

#include <stdlib.h>
#include <string.h>

#include "server/api/acts.h"
#include "server/api/routes.h"
#include "server/api/to_json.h"
#include "server/auth/secret.h"
#include "server/store/notices.h"

static json_t *or_null(int64_t at_ms)
{
    return at_ms ? json_integer(at_ms) : json_null();
}

static const char *state_of(const struct hook *hook, int64_t now_ms)
{
    if (!hook->failing_since_ms)
        return "good";
    return now_ms - hook->failing_since_ms < NOTICE_FAILING_MS ? "retrying" : "failing";
}

static json_t *hook_json(const struct hook *hook, int64_t bundle_ms, int64_t now_ms)
{
    return json_pack("{s:I, s:s, s:{s:I, s:s}, s:I, s:s, s:s?, s:I, s:o, s:o}", "id",
                     (json_int_t)hook->id, "url", hook->url, "made_by", "person_id",
                     (json_int_t)hook->made_by, "name", hook->made_by_name, "created_at_ms",
                     (json_int_t)hook->created_at_ms, "state", state_of(hook, now_ms), "error",
                     *hook->error ? hook->error : NULL, "attempts", (json_int_t)hook->attempts,
                     "failing_since_ms", or_null(hook->failing_since_ms), "next_at_ms",
                     or_null(hook_next_at_ms(hook, bundle_ms)));
}

enum err_code api_hooks(struct req *req, struct reply *reply, struct err *err)
{
    const int64_t bundle_ms = notices_bundle_ms(req->app->notices), now_ms = db_now_ms(req->db);
    json_t *list = json_array();
    struct hook *hooks;
    size_t count;

    if (db_hooks(req->db, req->id[0], &hooks, &count, err)) {
        json_decref(list);
        return err->code;
    }
    for (size_t i = 0; i < count; i++)
        json_push(list, hook_json(&hooks[i], bundle_ms, now_ms));
    free(hooks);
    return reply_take(reply, 200, json_list("hooks", list), err);
}

struct adding {
    const struct caller *who;
    struct hook *hook;
};

/* The address stays out of the record, which every member reads: it may hold a secret. */
static enum err_code add(struct db *db, void *ctx, struct err *err)
{
    const struct adding *adding = ctx;
    struct hook *hook = adding->hook;
    struct act act = { .kind = "hook.add", .production_id = hook->production_id };
    enum err_code code;
    int64_t id;

    if ((code = db_hook_add(db, hook, err)))
        return code;
    id = hook->id;
    act.detail = json_pack("{s:I}", "hook_id", (json_int_t)id);
    if ((code = act_add(db, adding->who, &act, NULL, err)))
        return code;
    return db_hook(db, id, hook, err);
}

enum err_code api_hook_add(struct req *req, struct reply *reply, struct err *err)
{
    struct hook hook = { .production_id = req->id[0], .made_by = req->caller->person_id };
    struct adding adding = { req->caller, &hook };
    char secret[SECRET_TEXT];
    const char *url;
    json_t *json;

    if (req_unpack(req, err, "{s:s}", "url", &url))
        return err->code;
    if (strlen(url) >= sizeof hook.url)
        return err_set(err, ERR_INVALID, "url has more than %d bytes", HOOK_URL - 1);
    if (notices_check_hook(req->app->notices, url, err))
        return err->code;
    memcpy(hook.url, url, strlen(url) + 1);
    secret_make(secret, &hook.secret, "pdh_");
    if (db_txn(req->db, add, &adding, err))
        return err->code;
    act_news(req->app, hook.production_id);
    json = hook_json(&hook, notices_bundle_ms(req->app->notices), db_now_ms(req->db));
    if (json && json_object_set_new(json, "secret", json_string(secret))) {
        json_decref(json);
        json = NULL;
    }
    return reply_take(reply, 201, json, err);
}

static enum err_code remove_hook(struct db *db, void *ctx, struct err *err)
{
    const struct req *req = ctx;
    const struct act act = { .kind = "hook.remove",
                             .production_id = req->caller->production_id,
                             .detail = json_pack("{s:I}", "hook_id", (json_int_t)req->id[0]) };

    if (db_hook_remove(db, req->id[0], err)) {
        json_decref(act.detail);
        return err->code;
    }
    return act_add(db, req->caller, &act, NULL, err);
}

enum err_code api_hook_remove(struct req *req, struct reply *reply, struct err *err)
{
    if (db_txn(req->db, remove_hook, req, err))
        return err->code;
    act_news(req->app, req->caller->production_id);
    return reply_empty(reply);
}
