/* predub scenes: how the scenes of a production stand, from a shell. */
#include <string.h>
#include <strings.h>

#include "server/cli/client.h"
#include "server/cli/command.h"
#include "server/cli/json_out.h"
#include "server/cli/scenes_table.h"

struct listing {
    const struct args *args;
    struct client *client;
    char reel[16]; /* a query that narrows to a reel, or "" */
    json_t *production, *picture;
    json_t *scenes;
};

static enum err_code choose_picture(struct listing *listing, const json_t *pictures,
                                    struct err *err)
{
    const char *called = args_value(listing->args, "--picture");
    json_t *picture;
    size_t index;

    json_array_foreach (pictures, index, picture) { /* newest first */
        const char *name = json_string_value(json_object_get(picture, "name"));

        if (listing->picture || (called && (!name || strcasecmp(name, called) != 0)))
            continue;
        listing->picture = json_incref(picture);
    }
    if (listing->picture)
        return ERR_NONE;
    return called
               ? err_set(err, ERR_NOT_FOUND,
                         "there is no picture version called %.100s; the page lists them", called)
               : err_set(err, ERR_NOT_FOUND,
                         "the production has no picture version yet, so it has no scenes");
}

static enum err_code read_picture(struct listing *listing, struct err *err)
{
    json_t *list;
    enum err_code code =
        client_production(listing->client, listing->args->file[0], &listing->production, err);

    if (code || (code = client_get(
                     listing->client, &list, err, "/api/productions/%lld/pictures",
                     (long long)json_integer_value(json_object_get(listing->production, "id")))))
        return code;
    code = choose_picture(listing, json_object_get(list, "pictures"), err);
    json_decref(list);
    return code;
}

static json_int_t scene_id_of(const json_t *scene)
{
    return json_integer_value(json_object_get(scene, "scene_id"));
}

static json_t *find_scene(const json_t *list, const json_t *wanted)
{
    json_t *scene;
    size_t index;

    json_array_foreach (list, index, scene)
        if (scene_id_of(scene) == scene_id_of(wanted))
            return scene;
    return NULL;
}

/* What --lfe and --open leave; `asked` are the scenes with questions about the LFE. */
static bool passes(const struct listing *listing, const json_t *scene, const json_t *asked)
{
    return (!args_has(listing->args, "--lfe") || scene_has_lfe_concern(scene) ||
            find_scene(asked, scene)) &&
           (!args_has(listing->args, "--open") || scene_is_open(scene));
}

/* Both lists are in film order, so the next one is nearly always the one looked for. */
static json_t *measures_of(const json_t *measured, const json_t *scene, size_t *at)
{
    json_t *next = json_array_get(measured, *at);

    if (next && scene_id_of(next) == scene_id_of(scene)) {
        ++*at;
        return next;
    }
    return find_scene(measured, scene);
}

static bool add_measures(json_t *scene, const json_t *measures)
{
    static const char *const keys[][2] = {
        { "state", "measured" },
        { "score", "score" },
        { "concerns", "concerns" },
        { "agreement", "agreement" },
    };

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        json_t *value = json_object_get(measures, keys[i][0]);
        if (json_object_set(scene, keys[i][1], value ? value : json_null()))
            return false;
    }
    return true;
}

static enum err_code merge(struct listing *listing, const json_t *states, const json_t *measured,
                           const json_t *asked, struct err *err)
{
    size_t index, at = 0;
    json_t *scene;

    listing->scenes = json_array();
    json_array_foreach (states, index, scene) {
        if (!add_measures(scene, measures_of(measured, scene, &at)))
            return err_set(err, ERR_NO_MEMORY, "out of memory for a list of scenes");
        if (passes(listing, scene, asked))
            json_array_append(listing->scenes, scene);
    }
    return ERR_NONE;
}

static enum err_code read_scenes(struct listing *listing, struct err *err)
{
    const long long id = (long long)json_integer_value(json_object_get(listing->picture, "id"));
    struct client *client = listing->client;
    json_t *states = NULL, *measures = NULL, *asked = NULL;
    enum err_code code;

