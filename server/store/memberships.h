/* The productions of a person, as a list shows them. */
#pragma once

#include "server/store/members.h"

struct membership {
    struct production production;
    enum side side;
    bool may_manage;
    int64_t pictures, cues; /* how many the production has */
};

/* Newest first; the caller frees. */
enum err_code db_memberships(struct db *db, int64_t person_id, struct membership **out,
                             size_t *count, struct err *err);
