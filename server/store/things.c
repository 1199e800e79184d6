#include "server/store/things.h"

#include <string.h>

static const struct thing {
    const char *plural, *sql;
} things[] = {
    { "productions", "SELECT id FROM productions WHERE id = :id" },
    { "pictures", "SELECT production_id FROM pictures WHERE id = :id" },
    { "scenes", "SELECT p.production_id FROM scenes s JOIN pictures p ON p.id = s.picture_id"
                "  WHERE s.id = :id" },
    { "cues", "SELECT production_id FROM cues WHERE id = :id" },
    { "sets",
      "SELECT c.production_id FROM sets s JOIN cues c ON c.id = s.cue_id WHERE s.id = :id" },
    { "prints", "SELECT c.production_id FROM recordings r JOIN sets s ON s.id = r.set_id"
                "  JOIN cues c ON c.id = s.cue_id WHERE r.id = :id" },
    { "temps", "SELECT p.production_id FROM recordings r JOIN pictures p ON p.id = r.picture_id"
               "  WHERE r.id = :id" },
    { "previews", "SELECT p.production_id FROM previews v JOIN pictures p ON p.id = v.picture_id"
                  "  WHERE v.id = :hash" },
    { "jobs", "SELECT production_id FROM jobs WHERE id = :id" },
    { "invitations", "SELECT production_id FROM invitations WHERE id = :id" },
    { "links", "SELECT production_id FROM links WHERE id = :id" },
    { "agreements", "SELECT production_id FROM agreements WHERE id = :id" },
    { "notes", "SELECT production_id FROM notes WHERE id = :id" },
    { "queries", "SELECT production_id FROM queries WHERE id = :id" },
    { "signoffs", "SELECT production_id FROM signoffs WHERE id = :id" },
    { "uploads", "SELECT production_id FROM uploads WHERE id = :id" },
    { "recipes", "SELECT production_id FROM recipes WHERE id = :id" },
    { "hooks", "SELECT production_id FROM hooks WHERE id = :id" },
};

static const struct thing *find(const char *plural)
{
    for (size_t i = 0; i < sizeof things / sizeof *things; i++)
        if (!strcmp(things[i].plural, plural))
            return &things[i];
    return NULL;
}

bool thing_is_known(const char *plural)
{
    return find(plural) != NULL;
}

/* Digits alone, below 2^63; else -1, which no row has. */
static int64_t number_of(const char *text)
{
    int64_t number = 0;

    for (const char *at = text; *at; at++) {
        if (*at < '0' || *at > '9' || number > (INT64_MAX - (*at - '0')) / 10)
            return -1;
        number = number * 10 + (*at - '0');
    }
    return *text ? number : -1;
}

enum err_code db_thing_production(struct db *db, const char *plural, const char *id,
                                  int64_t *production_id, struct err *err)
{
    const struct thing *thing = find(plural);
    struct hash hash;
    struct query q;

    *production_id = 0;
    if (!thing)
        return err_set(err, ERR_INTERNAL, "nothing is called \"%s\"", plural);
    if (strstr(thing->sql, ":hash") && hash_parse(&hash, id, NULL))
        return ERR_NONE;
    q = db_query(db, thing->sql);
    if (strstr(thing->sql, ":hash"))
        db_bind_hash(&q, ":hash", &hash);
    else
        db_bind_i64(&q, ":id", number_of(id));
    if (db_row(&q))
        *production_id = db_i64(&q, 0);
    return db_end(&q, err);
}
