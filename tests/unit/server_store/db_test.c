/* The record's own rules: migrations, transactions, queries, connections. */
#include <pthread.h>
#include <sqlite3.h>

#include "server/store/db_pool.h"
#include "tests/unit/server_store/folder.h"

static const char sql_add[] = "INSERT INTO productions(name, frame_rate, headroom_db,"
                              " created_at_ms) VALUES(:name, '24', :headroom, :at)";
static const char sql_count[] = "SELECT COUNT(*) FROM productions";
static const char sql_names[] = "SELECT id, name, headroom_db FROM productions ORDER BY id";

static enum err_code add(struct db *db, const char *name, double headroom_db, struct err *err)
{
    struct query q = db_query(db, sql_add);

    db_bind_text(&q, ":name", name);
    db_bind_f64(&q, ":headroom", headroom_db);
    db_bind_i64(&q, ":at", db_now_ms(db));
    return db_insert(&q, NULL, err);
}

static int64_t count(struct db *db)
{
    struct query q = db_query(db, sql_count);
    const int64_t found = db_row(&q) ? db_i64(&q, 0) : -1;

    assert_int_equal(db_end(&q, NULL), ERR_NONE);
    return found;
}

/* A second way in, as another program would have it. */
static void run_sql(const struct folder *folder, const char *sql)
{
    char path[PATH_MAX];
    sqlite3 *handle;

    folder_file(path, folder, "test.db");
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    assert_int_equal(sqlite3_exec(handle, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(handle);
}

static void read_schema(const struct folder *folder, char *out, size_t bytes)
{
    char path[PATH_MAX];
    sqlite3 *handle;
    sqlite3_stmt *statement;
    size_t used = 0;

    folder_file(path, folder, "test.db");
    out[0] = '\0';
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(handle,
                                        "SELECT name, COALESCE(sql, '') FROM sqlite_schema"
                                        " ORDER BY name",
                                        -1, &statement, NULL),
                     SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW && used < bytes)
        used +=
            (size_t)snprintf(out + used, bytes - used, "%s:%s\n", sqlite3_column_text(statement, 0),
                             sqlite3_column_text(statement, 1));
    sqlite3_finalize(statement);
    sqlite3_close(handle);
}

static void migrations_go_from_empty_to_the_latest(void **state)
{
    struct folder folder;
    char path[PATH_MAX];
    struct err err;

    (void)state;
    folder_make(&folder);
    folder_file(path, &folder, "test.db");
    assert_int_equal(db_open(&folder.db, path, &err), ERR_NONE);
    assert_int_equal(db_version(folder.db), 0);
    assert_int_equal(db_migrate(folder.db, &err), ERR_NONE);
    assert_int_equal(db_version(folder.db), db_version_latest());
    assert_true(db_version_latest() >= 1);
    assert_int_equal(count(folder.db), 0);
    folder_remove(&folder);
}

static void migrating_twice_changes_nothing(void **state)
{
    struct folder *folder = *state;
    char before[32768], after[32768];

    assert_int_equal(add(folder->db, "Tideline", 0, NULL), ERR_NONE);
    read_schema(folder, before, sizeof before);
    assert_int_equal(db_migrate(folder->db, NULL), ERR_NONE);
    read_schema(folder, after, sizeof after);
    assert_true(strlen(before) > 1000 && strlen(before) < sizeof before - 1);
    assert_string_equal(before, after);
    assert_int_equal(count(folder->db), 1);
}

static void every_table_is_strict(void **state)
{
    const struct folder *folder = *state;
    char schema[32768];
    unsigned tables = 0;

    read_schema(folder, schema, sizeof schema);
    for (const char *at = schema; (at = strstr(at, "CREATE TABLE")) != NULL; at++) {
        const char *end = strstr(at, ") STRICT\n");
        const char *next = strstr(at + 1, "CREATE ");
        if (!strncmp(at, "CREATE TABLE sqlite_sequence", 28))
            continue; /* SQLite's own, for ids that are given once */
        assert_non_null(end);
        assert_true(!next || end < next);
        tables++;
    }
    assert_true(tables >= 10);
}

static void a_newer_database_is_refused_and_left_alone(void **state)
{
    struct folder *folder = *state;
    struct err err;

    run_sql(folder, "CREATE TABLE of_the_future(x); PRAGMA user_version = 9999");
    assert_int_equal(db_migrate(folder->db, &err), ERR_CONFLICT);
    assert_non_null(strstr(err.text, "9999"));
    assert_int_equal(db_version(folder->db), 9999);
}

static void what_is_no_database_is_an_error_with_its_name(void **state)
{
    struct folder *folder = *state;
    char path[PATH_MAX];
    struct db *db;
    struct err err;
    FILE *file;

    folder_file(path, folder, "other.db");
    file = fopen(path, "w");
    for (int i = 0; i < 300; i++)
        fputs("this is no database ", file);
    fclose(file);
    assert_int_equal(db_open(&db, path, &err), ERR_DAMAGED);
    assert_null(db);
    folder_file(path, folder, "no/such/folder.db");
    assert_int_equal(db_open(&db, path, &err), ERR_IO);
    assert_non_null(strstr(err.text, path));
}

static enum err_code add_two_and_fail(struct db *db, void *ctx, struct err *err)
{
    (void)ctx;
    assert_int_equal(add(db, "one", 0, err), ERR_NONE);
    assert_int_equal(add(db, "two", 0, err), ERR_NONE);
    return err_set(err, ERR_FORBIDDEN, "no");
}

static enum err_code add_two(struct db *db, void *ctx, struct err *err)
{
    (void)ctx;
    assert_int_equal(add(db, "one", 0, err), ERR_NONE);
    return add(db, "two", 0, err);
}

static void a_transaction_keeps_all_or_nothing(void **state)
{
    struct folder *folder = *state;
    struct err err;

    assert_int_equal(db_txn(folder->db, add_two_and_fail, NULL, &err), ERR_FORBIDDEN);
    assert_int_equal(count(folder->db), 0);
    assert_int_equal(db_txn(folder->db, add_two, NULL, &err), ERR_NONE);
    assert_int_equal(count(folder->db), 2);
}

static void a_failure_sticks_to_the_query_until_it_ends(void **state)
{
    struct folder *folder = *state;
    struct err err = { 0 };

    /* a CHECK is a net below the handlers: their fault, not the caller's */
    assert_int_equal(add(folder->db, "", 0, &err), ERR_INTERNAL);
    assert_non_null(strstr(err.text, "CHECK"));
    assert_int_equal(add(folder->db, "x", 3, &err), ERR_INTERNAL);
    assert_int_equal(add(folder->db, NULL, 0, &err), ERR_INTERNAL);
    assert_int_equal(add(folder->db, "x", -3, &err), ERR_NONE);
}

static void a_broken_reference_is_a_conflict(void **state)
{
    static const char sql[] = "INSERT INTO pictures(production_id, name, created_at_ms)"
                              " VALUES(77, 'x', 0)";
    struct folder *folder = *state;
    struct query q = db_query(folder->db, sql);
    struct err err;

    assert_int_equal(db_insert(&q, NULL, &err), ERR_CONFLICT);
}

static void one_statement_may_run_inside_itself(void **state)
{
    struct folder *folder = *state;
    struct query outer, inner;
    int pairs = 0;

    assert_int_equal(db_txn(folder->db, add_two, NULL, NULL), ERR_NONE);
    outer = db_query(folder->db, sql_names);
    while (db_row(&outer)) {
        inner = db_query(folder->db, sql_names);
        while (db_row(&inner))
            pairs++;
        assert_int_equal(db_end(&inner, NULL), ERR_NONE);
    }
    assert_int_equal(db_end(&outer, NULL), ERR_NONE);
    assert_int_equal(pairs, 4);
}

static void long_text_is_cut_and_copied_whole(void **state)
{
    struct folder *folder = *state;
    struct query q;
    char text[8], *copy;

    assert_int_equal(add(folder->db, "a rather long name", -1.5, NULL), ERR_NONE);
    q = db_query(folder->db, sql_names);
    assert_true(db_row(&q));
    db_text(&q, 1, text, sizeof text);
    copy = db_text_dup(&q, 1);
    assert_string_equal(text, "a rathe");
    assert_string_equal(copy, "a rather long name");
    assert_true(db_f64(&q, 2) == -1.5);
    free(copy);
    assert_int_equal(db_end(&q, NULL), ERR_NONE);
}

struct writers {
    struct db_pool *pool;
    int failures;
    pthread_mutex_t lock; /* guards failures */
};

static void *write_many(void *ctx)
{
    struct writers *writers = ctx;
    struct err err;

    for (int i = 0; i < 20; i++) {
        struct db *db = db_pool_take(writers->pool, &err);
        if (!db || db_txn(db, add_two, NULL, &err)) {
            pthread_mutex_lock(&writers->lock);
            writers->failures++;
            pthread_mutex_unlock(&writers->lock);
        }
        db_pool_give(writers->pool, db);
    }
    return NULL;
}

static void writers_on_many_threads_wait_for_each_other(void **state)
{
    struct folder *folder = *state;
    struct writers writers = { .lock = PTHREAD_MUTEX_INITIALIZER };
    pthread_t thread[4];
    char path[PATH_MAX];

    folder_file(path, folder, "test.db");
    assert_int_equal(db_pool_new(&writers.pool, path, NULL), ERR_NONE);
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, write_many, &writers), 0);
    for (int i = 0; i < 4; i++)
        pthread_join(thread[i], NULL);
    db_pool_free(writers.pool);
    assert_int_equal(writers.failures, 0);
    assert_int_equal(count(folder->db), 160);
}

