#include "server/store/saved_recipes.h"

#include <stdlib.h>

#include "server/store/rows.h"

#define COLUMNS                                                                                    \
    "SELECT id, production_id, person_id, side, name, is_shared, recipe, stem_groups, at_ms"       \
    "  FROM recipes"

static const char sql_add[] =
    "INSERT INTO recipes(production_id, person_id, side, name, is_shared, recipe, stem_groups,"
    "  at_ms) VALUES(:production, :person, :side, :name, :is_shared, :recipe, :groups, :at_ms)";
static const char sql_change[] =
    "UPDATE recipes SET name = :name, is_shared = :is_shared, recipe = :recipe,"
    "  stem_groups = :groups, at_ms = :at_ms WHERE id = :id";
static const char sql_remove[] = "DELETE FROM recipes WHERE id = :id";
static const char sql_count[] =
    "SELECT COUNT(*) FROM recipes WHERE production_id = :production AND person_id = :person";
static const char sql_namesake[] =
    "SELECT person_id = :person FROM recipes"
    "  WHERE production_id = :production AND name = :name AND id <> :id"
    "    AND (person_id = :person OR (is_shared = 1 AND :is_shared = 1))";
static const char sql_one[] = COLUMNS " WHERE id = :id";
static const char sql_all[] =
    COLUMNS " WHERE production_id = :production AND (person_id = :person OR is_shared = 1)"
            "  ORDER BY name, id";

void saved_recipe_clear(struct saved_recipe *recipe)
{
    free(recipe->recipe);
    free(recipe->groups);
    recipe->recipe = recipe->groups = NULL;
}

void saved_recipes_clear(struct saved_recipes *recipes)
{
    for (size_t i = 0; i < recipes->count; i++)
        saved_recipe_clear(&recipes->list[i]);
    free(recipes->list);
    *recipes = (struct saved_recipes){ 0 };
}

static enum err_code check_name(struct db *db, const struct saved_recipe *recipe, struct err *err)
{
    struct query q = db_query(db, sql_namesake);
    bool found, own;
    enum err_code code;

    db_bind_i64(&q, ":production", recipe->production_id);
    db_bind_i64(&q, ":person", recipe->person_id);
    db_bind_text(&q, ":name", recipe->name);
    db_bind_i64(&q, ":is_shared", recipe->is_shared);
    db_bind_i64(&q, ":id", recipe->id);
    found = db_row(&q);
    own = found && db_i64(&q, 0) != 0;
    if ((code = db_end(&q, err)) || !found)
        return code;
    if (own)
        return err_set(err, ERR_CONFLICT, "you have a recipe \"%s\" already: choose another name",
                       recipe->name);
    return err_set(err, ERR_CONFLICT,
                   "somebody has shared a recipe \"%s\" already: choose another name",
                   recipe->name);
}

static enum err_code check_count(struct db *db, const struct saved_recipe *recipe, struct err *err)
{
    struct query q = db_query(db, sql_count);
    int64_t count = 0;
    enum err_code code;

    db_bind_i64(&q, ":production", recipe->production_id);
    db_bind_i64(&q, ":person", recipe->person_id);
    if (db_row(&q))
        count = db_i64(&q, 0);
    if ((code = db_end(&q, err)) || count < SAVED_RECIPES_MAX)
        return code;
    return err_set(err, ERR_CONFLICT,
                   "you have %d recipes already: remove one that you do not need",
                   SAVED_RECIPES_MAX);
}

static void bind_changing(struct query *q, const struct saved_recipe *recipe)
{
    db_bind_text(q, ":name", recipe->name);
    db_bind_i64(q, ":is_shared", recipe->is_shared);
    db_bind_text(q, ":recipe", recipe->recipe);
    db_bind_text(q, ":groups", recipe->groups);
    db_bind_i64(q, ":at_ms", recipe->at_ms);
}

enum err_code db_recipe_add(struct db *db, struct saved_recipe *recipe, struct err *err)
{
    enum err_code code;
    struct query q;

    recipe->id = 0;
    if ((code = check_count(db, recipe, err)) || (code = check_name(db, recipe, err)))
        return code;
    recipe->at_ms = db_now_ms(db);
    q = db_query(db, sql_add);
    db_bind_i64(&q, ":production", recipe->production_id);
    db_bind_i64(&q, ":person", recipe->person_id);
    db_bind_text(&q, ":side", side_name(recipe->side));
    bind_changing(&q, recipe);
    return db_insert(&q, &recipe->id, err);
}

enum err_code db_recipe_change(struct db *db, struct saved_recipe *recipe, struct err *err)
{
    enum err_code code;
    struct query q;

    if ((code = check_name(db, recipe, err)))
        return code;
    recipe->at_ms = db_now_ms(db);
    q = db_query(db, sql_change);
    db_bind_i64(&q, ":id", recipe->id);
    bind_changing(&q, recipe);
    return db_change(&q, NULL, err);
}

enum err_code db_recipe_remove(struct db *db, int64_t id, struct err *err)
{
    struct query q = db_query(db, sql_remove);

    db_bind_i64(&q, ":id", id);
    return db_change(&q, NULL, err);
}

/* A side that is none is kept out by a CHECK. */
static void read_recipe(struct query *q, struct saved_recipe *out)
{
    char side[16];

    out->id = db_i64(q, 0);
    out->production_id = db_i64(q, 1);
    out->person_id = db_i64(q, 2);
    db_text(q, 3, side, sizeof side);
    if (side_parse(&out->side, side, &q->err))
        q->code = q->err.code;
    db_text(q, 4, out->name, sizeof out->name);
    out->is_shared = db_i64(q, 5) != 0;
    out->recipe = db_text_dup(q, 6);
    out->groups = db_text_dup(q, 7);
    out->at_ms = db_i64(q, 8);
}

enum err_code db_recipe(struct db *db, int64_t id, struct saved_recipe *out, struct err *err)
{
    struct query q = db_query(db, sql_one);
    enum err_code code;

    *out = (struct saved_recipe){ 0 };
    db_bind_i64(&q, ":id", id);
    if (db_row(&q))
        read_recipe(&q, out);
    if (!(code = db_end(&q, err)) && !out->id)
        code = err_set(err, ERR_NOT_FOUND, "there is no recipe %lld", (long long)id);
    if (code)
        saved_recipe_clear(out);
    return code;
}

enum err_code db_recipes(struct db *db, int64_t production_id, int64_t person_id,
                         struct saved_recipes *out, struct err *err)
{
    struct query q = db_query(db, sql_all);
    struct saved_recipe *recipe;
    struct rows rows = { 0 };
    enum err_code code;

    db_bind_i64(&q, ":production", production_id);
    db_bind_i64(&q, ":person", person_id);
    while (db_row(&q) && (recipe = rows_add(&rows, sizeof *recipe, &q)) != NULL)
        read_recipe(&q, recipe);
    *out = (struct saved_recipes){ rows.data, rows.count };
    if ((code = db_end(&q, err)))
        saved_recipes_clear(out);
    return code;
}
