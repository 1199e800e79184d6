/* The record: SQLite in WAL mode. One struct db is one connection and one thread's at a time. All
 * statements live in this folder, one file a table; failures stick to a query until it ends. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codec/core/err.h"
#include "codec/core/hash.h"

struct db;

/* Opens the database (WAL, synchronous FULL, foreign keys on), creating the file if need be; does
 * not migrate. */
enum err_code db_open(struct db **out, const char *path, struct err *err);
void db_close(struct db *db);

/* Applies what is missing, each migration in a transaction of its own. A database that is newer
 * than this program is refused (ERR_CONFLICT) and left alone. */
enum err_code db_migrate(struct db *db, struct err *err);
int db_version(struct db *db); /* of the file, 0 when empty */
int db_version_latest(void);   /* of this program */

/* Runs body in one short write transaction (BEGIN IMMEDIATE); rolls back if it fails. */
typedef enum err_code (*db_body_fn)(struct db *db, void *ctx, struct err *err);
enum err_code db_txn(struct db *db, db_body_fn body, void *ctx, struct err *err);
bool db_in_txn(struct db *db);

/* A statement under way. sql must be a static string: it is prepared once per connection. */
struct query {
    struct db *db;
    void *stmt;
    enum err_code code; /* the first failure; later calls do nothing */
    struct err err;
};
struct query db_query(struct db *db, const char *sql);
void db_bind_i64(struct query *q, const char *name, int64_t value);
void db_bind_f64(struct query *q, const char *name, double value);
void db_bind_text(struct query *q, const char *name, const char *value); /* NULL is NULL */
void db_bind_hash(struct query *q, const char *name, const struct hash *value);
void db_bind_blob(struct query *q, const char *name, const void *data, size_t bytes);
void db_bind_null(struct query *q, const char *name);
void db_bind_id(struct query *q, const char *name, int64_t id); /* 0 is NULL */

bool db_row(struct query *q); /* steps; false at the end or after a failure */
int64_t db_i64(struct query *q, int column);
double db_f64(struct query *q, int column);
bool db_is_null(struct query *q, int column);
void db_text(struct query *q, int column, char *out, size_t bytes); /* cut if too long */
char *db_text_dup(struct query *q, int column);                     /* the caller frees */
struct hash db_hash(struct query *q, int column);
/* Bytes of exactly this length; another fails the query with ERR_DAMAGED. */
void db_blob(struct query *q, int column, void *out, size_t bytes);

/* Ends the statement and gives its outcome. A broken uniqueness or foreign key is ERR_CONFLICT. */
enum err_code db_end(struct query *q, struct err *err);
/* Steps to the end, ends, and gives the rowid (id may be NULL). */
enum err_code db_insert(struct query *q, int64_t *id, struct err *err);
/* The same; changed (may be NULL) is the number of rows. */
enum err_code db_change(struct query *q, int64_t *changed, struct err *err);

/* Unix milliseconds; the one clock of the record. Tests set it with db_clock. */
int64_t db_now_ms(struct db *db);
void db_clock(struct db *db, int64_t (*now_ms)(void *ctx), void *ctx);
