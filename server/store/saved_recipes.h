/* Recipes that people saved under a name, for themselves or for the whole production. */
#pragma once

#include "server/store/members.h"

/* How many a person may keep in a production. */
enum { SAVED_RECIPES_MAX = 200 };

struct saved_recipe {
    int64_t id, production_id, person_id;
    enum side side; /* of the maker, when it was saved */
    char name[STORE_NAME];
    bool is_shared;
    char *recipe, *groups; /* JSON, opaque here; owned by whoever made the struct */
    int64_t at_ms;         /* of the last change */
};
void saved_recipe_clear(struct saved_recipe *recipe);

struct saved_recipes {
    struct saved_recipe *list;
    size_t count;
};
void saved_recipes_clear(struct saved_recipes *recipes);

/* For use inside a transaction. A name, whatever its case, is unique among a person's own recipes
 * and among those that are shared: ERR_CONFLICT says which. Fill id (only when adding) and at_ms.
 */
enum err_code db_recipe_add(struct db *db, struct saved_recipe *recipe, struct err *err);
enum err_code db_recipe_change(struct db *db, struct saved_recipe *recipe, struct err *err);
enum err_code db_recipe_remove(struct db *db, int64_t id, struct err *err);

/* The caller clears what they give. */
enum err_code db_recipe(struct db *db, int64_t id, struct saved_recipe *out, struct err *err);
/* A person's own and all that are shared, by name. */
enum err_code db_recipes(struct db *db, int64_t production_id, int64_t person_id,
                         struct saved_recipes *out, struct err *err);
