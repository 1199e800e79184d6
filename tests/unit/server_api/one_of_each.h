/* A production with one of everything that an address can name, and a way to name it. */
#pragma once

#include "server/api/gate.h"
#include "server/auth/secret.h"
#include "server/store/hooks.h"
#include "server/store/invitations.h"
#include "server/store/links.h"
#include "server/store/saved_recipes.h"
#include "tests/unit/server_api/fixture.h"

struct thing_id {
    char plural[16], id[HASH_TEXT];
};

struct one_of_each {
    int64_t production_id;
    struct thing_id thing[24];
    size_t things;
};

static const char sql_each_job[] = "SELECT MIN(id) FROM jobs WHERE production_id = :production";

static inline void each_add(struct one_of_each *each, const char *plural, const char *id)
{
    struct thing_id *thing = &each->thing[each->things++];

    assert_true(each->things <= sizeof each->thing / sizeof *each->thing);
    snprintf(thing->plural, sizeof thing->plural, "%s", plural);
    snprintf(thing->id, sizeof thing->id, "%s", id);
}

static inline void each_number(struct one_of_each *each, const char *plural, int64_t id)
{
    char text[24];

    assert_true(id > 0);
    snprintf(text, sizeof text, "%lld", (long long)id);
    each_add(each, plural, text);
}

/* "" when the production has none. */
static inline const char *each_id(const struct one_of_each *each, const char *plural)
{
    for (size_t i = 0; i < each->things; i++)
        if (!strcmp(each->thing[i].plural, plural))
            return each->thing[i].id;
    return "";
}

/* Posts body (or puts a sound) to a target with the id of a thing in it; gives the answer. */
static inline json_t *each_send(struct fixture *fixture, const struct one_of_each *each,
                                const char *path, const char *of, const char *body)
{
    char target[128];
    struct wav wav;
    json_t *json;

    snprintf(target, sizeof target, path, each_id(each, of));
    if (body)
        return expect(post(fixture, target, body), 201);
    wav = noise_wav(good_spec(), 1);
    json = expect(upload(fixture, target, &wav), 201);
    wav_clear(&wav);
    return json;
}

/* An upload of which nothing has arrived. */
static inline void each_upload(struct fixture *fixture, struct one_of_each *each)
{
    char target[128];
    const struct call call = { .method = "POST",
                               .target = target,
                               .headers = { { "Tus-Resumable", "1.0.0" },
                                            { "Upload-Length", "1000" },
                                            { "Upload-Metadata", /* 1m1_String.wav */
                                              "filename MW0xX1N0cmluZy53YXY=" } } };

    snprintf(target, sizeof target, "/api/sets/%s/uploads", each_id(each, "sets"));
    each_number(each, "uploads", id_of(expect(fixture_call(fixture, &call), 201)));
}

static inline void each_material(struct fixture *fixture, struct one_of_each *each,
                                 const char *name)
{
    static const char scenes[] = "{\"scenes\": [{\"number\": \"1\", \"name\": \"\","
                                 " \"tc_in\": \"01:00:00:00\", \"tc_out\": \"01:00:01:00\"}]}";
    char body[160];
    json_t *json;

    snprintf(body, sizeof body, "{\"name\": \"%s\", \"frame_rate\": \"24\", \"side\": \"music\"}",
             name);
    each->production_id = id_of(each_send(fixture, each, "/api/productions%s", "", body));
    each_number(each, "productions", each->production_id);
    each_number(each, "pictures",
                id_of(each_send(fixture, each, "/api/productions/%s/pictures", "productions",
                                "{\"name\": \"Cut\"}")));
    snprintf(body, sizeof body, "/api/pictures/%s/scenes", each_id(each, "pictures"));
    json = expect(put(fixture, body, scenes), 200);
    each_number(each, "scenes",
                number_of(json_array_get(json_object_get(json, "scenes"), 0), "id"));
    json_decref(json);
    each_number(each, "cues",
                id_of(each_send(fixture, each, "/api/productions/%s/cues", "productions",
                                "{\"name\": \"1m1\"}")));
    snprintf(body, sizeof body, "{\"picture_id\": %s}", each_id(each, "pictures"));
    each_number(each, "sets", id_of(each_send(fixture, each, "/api/cues/%s/sets", "cues", body)));
    each_number(each, "prints",
                id_of(each_send(fixture, each, "/api/sets/%s/prints/1m1_Brass.wav", "sets", NULL)));
    each_number(
        each, "temps",
        id_of(each_send(fixture, each, "/api/pictures/%s/temps/FX_temp.wav", "pictures", NULL)));
    each_upload(fixture, each);
    snprintf(body, sizeof body, "{\"scene_id\": %s}", each_id(each, "scenes"));
    json = each_send(fixture, each, "/api/pictures/%s/previews", "pictures", body);
    each_add(each, "previews", text_of(json, "id"));
    json_decref(json);
}

