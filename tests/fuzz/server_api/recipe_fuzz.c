/* Recipes from anybody: what is taken passes every check, and reads back as the same recipe. */
#include <stdlib.h>
#include <string.h>

#include "server/api/recipe_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct hash identity(const struct recipe *recipe)
{
    struct hasher *hasher;
    struct hash hash;

    if (hasher_new(&hasher, NULL))
        abort();
    recipe_hash(recipe, hasher);
    hash = hasher_result(hasher);
    hasher_free(hasher);
    return hash;
}

static void check_round_trip(const struct recipe *recipe)
{
    struct recipe again = { .headroom_db = recipe->headroom_db };
    json_t *json = recipe_json(recipe);
    char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
    json_t *parsed = text ? json_loads(text, 0, NULL) : NULL;
    struct hash a, b;

    if (!parsed || recipe_json_read(&again, parsed, NULL))
        abort();
    a = identity(recipe);
    b = identity(&again);
    if (hash_compare(&a, &b))
        abort();
    json_decref(parsed);
    json_decref(json);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct recipe recipe = { .centre = true, .headroom_db = -6 };
    json_t *json = json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES, NULL);
    struct err err = { 0 };

    if (json && !recipe_json_read(&recipe, json, &err)) {
        if (recipe_check(&recipe, NULL))
            abort();
        check_round_trip(&recipe);
    } else if (json && (err.code != ERR_INVALID || !err.text[0])) {
        abort();
    }
    json_decref(json);
    return 0;
}
