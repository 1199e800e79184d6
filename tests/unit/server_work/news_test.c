/* Ears that are told once however much happens, from any thread, and who is here. */
#include "server/work/news.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/support/check.h"

enum { EARS = 500, POSTS = 1000, POSTERS = 4, TICK_MS = 20, BEAT_MS = 200 };

struct listener {
    struct news_ear *ear;
    atomic_int wakes;
};

static void count_wake(void *ctx)
{
    atomic_fetch_add(&((struct listener *)ctx)->wakes, 1);
}

static void listen_to(struct listener *out, struct news *news, int64_t production, int64_t person)
{
    const struct news_wake wake = { count_wake, out };

    atomic_store(&out->wakes, 0);
    assert_int_equal(news_ear_open(&out->ear, news, production, person, &wake, NULL), ERR_NONE);
}

/* Takes what an ear begins with, so that the next wait owes a wake. */
static void take_first(struct listener *listener)
{
    struct news_told told;

    assert_true(news_ear_wait(listener->ear, &told));
    assert_true(told.record && told.presence && !told.beat && !told.tick);
    assert_false(news_ear_wait(listener->ear, &told));
}

static void wait_for_wake(struct listener *listener, int count)
{
    for (int i = 0; i < 10000 && atomic_load(&listener->wakes) < count; i++)
        usleep(1000);
    assert_int_equal(atomic_load(&listener->wakes), count);
}

static int open_news(void **state)
{
    struct news *news;

    if (news_new(&news, NULL))
        return -1;
    news_pace(news, TICK_MS, 3600000);
    *state = news;
    return 0;
}

static int close_news(void **state)
{
    news_free(*state);
    return 0;
}

static void a_post_wakes_the_ears_of_its_production_once(void **state)
{
    struct news *news = *state;
    struct listener here, there;
    struct news_told told;

    listen_to(&here, news, 1, 7);
    listen_to(&there, news, 2, 7);
    take_first(&here);
    take_first(&there);
    for (int i = 0; i < POSTS; i++)
        news_post(news, 1);
    assert_int_equal(atomic_load(&here.wakes), 1);
    assert_int_equal(atomic_load(&there.wakes), 0);
    assert_true(news_ear_wait(here.ear, &told));
    assert_true(told.record && !told.presence && !told.beat && !told.tick);
    assert_false(news_ear_wait(here.ear, &told));
    news_ear_close(here.ear);
    news_ear_close(there.ear);
    assert_int_equal(atomic_load(&here.wakes), 2); /* the owed one comes with the end */
    assert_int_equal(atomic_load(&there.wakes), 1);
}

static void what_happens_while_nobody_waits_is_not_lost(void **state)
{
    struct news *news = *state;
    struct listener one;
    struct news_told told;

    listen_to(&one, news, 1, 7);
    assert_true(news_ear_wait(one.ear, &told));
    news_post(news, 1);
    assert_int_equal(atomic_load(&one.wakes), 0);
    assert_true(news_ear_wait(one.ear, &told));
    assert_true(told.record);
    assert_false(news_ear_wait(one.ear, &told));
    news_ear_close(one.ear);
}

static void each_person_is_here_once(void **state)
{
    struct news *news = *state;
    struct listener list[4];
    int64_t people[4];

    listen_to(&list[0], news, 1, 7);
    listen_to(&list[1], news, 1, 8);
    listen_to(&list[2], news, 1, 7);
    listen_to(&list[3], news, 2, 9);
    assert_int_equal(news_present(news, 1, people, 4), 2);
    assert_int_equal(people[0], 7);
    assert_int_equal(people[1], 8);
    assert_int_equal(news_present(news, 1, people, 1), 1);
    assert_int_equal(news_present(news, 3, people, 4), 0);
    news_ear_close(list[0].ear);
    assert_int_equal(news_present(news, 1, people, 4), 2);
    news_ear_close(list[2].ear);
    assert_int_equal(news_present(news, 1, people, 4), 1);
    assert_int_equal(people[0], 8);
    news_ear_close(list[1].ear);
    news_ear_close(list[3].ear);
}

