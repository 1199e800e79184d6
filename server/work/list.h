/* Doubly linked lists through a link inside the member: no allocation, removal without search. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct link {
    struct link *prev, *next;
};

/* The struct that a link is the field `field` of. */
#define list_owner(link, type, field) ((type *)(void *)((char *)(link)-offsetof(type, field)))

/* A list is a link of its own; a member outside any list is linked to itself. */
static inline void list_init(struct link *link)
{
    link->prev = link->next = link;
}

static inline bool list_is_empty(const struct link *list)
{
    return list->next == list;
}

static inline void list_append(struct link *list, struct link *member)
{
    member->prev = list->prev;
    member->next = list;
    list->prev->next = member;
    list->prev = member;
}

/* Leaves the member linked to itself; harmless outside any list. */
static inline void list_remove(struct link *member)
{
    member->prev->next = member->next;
    member->next->prev = member->prev;
    list_init(member);
}