/* Waits until the machine has listened to the scene; gives the digest of what it heard. */
static inline void each_listened(struct fixture *fixture, const struct one_of_each *each,
                                 char sounds[HASH_TEXT])
{
    char target[128];

    snprintf(target, sizeof target, "/api/scenes/%s/state", each_id(each, "scenes"));
    for (unsigned tries = 0; tries < 2000; tries++) {
        json_t *json = expect(get(fixture, target), 200);
        const char *digest = text_of(json, "sounds_sha256");
        if (json_is_false(json_object_get(json, "is_checking")) && digest) {
            snprintf(sounds, HASH_TEXT, "%s", digest);
            json_decref(json);
            return;
        }
        json_decref(json);
        usleep(10000);
    }
    fail_msg("nobody has listened to the scene for 20 s");
}

static inline void each_words(struct fixture *fixture, struct one_of_each *each)
{
    static const char terms[] = "{\"lfe_policy\": \"free\", \"centre_policy\": \"free\","
                                " \"rate_hz\": 48000, \"bits\": 24, \"start\": null,"
                                " \"pops\": \"none\", \"text\": \"\"}";
    static const char words[] = "{\"about\": \"lfe\", \"text\": \"Too much?\"}";
    char sounds[HASH_TEXT], sign[160];

    each_listened(fixture, each, sounds);
    each_number(each, "notes",
                id_of(each_send(fixture, each, "/api/scenes/%s/notes", "scenes", words)));
    each_number(each, "queries",
                id_of(each_send(fixture, each, "/api/scenes/%s/queries", "scenes", words)));
    each_number(
        each, "agreements",
        id_of(each_send(fixture, each, "/api/productions/%s/agreements", "productions", terms)));
    snprintf(sign, sizeof sign, "{\"sounds_sha256\": \"%s\", \"monitoring\": \"stage\"}", sounds);
    each_number(each, "signoffs",
                id_of(each_send(fixture, each, "/api/scenes/%s/signoffs", "scenes", sign)));
}

static inline int64_t each_job(struct db *db, int64_t production_id)
{
    struct query q = db_query(db, sql_each_job);
    int64_t id;

    db_bind_i64(&q, ":production", production_id);
    id = db_row(&q) ? db_i64(&q, 0) : 0;
    assert_int_equal(db_end(&q, NULL), ERR_NONE);
    return id;
}

static inline void each_doors(struct one_of_each *each, struct db *db)
{
    struct invitation invitation = { .production_id = each->production_id,
                                     .made_by = AS_MUSIC,
                                     .expires_at_ms = INT64_MAX };
    struct guest_link guest_link = { .production_id = each->production_id,
                                     .label = "Director",
                                     .made_by = AS_MUSIC,
                                     .expires_at_ms = INT64_MAX };
    struct hook hook = { .production_id = each->production_id,
                         .url = "https://example.invalid/",
                         .made_by = AS_MUSIC };
    struct saved_recipe recipe = { .production_id = each->production_id,
                                   .person_id = AS_MUSIC,
                                   .name = "As printed",
                                   .is_shared = true,
                                   .recipe = "{}",
                                   .groups = "[]" };
    char secret[SECRET_TEXT];

    secret_make(secret, &invitation.secret, "");
    secret_make(secret, &guest_link.secret, "");
    assert_int_equal(db_invitation_add(db, &invitation, NULL), ERR_NONE);
    each_number(each, "invitations", invitation.id);
    assert_int_equal(db_link_add(db, &guest_link, NULL), ERR_NONE);
    each_number(each, "links", guest_link.id);
    assert_int_equal(db_hook_add(db, &hook, NULL), ERR_NONE);
    each_number(each, "hooks", hook.id);
    assert_int_equal(db_recipe_add(db, &recipe, NULL), ERR_NONE);
    each_number(each, "recipes", recipe.id);
}

/* Made by Mara (AS_MUSIC), who manages it. */
static inline void each_build(struct fixture *fixture, struct one_of_each *each, const char *name)
{
    struct db *db = app_db_take(fixture->app, NULL);

    *each = (struct one_of_each){ 0 };
    each_material(fixture, each, name);
    each_number(each, "jobs", each_job(db, each->production_id));
    each_words(fixture, each);
    each_doors(each, db);
    app_db_give(fixture->app, db);
}

/* The word before the first {} of a route: "scenes" of /api/scenes/{}/notes; "" without one. */
static inline void route_thing(const struct route *route, char out[16])
{
    const char *end = strstr(route->path, "/{}"), *start = end;

    *out = '\0';
    if (!end)
        return;
    while (start[-1] != '/')
        start--;
    snprintf(out, 16, "%.*s", (int)(end - start), start);
}

/* The address of a route with first in its first {} and 1 in the others. */
static inline void route_target(const struct route *route, const char *first, char out[256])
{
    const char *at = route->path, *next;
    size_t used = 0;

    *out = '\0';
    for (unsigned i = 0; (next = strstr(at, "{}")) != NULL; at = next + 2, i++)
        used += (size_t)snprintf(out + used, 256 - used, "%.*s%s", (int)(next - at), at,
                                 i ? "1" : first);
    snprintf(out + used, 256 - used, "%s", at);
}
