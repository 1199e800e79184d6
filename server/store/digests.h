/* What others did in a production since a person last looked. */
#pragma once

#include "server/store/events.h"

/* The kinds of events that are news to people, for SQL: "kind IN (" NEWS_KINDS ")". All else is in
 * the record for whoever looks there. */
#define NEWS_KINDS                                                                                 \
    "'note.add', 'note.reply', 'note.state', 'query.ask', 'query.answer', 'query.close',"          \
    "'scene.sign', 'scene.revoke', 'scene.lfe', 'set.publish', 'temp.upload',"                     \
    "'agreement.propose', 'agreement.accept', 'listening.done', 'member.join'"

enum { DIGEST_KINDS_MAX = 32, DIGEST_EVENTS = 200, DIGEST_RANGE = 10000 };

struct digest_count {
    char kind[EVENT_KIND];
    int64_t events;
};

struct digest {
    int64_t since_id; /* the person's mark; without one, where they joined */
    int64_t upto_id;  /* how far this digest goes: at most DIGEST_RANGE events of the record */
    struct digest_count count[DIGEST_KINDS_MAX]; /* what is news, and not the person's own act */
    size_t counts;
    struct events events; /* the first DIGEST_EVENTS of them, oldest first */
    struct events done;   /* the latest "done listening" of each who said it */
};
void digest_clear(struct digest *digest);

/* The caller clears out. */
enum err_code db_digest(struct db *db, int64_t production_id, int64_t person_id, struct digest *out,
                        struct err *err);

/* Moves a member's mark, never backwards. ERR_INVALID for an event that has not happened yet. */
enum err_code db_digest_mark(struct db *db, int64_t production_id, int64_t person_id,
                             int64_t upto_event_id, struct err *err);
