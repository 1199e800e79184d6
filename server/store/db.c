#include "server/store/db.h"

#include <assert.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BUSY_TIMEOUT_MS = 10000 };

struct statement {
    const char *sql; /* the caller's static string: its address is the key */
    sqlite3_stmt *handle;
    bool busy;
};

struct db {
    sqlite3 *handle;
    struct statement *statement;
    size_t statements, capacity;
    int64_t (*now_ms)(void *ctx);
    void *now_ctx;
};

struct migration {
    int number;
    const char *name, *sql;
};

static const struct migration migrations[] = {
#include "migrations.inc"
};
enum { MIGRATIONS = sizeof migrations / sizeof *migrations };

static const char sql_settings[] = "PRAGMA journal_mode = WAL;"
                                   "PRAGMA synchronous = FULL;"
                                   "PRAGMA foreign_keys = ON;"
                                   "PRAGMA trusted_schema = OFF;"
                                   "PRAGMA cache_size = -16384;"; /* KiB a connection */
static const char sql_version[] = "PRAGMA user_version";

static int64_t system_now_ms(void *ctx)
{
    struct timespec now;

    (void)ctx;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static enum err_code code_of(int result)
{
    switch (result & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE: return ERR_NONE;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return ERR_BUSY;
    case SQLITE_FULL: return ERR_NO_SPACE;
    case SQLITE_NOMEM: return ERR_NO_MEMORY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return ERR_DAMAGED;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY: return ERR_IO;
    case SQLITE_CONSTRAINT:
        /* A CHECK that fires means that a handler's own check let something through. */
        return result == SQLITE_CONSTRAINT_UNIQUE || result == SQLITE_CONSTRAINT_PRIMARYKEY ||
                       result == SQLITE_CONSTRAINT_FOREIGNKEY
                   ? ERR_CONFLICT
                   : ERR_INTERNAL;
    default: return ERR_INTERNAL;
    }
}

static enum err_code failed(struct db *db, struct err *err, const char *what)
{
    const enum err_code code = code_of(sqlite3_extended_errcode(db->handle));

    return err_set(err, code ? code : ERR_INTERNAL, "the record could not %s: %s", what,
                   sqlite3_errmsg(db->handle));
}

enum err_code db_open(struct db **out, const char *path, struct err *err)
{
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    struct db *db = calloc(1, sizeof *db);
    enum err_code code;

    *out = NULL;
    if (!db)
        return err_set(err, ERR_NO_MEMORY, "no memory for the record");
    db_clock(db, NULL, NULL);
    if (sqlite3_open_v2(path, &db->handle, flags, NULL) != SQLITE_OK) {
        code = err_set(err, ERR_IO, "the record %s cannot be opened: %s", path,
                       db->handle ? sqlite3_errmsg(db->handle) : "no memory");
        db_close(db);
        return code;
    }
    sqlite3_extended_result_codes(db->handle, 1);
    sqlite3_busy_timeout(db->handle, BUSY_TIMEOUT_MS);
    if (sqlite3_exec(db->handle, sql_settings, NULL, NULL, NULL) != SQLITE_OK) {
        code = failed(db, err, "be opened");
        db_close(db);
        return code;
    }
    *out = db;
    return ERR_NONE;
}

void db_close(struct db *db)
{
    if (!db)
        return;
    for (size_t i = 0; i < db->statements; i++) {
        assert(!db->statement[i].busy);
        sqlite3_finalize(db->statement[i].handle);
    }
    free(db->statement);
    sqlite3_close(db->handle);
    free(db);
}

int db_version_latest(void)
{
    return migrations[MIGRATIONS - 1].number;
}

static enum err_code version_read(struct db *db, int *version, struct err *err)
{
    struct query q = db_query(db, sql_version);

    *version = db_row(&q) ? (int)db_i64(&q, 0) : 0;
    return db_end(&q, err);
}

int db_version(struct db *db)
{
    int version;

    return version_read(db, &version, NULL) ? 0 : version;
}

/* Looks at the version again inside the transaction: another process may have been quicker. The
 * text of a migration ends by setting the new one (embed.sh adds that line). */
static enum err_code migration_apply(struct db *db, void *ctx, struct err *err)
{
    const struct migration *migration = ctx;
    enum err_code code;
    int version;

    if ((code = version_read(db, &version, err)) || version >= migration->number)
        return code;
    if (sqlite3_exec(db->handle, migration->sql, NULL, NULL, NULL) != SQLITE_OK)
        return err_set(err, ERR_INTERNAL, "the record's migration %s failed: %s", migration->name,
                       sqlite3_errmsg(db->handle));
    return ERR_NONE;
}

enum err_code db_migrate(struct db *db, struct err *err)
{
    enum err_code code;
    int version;

    if ((code = version_read(db, &version, err)))
        return code;
    if (version > db_version_latest())
        return err_set(err, ERR_CONFLICT,
                       "the record is of version %d, this predub knows up to %d: start the newer "
                       "predub that made it, or give another --data folder",
                       version, db_version_latest());
    for (size_t i = 0; i < MIGRATIONS; i++) {
        struct migration migration = migrations[i];
        if (migration.number > version && (code = db_txn(db, migration_apply, &migration, err)))
            return code;
    }
    return ERR_NONE;
}

bool db_in_txn(struct db *db)
{
    return !sqlite3_get_autocommit(db->handle);
}

enum err_code db_txn(struct db *db, db_body_fn body, void *ctx, struct err *err)
{
    enum err_code code;

    assert(!db_in_txn(db));
    if (sqlite3_exec(db->handle, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK)
        return failed(db, err, "begin a change");
    code = body(db, ctx, err);
    if (!code && sqlite3_exec(db->handle, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
        code = failed(db, err, "keep a change");
    if (code && db_in_txn(db))
        sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
    return code;
}

/* A free statement of this text, or NULL. One that is under way is not shared: a function may read
 * the same table while its caller does. */
static struct statement *statement_find(struct db *db, const char *sql)
{
    for (size_t i = 0; i < db->statements; i++)
        if (db->statement[i].sql == sql && !db->statement[i].busy)
            return &db->statement[i];
    return NULL;
}

static struct statement *statement_add(struct db *db, const char *sql)
{
    sqlite3_stmt *handle = NULL;

    if (db->statements == db->capacity) {
        const size_t capacity = db->capacity ? 2 * db->capacity : 64;
        struct statement *grown = realloc(db->statement, capacity * sizeof *grown);
        if (!grown)
            return NULL;
        db->statement = grown;
        db->capacity = capacity;
    }
    if (sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, NULL))
        return NULL;
    db->statement[db->statements] = (struct statement){ .sql = sql, .handle = handle };
    return &db->statement[db->statements++];
}

struct query db_query(struct db *db, const char *sql)
{
    struct query q = { .db = db };
    struct statement *statement = statement_find(db, sql);

    if (!statement)
        statement = statement_add(db, sql);
    if (!statement) {
        q.code = failed(db, &q.err, "understand a query");
        return q;
    }
    statement->busy = true;
    q.stmt = statement->handle;
    return q;
}

static int parameter(struct query *q, const char *name)
{
    const int index = q->code ? 0 : sqlite3_bind_parameter_index(q->stmt, name);

    assert(q->code || index > 0);
    return index;
}

static void bound(struct query *q, int result)
{
    if (!q->code && result != SQLITE_OK)
        q->code = failed(q->db, &q->err, "take a value");
}

void db_bind_i64(struct query *q, const char *name, int64_t value)
{
    const int index = parameter(q, name);

    if (index)
        bound(q, sqlite3_bind_int64(q->stmt, index, value));
}

void db_bind_f64(struct query *q, const char *name, double value)
{
    const int index = parameter(q, name);

    if (index)
        bound(q, sqlite3_bind_double(q->stmt, index, value));
}

void db_bind_text(struct query *q, const char *name, const char *value)
{
    const int index = parameter(q, name);

    if (index)
        bound(q, sqlite3_bind_text(q->stmt, index, value, -1, SQLITE_TRANSIENT));
}

void db_bind_blob(struct query *q, const char *name, const void *data, size_t bytes)
{
    const int index = parameter(q, name);

    if (index)
        bound(q, sqlite3_bind_blob(q->stmt, index, data, (int)bytes, SQLITE_TRANSIENT));
}

void db_bind_hash(struct query *q, const char *name, const struct hash *value)
{
    db_bind_blob(q, name, value->byte, HASH_BYTES);
}

void db_bind_null(struct query *q, const char *name)
{
    const int index = parameter(q, name);

    if (index)
        bound(q, sqlite3_bind_null(q->stmt, index));
}

void db_bind_id(struct query *q, const char *name, int64_t id)
{
    if (id)
        db_bind_i64(q, name, id);
    else
        db_bind_null(q, name);
}

bool db_row(struct query *q)
{
    int result;

    if (q->code)
        return false;
    result = sqlite3_step(q->stmt);
    if (result == SQLITE_ROW)
        return true;
    if (result != SQLITE_DONE)
        q->code = failed(q->db, &q->err, "be read or changed");
    return false;
}

int64_t db_i64(struct query *q, int column)
{
    return sqlite3_column_int64(q->stmt, column);
}

double db_f64(struct query *q, int column)
{
    return sqlite3_column_double(q->stmt, column);
}

bool db_is_null(struct query *q, int column)
{
    return sqlite3_column_type(q->stmt, column) == SQLITE_NULL;
}

void db_text(struct query *q, int column, char *out, size_t bytes)
{
    const char *text = (const char *)sqlite3_column_text(q->stmt, column);

    snprintf(out, bytes, "%s", text ? text : "");
}

char *db_text_dup(struct query *q, int column)
{
    const char *text = (const char *)sqlite3_column_text(q->stmt, column);
    char *copy = strdup(text ? text : "");

    if (!copy && !q->code)
        q->code = err_set(&q->err, ERR_NO_MEMORY, "no memory for a text of the record");
    return copy;
}

void db_blob(struct query *q, int column, void *out, size_t bytes)
{
    const void *data = sqlite3_column_blob(q->stmt, column);

    if (data && (size_t)sqlite3_column_bytes(q->stmt, column) == bytes)
        memcpy(out, data, bytes);
    else if (!q->code)
        q->code = err_set(&q->err, ERR_DAMAGED, "the record holds a hash of a wrong size");
}

struct hash db_hash(struct query *q, int column)
{
    struct hash hash = { { 0 } };

    db_blob(q, column, hash.byte, HASH_BYTES);
    return hash;
}

static void statement_give(struct db *db, sqlite3_stmt *handle)
{
    sqlite3_reset(handle);
    sqlite3_clear_bindings(handle);
    for (size_t i = 0; i < db->statements; i++)
        if (db->statement[i].handle == handle)
            db->statement[i].busy = false;
}

enum err_code db_end(struct query *q, struct err *err)
{
    if (q->stmt)
        statement_give(q->db, q->stmt);
    q->stmt = NULL;
    if (q->code && err)
        *err = q->err;
    return q->code;
}

enum err_code db_insert(struct query *q, int64_t *id, struct err *err)
{
    enum err_code code;

    while (db_row(q))
        ;
    if (!(code = db_end(q, err)) && id)
        *id = sqlite3_last_insert_rowid(q->db->handle);
    return code;
}

enum err_code db_change(struct query *q, int64_t *changed, struct err *err)
{
    enum err_code code;

    while (db_row(q))
        ;
    if (!(code = db_end(q, err)) && changed)
        *changed = sqlite3_changes64(q->db->handle);
    return code;
}

int64_t db_now_ms(struct db *db)
{
    return db->now_ms(db->now_ctx);
}

void db_clock(struct db *db, int64_t (*now_ms)(void *ctx), void *ctx)
{
    db->now_ms = now_ms ? now_ms : system_now_ms;
    db->now_ctx = ctx;
}
