#include "server/work/segment_cache.h"

#include <string.h>

#include "tests/support/check.h"

enum { BYTES = 100 };

static struct hash key_of(unsigned number)
{
    return hash_of(&number, sizeof number);
}

static void put(struct segment_cache *cache, unsigned number)
{
    struct hash key = key_of(number);
    struct segment *segment = segment_new(&key, BYTES);

    assert_non_null(segment);
    memset(segment->packets, (int)number, BYTES);
    segment_cache_put(cache, segment);
    segment_give(segment);
}

static bool has(struct segment_cache *cache, unsigned number)
{
    struct hash key = key_of(number);
    struct segment *segment = segment_cache_get(cache, &key);
    bool found = segment != NULL;

    if (found)
        assert_int_equal(segment->packets[BYTES - 1], number);
    segment_give(segment);
    return found;
}

static void what_was_put_is_found_until_the_limit_drops_the_oldest(void **state)
{
    struct segment_cache cache;

    (void)state;
    assert_int_equal(segment_cache_init(&cache, 3 * BYTES, NULL), 0);
    for (unsigned i = 0; i < 3; i++)
        put(&cache, i);
    assert_true(has(&cache, 0)); /* makes it the most recent */
    put(&cache, 3);
    assert_true(has(&cache, 0));
    assert_false(has(&cache, 1));
    assert_true(has(&cache, 2));
    assert_true(has(&cache, 3));
    assert_int_equal(cache.bytes, 3 * BYTES);
    segment_cache_clear(&cache);
}

static void a_held_segment_outlives_its_place_in_the_cache(void **state)
{
    struct segment_cache cache;
    struct hash key = key_of(0);
    struct segment *held;

    (void)state;
    assert_int_equal(segment_cache_init(&cache, BYTES, NULL), 0);
    put(&cache, 0);
    held = segment_cache_get(&cache, &key);
    put(&cache, 1);
    assert_false(has(&cache, 0));
    assert_int_equal(held->packets[0], 0);
    segment_cache_clear(&cache);
    assert_int_equal(held->packets[BYTES - 1], 0);
    segment_give(held);
}

static void what_is_larger_than_the_cache_is_not_kept(void **state)
{
    struct segment_cache cache;

    (void)state;
    assert_int_equal(segment_cache_init(&cache, BYTES - 1, NULL), 0);
    put(&cache, 0);
    assert_false(has(&cache, 0));
    segment_cache_clear(&cache);
}

static void thousands_are_found_as_the_index_grows(void **state)
{
    struct segment_cache cache;

    (void)state;
    assert_int_equal(segment_cache_init(&cache, 200 * BYTES, NULL), 0);
    for (unsigned i = 0; i < 5000; i++)
        put(&cache, i & 0xff);
    for (unsigned i = 0; i < 256; i++)
        put(&cache, i);
    for (unsigned i = 0; i < 256; i++)
        assert_int_equal(has(&cache, i), i >= 56);
    assert_int_equal(cache.map.count, 200);
    segment_cache_clear(&cache);
}

static void an_index_larger_than_its_first_buckets_loses_nothing(void **state)
{
    enum { NODES = 3000 };
    static struct key_node node[NODES];
    struct key_map map;

    (void)state;
    assert_int_equal(key_map_init(&map, NULL), 0);
    for (unsigned i = 0; i < NODES; i++) {
        node[i].key = key_of(i);
        key_map_add(&map, &node[i]);
    }
    for (unsigned i = 0; i < NODES; i += 2)
        key_map_remove(&map, &node[i]);
    for (unsigned i = 0; i < NODES; i++)
        assert_ptr_equal(key_map_find(&map, &node[i].key), i % 2 ? &node[i] : NULL);
    assert_int_equal(map.count, NODES / 2);
    key_map_clear(&map);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_put_is_found_until_the_limit_drops_the_oldest),
        cmocka_unit_test(a_held_segment_outlives_its_place_in_the_cache),
        cmocka_unit_test(what_is_larger_than_the_cache_is_not_kept),
        cmocka_unit_test(thousands_are_found_as_the_index_grows),
        cmocka_unit_test(an_index_larger_than_its_first_buckets_loses_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
