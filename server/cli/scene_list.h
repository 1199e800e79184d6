/* The scene list that --scenes names. */
#pragma once

#include "server/api/scene_csv.h"

struct scene_list {
    const char *path; /* lent */
    struct scene_row *row;
    size_t count;
};

enum err_code scene_list_read(struct scene_list *out, const char *path, struct rate rate,
                              struct err *err);
void scene_list_clear(struct scene_list *list); /* a zeroed struct is accepted */

/* ERR_NOT_FOUND names the first and the last number there is. */
enum err_code scene_list_find(const struct scene_row **out, const struct scene_list *list,
                              const char *number, struct err *err);
