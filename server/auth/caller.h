/* Who is asking: a person with a session or a token, a guest with a link, or nobody. */
#pragma once

#include "server/store/members.h"

enum { CALLER_ADDRESS = 64 };

/* Flat: it is copied where it must outlive its request. */
struct caller {
    int64_t person_id;     /* 0: nobody, or a guest */
    int64_t session_id;    /* 0 with a token */
    int64_t token_id;      /* 0 with a session */
    int64_t link_id;       /* a guest's; else 0 */
    char name[STORE_NAME]; /* the person's, or what the guest gave */
    bool is_owner;         /* of the machine */
    unsigned scopes;       /* bits of enum scope */
    char address[CALLER_ADDRESS];
    /* The production that the address of the request leads to, and what the person is in it. */
    int64_t production_id; /* 0: the address leads to none */
    enum side side;
    bool may_manage;
};
