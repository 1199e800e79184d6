/* What is still to be told beyond the page: one row a hook, and one a member who wants mail. */
#pragma once

#include "server/store/events.h"
#include "server/store/hooks.h"
#include "server/store/productions.h"

enum {
    NOTICE_MAIL = 255,
    NOTICE_LEASE_MS = 60000,          /* longer than a delivery may take */
    NOTICE_FAILING_MS = 3 * 86400000, /* from then on it is tried once a day */
    NOTICE_HOOK_EVENTS = 200,         /* of a bundle */
    NOTICE_MAIL_EVENTS = 2000,
};

/* A bundle that somebody has claimed: the events after told_event_id, up to upto_event_id. */
struct notice {
    int64_t id, production_id;
    int64_t hook_id, person_id; /* one of them; the other is 0 */
    int64_t told_event_id, upto_event_id;
    int64_t lease_at_ms;      /* when the claim ends; names it */
    int64_t attempts;         /* that failed since the last success */
    int64_t failing_since_ms; /* 0: it does not fail */
    char production[STORE_NAME];
    char url[HOOK_URL]; /* of a hook */
    struct hash secret; /* likewise */
    char person[STORE_NAME];
    char mail[NOTICE_MAIL]; /* "": the person has taken it back */
};

/* An event has been added: whoever is told of such ones (digests.h) is due some time after. For
 * use inside the event's own transaction. */
enum err_code db_notices_due(struct db *db, const struct event *event, struct err *err);

/* Whoever has something to be told of this production is due now. For use inside a transaction. */
enum err_code db_notices_now(struct db *db, int64_t production_id, struct err *err);

/* Takes all claims away, and lets what failed be tried at once: for the start of the one process
 * that works on this record, perhaps with better settings. */
enum err_code db_notices_give_back(struct db *db, struct err *err);

/* Claims for NOTICE_LEASE_MS the row that has been due longest, if there is one. What was claimed
 * once and not told comes again with the same events. */
enum err_code db_notice_claim(struct db *db, int64_t bundle_ms, struct notice *out, bool *found,
                              struct err *err);

/* By whoever holds the claim; ERR_CANCELLED when another does. Told: the rest waits its time. */
enum err_code db_notice_told(struct db *db, const struct notice *notice, struct err *err);
/* It is tried again after a pause that grows from a minute to six hours. */
enum err_code db_notice_failed(struct db *db, const struct notice *notice, const char *error,
                               struct err *err);
/* Neither: it is due as it was. */
enum err_code db_notice_put_back(struct db *db, const struct notice *notice, struct err *err);

/* When the next row is due, INT64_MAX for never. */
enum err_code db_notices_next(struct db *db, int64_t bundle_ms, int64_t *at_ms, struct err *err);

/* The events of a bundle, oldest first; for a mail, only what is news and not the person's own. The
 * caller clears out. */
enum err_code db_notice_events(struct db *db, const struct notice *notice, struct events *out,
                               struct err *err);

/* Does a member want mail? Wanting it begins with what happens from now on. */
enum err_code db_notice_mail(struct db *db, int64_t production_id, int64_t person_id, bool *wanted,
                             struct err *err);
enum err_code db_notice_mail_put(struct db *db, int64_t production_id, int64_t person_id,
                                 bool wanted, struct err *err);
