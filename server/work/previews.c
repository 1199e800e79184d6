#include <stdlib.h>

#include "server/work/renders_state.h"

enum { IDLE_PREVIEWS = 64 }; /* that are kept though nobody uses them */

static void used_free(struct used_preview *used)
{
    preview_free(used->preview);
    free(used->scan);
    free(used);
}

static struct used_preview *used_new(struct preview *preview)
{
    struct used_preview *used = calloc(1, sizeof *used);

    if (!used)
        return NULL;
    used->node.key = preview_key(preview);
    used->preview = preview;
    list_init(&used->idle);
    return used;
}

static struct used_preview *find_key(struct renders *renders, const struct hash *key)
{
    struct key_node *node = key_map_find(&renders->previews, key);

    return node ? list_owner(node, struct used_preview, node) : NULL;
}

struct used_preview *previews_find(struct renders *renders, const struct preview *preview)
{
    struct hash key = preview_key(preview);

    return find_key(renders, &key);
}

void previews_use(struct renders *renders, struct used_preview *used)
{
    if (used->uses++ == 0 && !list_is_empty(&used->idle)) {
        list_remove(&used->idle);
        renders->idle_count--;
    }
}

/* Render threads close their renderers of it at their next turn; then it is freed. */
static void drop(struct renders *renders, struct used_preview *used)
{
    key_map_remove(&renders->previews, &used->node);
    list_remove(&used->idle);
    renders->idle_count--;
    used->dropped = true;
    if (used->renderers > 0)
        pthread_cond_broadcast(&renders->work);
    else
        used_free(used);
}

void previews_give(struct renders *renders, struct used_preview *used)
{
    if (--used->uses > 0)
        return;
    list_append(&renders->idle, &used->idle);
    if (++renders->idle_count > IDLE_PREVIEWS)
        drop(renders, list_owner(renders->idle.next, struct used_preview, idle));
}

void previews_renderer_closed(struct used_preview *used)
{
    if (--used->renderers == 0 && used->dropped)
        used_free(used);
}

void previews_clear(struct renders *renders)
{
    while (!list_is_empty(&renders->idle))
        drop(renders, list_owner(renders->idle.next, struct used_preview, idle));
}

const struct preview *renders_add(struct renders *renders, struct preview *preview)
{
    struct used_preview *fresh = used_new(preview);
    struct used_preview *used;

    if (!fresh) {
        preview_free(preview);
        return NULL;
    }
    pthread_mutex_lock(&renders->lock);
    used = find_key(renders, &fresh->node.key);
    if (!used) {
        used = fresh;
        fresh = NULL;
        key_map_add(&renders->previews, &used->node);
    }
    previews_use(renders, used);
    pthread_mutex_unlock(&renders->lock);
    if (fresh)
        used_free(fresh);
    return used->preview;
}

const struct preview *renders_get(struct renders *renders, const struct hash *key)
{
    struct used_preview *used;

    pthread_mutex_lock(&renders->lock);
    used = find_key(renders, key);
    if (used)
        previews_use(renders, used);
    pthread_mutex_unlock(&renders->lock);
    return used ? used->preview : NULL;
}

void renders_give(struct renders *renders, const struct preview *preview)
{
    struct used_preview *used;

    if (!preview)
        return;
    pthread_mutex_lock(&renders->lock);
    used = previews_find(renders, preview);
    if (used)
        previews_give(renders, used);
    pthread_mutex_unlock(&renders->lock);
}
