#include "server/store/db_pool.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct db_pool {
    char *path;
    int64_t (*now_ms)(void *ctx);
    void *now_ctx;
    pthread_mutex_t lock; /* guards what follows */
    struct db **idle;
    size_t idle_count, idle_capacity;
};

enum err_code db_pool_new(struct db_pool **out, const char *path, struct err *err)
{
    struct db_pool *pool = calloc(1, sizeof *pool);

    *out = NULL;
    if (!pool || !(pool->path = strdup(path))) {
        free(pool);
        return err_set(err, ERR_NO_MEMORY, "no memory for the record's connections");
    }
    pthread_mutex_init(&pool->lock, NULL);
    *out = pool;
    return ERR_NONE;
}

void db_pool_clock(struct db_pool *pool, int64_t (*now_ms)(void *ctx), void *ctx)
{
    pool->now_ms = now_ms;
    pool->now_ctx = ctx;
}

struct db *db_pool_take(struct db_pool *pool, struct err *err)
{
    struct db *db = NULL;

    pthread_mutex_lock(&pool->lock);
    if (pool->idle_count > 0)
        db = pool->idle[--pool->idle_count];
    pthread_mutex_unlock(&pool->lock);
    if (!db && !db_open(&db, pool->path, err))
        db_clock(db, pool->now_ms, pool->now_ctx);
    return db;
}

static bool pool_keep(struct db_pool *pool, struct db *db)
{
    if (pool->idle_count == pool->idle_capacity) {
        const size_t capacity = pool->idle_capacity ? 2 * pool->idle_capacity : 8;
        struct db **grown = realloc(pool->idle, capacity * sizeof *grown);
        if (!grown)
            return false;
        pool->idle = grown;
        pool->idle_capacity = capacity;
    }
    pool->idle[pool->idle_count++] = db;
    return true;
}

void db_pool_give(struct db_pool *pool, struct db *db)
{
    bool kept;

    if (!db)
        return;
    assert(!db_in_txn(db));
    pthread_mutex_lock(&pool->lock);
    kept = pool_keep(pool, db);
    pthread_mutex_unlock(&pool->lock);
    if (!kept)
        db_close(db);
}

void db_pool_free(struct db_pool *pool)
{
    if (!pool)
        return;
    for (size_t i = 0; i < pool->idle_count; i++)
        db_close(pool->idle[i]);
    free(pool->idle);
    pthread_mutex_destroy(&pool->lock);
    free(pool->path);
    free(pool);
}
