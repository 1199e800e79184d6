#include "server/store/people.h"

#include <string.h>

#include "server/store/rows.h"

#define COLUMNS "SELECT id, name, mail, password, is_owner, created_at_ms FROM people"

static const char sql_add[] =
    "INSERT INTO people(name, name_folded, mail, password, is_owner, created_at_ms)"
    "  VALUES(:name, :folded, :mail, :password, :is_owner, :now)";
static const char sql_one[] = COLUMNS " WHERE id = :id";
static const char sql_by_name[] = COLUMNS " WHERE name_folded = :folded";
static const char sql_all[] = COLUMNS " ORDER BY name_folded";
static const char sql_names[] = "SELECT id, name FROM people ORDER BY id";
static const char sql_any[] = "SELECT EXISTS (SELECT 1 FROM people)";
static const char sql_put[] =
    "UPDATE people SET name = :name, name_folded = :folded, mail = :mail WHERE id = :id";
static const char sql_password_put[] = "UPDATE people SET password = :password WHERE id = :id";

/* ASCII alone: what is one letter elsewhere depends on the language, and a name that could be taken
 * for another's must depend on nothing. */
void person_fold(char out[STORE_NAME], const char *name)
{
    size_t bytes;

    name += strspn(name, " ");
    bytes = strlen(name);
    while (bytes > 0 && name[bytes - 1] == ' ')
        bytes--;
    if (bytes >= STORE_NAME)
        bytes = STORE_NAME - 1;
    for (size_t i = 0; i < bytes; i++)
        out[i] = name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] - 'A' + 'a') : name[i];
    out[bytes] = '\0';
}

static void bind_name(struct query *q, const char *name)
{
    char folded[STORE_NAME];

    person_fold(folded, name);
    db_bind_text(q, ":folded", folded);
}

static enum err_code said_taken(enum err_code code, const char *name, struct err *err)
{
    if (code != ERR_CONFLICT)
        return code;
    return err_set(err, ERR_CONFLICT, "somebody is called \"%s\" here already: take another name",
                   name);
}

enum err_code db_person_add(struct db *db, struct person *person, struct err *err)
{
    struct query q = db_query(db, sql_add);

    person->created_at_ms = db_now_ms(db);
    db_bind_text(&q, ":name", person->name);
    bind_name(&q, person->name);
    db_bind_text(&q, ":mail", person->mail);
    db_bind_text(&q, ":password", person->password);
    db_bind_i64(&q, ":is_owner", person->is_owner);
    db_bind_i64(&q, ":now", person->created_at_ms);
    return said_taken(db_insert(&q, &person->id, err), person->name, err);
}

static void read_person(struct query *q, struct person *out)
{
    out->id = db_i64(q, 0);
    db_text(q, 1, out->name, sizeof out->name);
    db_text(q, 2, out->mail, sizeof out->mail);
    db_text(q, 3, out->password, sizeof out->password);
    out->is_owner = db_i64(q, 4) != 0;
    out->created_at_ms = db_i64(q, 5);
}

enum err_code db_person(struct db *db, int64_t id, struct person *out, struct err *err)
{
    struct query q = db_query(db, sql_one);
    enum err_code code;

    *out = (struct person){ 0 };
    db_bind_i64(&q, ":id", id);
    if (db_row(&q))
        read_person(&q, out);
    if (!(code = db_end(&q, err)) && !out->id)
        code = err_set(err, ERR_NOT_FOUND, "there is no such person");
    return code;
}

enum err_code db_person_by_name(struct db *db, const char *name, struct person *out,
                                struct err *err)
{
    struct query q = db_query(db, sql_by_name);

    *out = (struct person){ 0 };
    bind_name(&q, name);
    if (db_row(&q))
        read_person(&q, out);
    return db_end(&q, err);
}

enum err_code db_people(struct db *db, struct person **out, size_t *count, struct err *err)
{
    struct query q = db_query(db, sql_all);
    struct rows rows = { 0 };
    struct person *person;

    while (db_row(&q) && (person = rows_add(&rows, sizeof *person, &q)) != NULL)
        read_person(&q, person);
    return rows_end(&rows, &q, out, count, err);
}

enum err_code db_people_names(struct db *db, struct person_name **out, size_t *count,
                              struct err *err)
{
    struct query q = db_query(db, sql_names);
    struct rows rows = { 0 };
    struct person_name *name;

    while (db_row(&q) && (name = rows_add(&rows, sizeof *name, &q)) != NULL) {
        name->id = db_i64(&q, 0);
        db_text(&q, 1, name->name, sizeof name->name);
    }
    return rows_end(&rows, &q, out, count, err);
}

enum err_code db_people_any(struct db *db, bool *any, struct err *err)
{
    struct query q = db_query(db, sql_any);

    *any = db_row(&q) && db_i64(&q, 0);
    return db_end(&q, err);
}

enum err_code db_person_put(struct db *db, const struct person *person, struct err *err)
{
    struct query q = db_query(db, sql_put);

    db_bind_text(&q, ":name", person->name);
    bind_name(&q, person->name);
    db_bind_text(&q, ":mail", person->mail);
    db_bind_i64(&q, ":id", person->id);
    return said_taken(db_change(&q, NULL, err), person->name, err);
}

enum err_code db_person_password_put(struct db *db, int64_t id, const char *password,
                                     struct err *err)
{
    struct query q = db_query(db, sql_password_put);

    db_bind_text(&q, ":password", password);
    db_bind_i64(&q, ":id", id);
    return db_change(&q, NULL, err);
}
