#include "server/store/thresholds.h"

#include <string.h>

static const char sql_all[] =
    "SELECT name, value FROM thresholds WHERE production_id = :production";
static const char sql_clear[] = "DELETE FROM thresholds WHERE production_id = :production";
static const char sql_add[] =
    "INSERT INTO thresholds(production_id, name, value) VALUES(:production, :name, :value)";

double threshold_get(const struct thresholds *thresholds, size_t field)
{
    double value;

    memcpy(&value, (const char *)thresholds + threshold_fields[field].offset, sizeof value);
    return value;
}

void threshold_set(struct thresholds *thresholds, size_t field, double value)
{
    memcpy((char *)thresholds + threshold_fields[field].offset, &value, sizeof value);
}

/* A name that this program does not know is a newer one's, and of no use here. */
static void take(struct thresholds *out, const char *name, double value)
{
    for (size_t i = 0; i < THRESHOLDS; i++)
        if (!strcmp(threshold_fields[i].name, name))
            threshold_set(out, i, value);
}

enum err_code db_thresholds(struct db *db, int64_t production_id, struct thresholds *out,
                            bool *proposal, struct err *err)
{
    struct query q = db_query(db, sql_all);
    char name[64];

    *out = thresholds_proposed;
    *proposal = true;
    db_bind_i64(&q, ":production", production_id);
    while (db_row(&q)) {
        db_text(&q, 0, name, sizeof name);
        take(out, name, db_f64(&q, 1));
        *proposal = false;
    }
    return db_end(&q, err);
}

static enum err_code add(struct db *db, int64_t production_id, size_t field, double value,
                         struct err *err)
{
    struct query q = db_query(db, sql_add);

    db_bind_i64(&q, ":production", production_id);
    db_bind_text(&q, ":name", threshold_fields[field].name);
    db_bind_f64(&q, ":value", value);
    return db_insert(&q, NULL, err);
}

bool threshold_is_own(const struct thresholds *thresholds, size_t field)
{
    const double value = threshold_get(thresholds, field);
    const double proposed = threshold_get(&thresholds_proposed, field);

    return value < proposed || value > proposed;
}

enum err_code db_thresholds_put(struct db *db, int64_t production_id,
                                const struct thresholds *thresholds, struct err *err)
{
    struct query q = db_query(db, sql_clear);
    enum err_code code;

    db_bind_i64(&q, ":production", production_id);
    code = db_change(&q, NULL, err);
    for (size_t i = 0; i < THRESHOLDS && !code; i++)
        if (threshold_is_own(thresholds, i))
            code = add(db, production_id, i, threshold_get(thresholds, i), err);
    return code;
}
