#include "server/work/analyses.h"

#include <pthread.h>
#include <stdlib.h>

#include "server/work/list.h"

struct kept {
    struct link link; /* in analyses.all, least recently used first */
    struct hash key;
    struct analysis *analysis;
    size_t bytes;
    unsigned holds;
};

struct analyses {
    struct derived *derived;
    size_t max_bytes;
    pthread_mutex_t lock; /* guards what follows */
    struct link all;
    size_t idle_bytes;
};

enum err_code analyses_new(struct analyses **out, struct derived *derived, size_t max_bytes,
                           struct err *err)
{
    struct analyses *analyses = calloc(1, sizeof *analyses);

    *out = analyses;
    if (!analyses)
        return err_set(err, ERR_NO_MEMORY, "no memory for analyses");
    analyses->derived = derived;
    analyses->max_bytes = max_bytes;
    pthread_mutex_init(&analyses->lock, NULL);
    list_init(&analyses->all);
    return ERR_NONE;
}

static void kept_free(struct kept *kept)
{
    list_remove(&kept->link);
    analysis_free(kept->analysis);
    free(kept);
}

void analyses_free(struct analyses *analyses)
{
    if (!analyses)
        return;
    for (struct link *link = analyses->all.next, *next; link != &analyses->all; link = next) {
        next = link->next;
        kept_free(list_owner(link, struct kept, link));
    }
    pthread_mutex_destroy(&analyses->lock);
    free(analyses);
}

/* With the lock. A few dozen at most: a list is enough. */
static struct kept *find(struct analyses *analyses, const struct hash *key,
                         const struct analysis *analysis)
{
    for (struct link *link = analyses->all.next; link != &analyses->all; link = link->next) {
        struct kept *kept = list_owner(link, struct kept, link);
        if (key ? !hash_compare(&kept->key, key) : kept->analysis == analysis)
            return kept;
    }
    return NULL;
}

/* With the lock. */
static const struct analysis *hold(struct analyses *analyses, struct kept *kept)
{
    if (kept->holds++ == 0)
        analyses->idle_bytes -= kept->bytes;
    list_remove(&kept->link);
    list_append(&analyses->all, &kept->link);
    return kept->analysis;
}

/* With the lock. */
static void drop_idle(struct analyses *analyses)
{
    struct link *link = analyses->all.next;

    while (link != &analyses->all && analyses->idle_bytes > analyses->max_bytes) {
        struct kept *kept = list_owner(link, struct kept, link);
        link = link->next;
        if (kept->holds > 0)
            continue;
        analyses->idle_bytes -= kept->bytes;
        kept_free(kept);
    }
}

static enum err_code read_kept(struct kept **out, struct analyses *analyses, const struct hash *key,
                               struct err *err)
{
    struct kept *kept = calloc(1, sizeof *kept);
    struct buffer file = { 0 };
    enum err_code code;

    *out = NULL;
    if (!kept)
        return err_set(err, ERR_NO_MEMORY, "no memory for an analysis");
    list_init(&kept->link);
    kept->key = *key;
    code = derived_get(analyses->derived, DERIVED_ANALYSIS, key, &file, err);
    kept->bytes = file.bytes;
    if (!code &&
        (code = analysis_unpack(&kept->analysis, file.data, file.bytes, err)) == ERR_DAMAGED) {
        derived_drop(analyses->derived, DERIVED_ANALYSIS, key);
        code = ERR_NOT_FOUND;
        if (err)
            err->code = code;
    }
    buffer_clear(&file);
    if (code)
        kept_free(kept);
    else
        *out = kept;
    return code;
}

enum err_code analyses_get(const struct analysis **out, struct analyses *analyses,
                           const struct hash *key, struct err *err)
{
    struct kept *kept, *fresh;
    enum err_code code;

    pthread_mutex_lock(&analyses->lock);
    kept = find(analyses, key, NULL);
    *out = kept ? hold(analyses, kept) : NULL;
    pthread_mutex_unlock(&analyses->lock);
    if (kept)
        return ERR_NONE;
    if ((code = read_kept(&fresh, analyses, key, err)))
        return code;
    pthread_mutex_lock(&analyses->lock);
    kept = find(analyses, key, NULL); /* another thread may have been quicker */
    if (!kept) {
        kept = fresh;
        fresh = NULL;
        list_append(&analyses->all, &kept->link);
        analyses->idle_bytes += kept->bytes;
    }
    *out = hold(analyses, kept);
    pthread_mutex_unlock(&analyses->lock);
    if (fresh)
        kept_free(fresh);
    return ERR_NONE;
}

void analyses_give(struct analyses *analyses, const struct analysis *analysis)
{
    struct kept *kept;

    if (!analysis)
        return;
    pthread_mutex_lock(&analyses->lock);
    kept = find(analyses, NULL, analysis);
    if (--kept->holds == 0) {
        analyses->idle_bytes += kept->bytes;
        drop_idle(analyses);
    }
    pthread_mutex_unlock(&analyses->lock);
}
