/* Connections to the record for many threads: take one, give it back. */
#pragma once

#include "server/store/db.h"

struct db_pool;
enum err_code db_pool_new(struct db_pool **out, const char *path, struct err *err);
/* The clock of every connection it lends; set it before the first is taken. */
void db_pool_clock(struct db_pool *pool, int64_t (*now_ms)(void *ctx), void *ctx);
struct db *db_pool_take(struct db_pool *pool, struct err *err); /* NULL on failure */
void db_pool_give(struct db_pool *pool, struct db *db);
void db_pool_free(struct db_pool *pool);