    if ((code = client_get(client, &states, err, "/api/pictures/%lld/states%s%s", id,
                           *listing->reel ? "?reel=" : "", listing->reel)) ||
        (code = client_get(client, &measures, err, "/api/pictures/%lld/measures", id)) ||
        (args_has(listing->args, "--lfe") &&
         (code = client_get(client, &asked, err, "/api/pictures/%lld/states?query=any&about=lfe",
                            id))))
        goto done;
    code = merge(listing, json_object_get(states, "states"), json_object_get(measures, "scenes"),
                 json_object_get(asked, "states"), err);
done:
    json_decref(states);
    json_decref(measures);
    json_decref(asked);
    return code;
}

static void print_list(const struct listing *listing)
{
    char narrowed[80];
    const struct scenes_listed listed = { listing->production, listing->picture, listing->scenes,
                                          narrowed };

    if (args_has(listing->args, "--json")) {
        json_print(json_pack("{s:O, s:O, s:O}", "production", listing->production, "picture",
                             listing->picture, "scenes", listing->scenes));
        return;
    }
    snprintf(narrowed, sizeof narrowed, "%s%s%s%s", *listing->reel ? " of reel " : "",
             listing->reel, args_has(listing->args, "--lfe") ? " with something about the LFE" : "",
             args_has(listing->args, "--open") ? " that wait for somebody" : "");
    scenes_table_print(&listed, stdout);
}

static enum cli_status read_use(struct listing *listing, struct err *err)
{
    const struct args *args = listing->args;
    double reel_range[2] = { 1, 99 }, reel = 0;

    if (args->files != 1)
        return command_misuse(err, args->files == 0 ? "say which production: its name or its id"
                                                    : "one production at a time");
    if (args_number(args, "--reel", reel_range, &reel, err) ||
        client_open(&listing->client, args, err))
        return CLI_WRONG_USE;
    if (reel > 0)
        snprintf(listing->reel, sizeof listing->reel, "%d", (int)reel);
    return CLI_OK;
}

static enum cli_status scenes_run(const struct args *args, struct err *err)
{
    struct listing listing = { .args = args };
    enum cli_status status = read_use(&listing, err);

    if (status == CLI_OK) {
        if (read_picture(&listing, err) || read_scenes(&listing, err))
            status = CLI_FAILED;
        else
            print_list(&listing);
    }
    json_decref(listing.production);
    json_decref(listing.picture);
    json_decref(listing.scenes);
    client_close(listing.client);
    return status;
}

static const struct args_option options[] = {
    CLIENT_OPTIONS,
    { "--picture", "NAME", "this picture version; by default the newest" },
    { "--lfe", NULL, "only scenes with a concern or a question about the LFE" },
    { "--open", NULL,
      "only scenes that wait for somebody: a question is open, or was answered for a\n"
      "sound that has changed; or a side has not signed what there is now" },
    { "--reel", "N", "only scenes of this reel" },
    { "--json", NULL, "print JSON instead of a table" },
    { "--help", NULL, "print this" },
};

const struct command command_scenes = {
    .name = "scenes",
    .line = "Lists the scenes of a production on a server: concerns, questions, signatures.",
    .usage = "--server URL [--lfe] [--open] [--reel N] [--json] PRODUCTION",
    .more =
        "PRODUCTION is a name or an id. Each line is a scene: the strongest concern that was "
        "measured (red, amber,\nclear), questions that are open, outdated or answered, and how "
        "music and stage stand: open (never signed),\nsigned, stale (the sound has changed since) "
        "or revoked. Below it stands why, and the trim that would\nclear the concern. "
        "`predub answer` answers a question.\n\n"
        "  export PREDUB_TOKEN=pdt_...\n"
        "  predub scenes --server https://score.example.org --lfe --open Tideline",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = scenes_run,
};