static void the_pool_lends_its_clock(void **state)
{
    struct folder *folder = *state;
    struct db_pool *pool;
    struct db *db;
    char path[PATH_MAX];

    folder_file(path, folder, "test.db");
    assert_int_equal(db_pool_new(&pool, path, NULL), ERR_NONE);
    folder->now_ms = 5000;
    db_pool_clock(pool, folder_now_ms, folder);
    db = db_pool_take(pool, NULL);
    assert_int_equal(db_now_ms(db), 5000);
    assert_int_equal(db_now_ms(db), 5001);
    db_pool_give(pool, db);
    db_pool_free(pool);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_setup, folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(migrations_go_from_empty_to_the_latest),
        TEST(migrating_twice_changes_nothing),
        TEST(every_table_is_strict),
        TEST(a_newer_database_is_refused_and_left_alone),
        TEST(what_is_no_database_is_an_error_with_its_name),
        TEST(a_transaction_keeps_all_or_nothing),
        TEST(a_failure_sticks_to_the_query_until_it_ends),
        TEST(a_broken_reference_is_a_conflict),
        TEST(one_statement_may_run_inside_itself),
        TEST(long_text_is_cut_and_copied_whole),
        TEST(writers_on_many_threads_wait_for_each_other),
        TEST(the_pool_lends_its_clock),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