static void who_comes_and_goes_is_told_to_the_others(void **state)
{
    struct news *news = *state;
    struct listener first, second, again, elsewhere;
    struct news_told told;

    listen_to(&first, news, 1, 7);
    listen_to(&elsewhere, news, 2, 7);
    take_first(&first);
    take_first(&elsewhere);
    listen_to(&second, news, 1, 8);
    wait_for_wake(&first, 1);
    assert_true(news_ear_wait(first.ear, &told));
    assert_true(told.presence && !told.record);
    assert_false(news_ear_wait(first.ear, &told));

    listen_to(&again, news, 1, 8); /* another page of the same person */
    news_ear_close(again.ear);
    usleep(4 * TICK_MS * 1000);
    assert_int_equal(atomic_load(&first.wakes), 1);

    news_ear_close(second.ear);
    wait_for_wake(&first, 2);
    assert_true(news_ear_wait(first.ear, &told));
    assert_true(told.presence);
    assert_int_equal(atomic_load(&elsewhere.wakes), 0);
    news_ear_close(first.ear);
    news_ear_close(elsewhere.ear);
}

static void a_beat_comes_and_ticks_come_on_demand(void **state)
{
    struct news *news = *state;
    struct listener one;
    struct news_told told;

    news_pace(news, TICK_MS, BEAT_MS);
    listen_to(&one, news, 1, 7);
    take_first(&one);
    wait_for_wake(&one, 1);
    assert_true(news_ear_wait(one.ear, &told));
    assert_true(told.beat && !told.tick && !told.record && !told.presence);
    news_ear_ticks(one.ear, true);
    for (int ticks = 0; ticks < 3;) {
        const int wakes = atomic_load(&one.wakes);
        if (news_ear_wait(one.ear, &told))
            ticks += told.tick;
        else
            wait_for_wake(&one, wakes + 1);
    }
    news_ear_ticks(one.ear, false);
    while (news_ear_wait(one.ear, &told))
        ;
    news_ear_close(one.ear);
}

/* Ears that wait anew whenever they are woken, as connections do. */
struct hall {
    struct news *news;
    struct listener list[EARS];
    atomic_bool over;
    atomic_int taken;
};

static void *listen_all(void *ctx)
{
    struct hall *hall = ctx;
    int seen[EARS] = { 0 };

    while (!atomic_load(&hall->over)) {
        for (int i = 0; i < EARS; i++) {
            struct news_told told;
            if (atomic_load(&hall->list[i].wakes) == seen[i])
                continue;
            seen[i]++;
            while (news_ear_wait(hall->list[i].ear, &told))
                atomic_fetch_add(&hall->taken, told.record);
        }
        usleep(500);
    }
    return NULL;
}

static void *post_all(void *ctx)
{
    for (int i = 0; i < POSTS / POSTERS; i++)
        news_post(((struct hall *)ctx)->news, 1);
    return NULL;
}

static void five_hundred_ears_hear_of_a_thousand_posts(void **state)
{
    struct hall *hall = calloc(1, sizeof *hall);
    pthread_t listening, posting[POSTERS];
    int wakes = 0;

    hall->news = *state;
    for (int i = 0; i < EARS; i++)
        listen_to(&hall->list[i], hall->news, 1, i % 20 + 1);
    for (int i = 0; i < EARS; i++) {
        struct news_told told;
        while (news_ear_wait(hall->list[i].ear, &told))
            ;
    }
    assert_int_equal(pthread_create(&listening, NULL, listen_all, hall), 0);
    for (int i = 0; i < POSTERS; i++)
        assert_int_equal(pthread_create(&posting[i], NULL, post_all, hall), 0);
    for (int i = 0; i < POSTERS; i++)
        pthread_join(posting[i], NULL);
    for (int i = 0; i < EARS; i++) /* the last post is heard, too */
        while (atomic_load(&hall->list[i].wakes) == 0)
            usleep(1000);
    usleep(50000);
    atomic_store(&hall->over, true);
    pthread_join(listening, NULL);
    for (int i = 0; i < EARS; i++) {
        struct news_told told;
        const bool left = news_ear_wait(hall->list[i].ear, &told);
        assert_false(left && told.record);
        wakes += atomic_load(&hall->list[i].wakes);
        news_ear_close(hall->list[i].ear);
    }
    assert_true(atomic_load(&hall->taken) >= EARS);
    assert_true(wakes < EARS * POSTS);
    print_message("%d posts to %d ears made %d wakes\n", POSTS, EARS, wakes);
    free(hall);
}

#define NEWS(test) cmocka_unit_test_setup_teardown(test, open_news, close_news)

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEWS(a_post_wakes_the_ears_of_its_production_once),
        NEWS(what_happens_while_nobody_waits_is_not_lost),
        NEWS(each_person_is_here_once),
        NEWS(who_comes_and_goes_is_told_to_the_others),
        NEWS(a_beat_comes_and_ticks_come_on_demand),
        NEWS(five_hundred_ears_hear_of_a_thousand_posts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
