#include "server/work/ordered.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct place {
    bool done; /* the item in this slot has been made, or has failed */
    struct err err;
};

struct run {
    const struct ordered *row;
    pthread_mutex_t lock; /* guards next, taken, stop and place */
    pthread_cond_t changed;
    int64_t next, taken; /* items begun; items taken */
    bool stop;
    struct place *place;
};

struct maker {
    struct run *run;
    unsigned number;
    pthread_t thread;
};

/* The next item that has a free slot, or -1 at the end. */
static int64_t claim(struct run *run)
{
    int64_t index = -1;

    pthread_mutex_lock(&run->lock);
    while (!run->stop && run->next < run->row->count &&
           run->next - run->taken >= (int64_t)run->row->slots)
        pthread_cond_wait(&run->changed, &run->lock);
    if (!run->stop && run->next < run->row->count)
        index = run->next++;
    pthread_mutex_unlock(&run->lock);
    return index;
}

static void *make_items(void *ctx)
{
    const struct maker *maker = ctx;
    struct run *run = maker->run;
    const struct ordered *row = run->row;
    int64_t index;

    while ((index = claim(run)) >= 0) {
        size_t slot = (size_t)(index % (int64_t)row->slots);
        struct err err = { 0 };

        row->make(row->ctx, maker->number, index, row->slot[slot], &err);
        pthread_mutex_lock(&run->lock);
        run->place[slot] = (struct place){ .done = true, .err = err };
        pthread_cond_broadcast(&run->changed);
        pthread_mutex_unlock(&run->lock);
    }
    return NULL;
}

static enum err_code take_item(struct run *run, int64_t index, struct err *err)
{
    const struct ordered *row = run->row;
    size_t slot = (size_t)(index % (int64_t)row->slots);
    struct place made;
    enum err_code code;

    pthread_mutex_lock(&run->lock);
    while (!run->place[slot].done)
        pthread_cond_wait(&run->changed, &run->lock);
    made = run->place[slot];
    run->place[slot].done = false;
    pthread_mutex_unlock(&run->lock);

    if (made.err.code)
        return err_set(err, made.err.code, "%s", made.err.text);
    code = row->take(row->ctx, index, row->slot[slot], err);
    pthread_mutex_lock(&run->lock);
    run->taken = index + 1;
    pthread_cond_broadcast(&run->changed);
    pthread_mutex_unlock(&run->lock);
    return code;
}

static enum err_code run_makers(struct run *run, struct maker *makers, struct err *err)
{
    enum err_code code = ERR_NONE;
    unsigned begun = 0;

    for (; begun < run->row->threads && !code; begun++) {
        makers[begun] = (struct maker){ .run = run, .number = begun };
        if (pthread_create(&makers[begun].thread, NULL, make_items, &makers[begun]) != 0)
            code = err_set(err, ERR_NO_MEMORY, "the system refuses another thread");
    }
    if (code)
        begun--;
    for (int64_t i = 0; i < run->row->count && !code; i++)
        code = take_item(run, i, err);
    pthread_mutex_lock(&run->lock);
    run->stop = true;
    pthread_cond_broadcast(&run->changed);
    pthread_mutex_unlock(&run->lock);
    while (begun > 0)
        pthread_join(makers[--begun].thread, NULL);
    return code;
}

enum err_code ordered_run(const struct ordered *row, struct err *err)
{
    struct run run = { .row = row, .place = calloc(row->slots, sizeof(struct place)) };
    struct maker *makers = calloc(row->threads, sizeof *makers);
    enum err_code code;

    pthread_mutex_init(&run.lock, NULL);
    pthread_cond_init(&run.changed, NULL);
    if (run.place && makers)
        code = run_makers(&run, makers, err);
    else
        code = err_set(err, ERR_NO_MEMORY, "out of memory for %u threads", row->threads);
    pthread_cond_destroy(&run.changed);
    pthread_mutex_destroy(&run.lock);
    free(makers);
    free(run.place);
    return code;
}
