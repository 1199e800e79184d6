/* Sends what others did by mail and to hooks, in bundles, from rows of the record
 * (store/notices.h): nothing is lost by an end of the program, and at worst one delivery is made
 * twice, with the same id. */
#pragma once

#include <stdbool.h>

#include "server/store/db_pool.h"
#include "server/store/notices.h"

struct notices;

enum { NOTICES_BUNDLE_MS = 10 * 60 * 1000 };

/* What a bundle says. */
struct notice_text {
    char *subject; /* of a mail; NULL for a hook */
    char *body;    /* JSON for a hook, plain text (UTF-8, \n) for a mail; both are freed by whoever
                      made the struct */
};

/* Writes a bundle down; public_url may be NULL. server/api/notice_text.h has the one there is:
 * notice_write. */
typedef enum err_code (*notices_write_fn)(struct db *db, const struct notice *notice,
                                          const char *public_url, struct notice_text *out,
                                          struct err *err);

/* Texts are copied. */
struct notices_options {
    struct db_pool *pool;
    notices_write_fn write;
    const char *smtp_url;      /* "smtp://user@mail.example.org:587" or smtps://; NULL: no mail. TLS
                                  is demanded, except from this machine itself */
    const char *smtp_password; /* NULL: none; serve takes it from PREDUB_SMTP_PASSWORD */
    const char *mail_from;     /* "predub@example.org"; needed with smtp_url */
    const char *public_url;    /* where people reach the page, for links; NULL: mails have none */
    int64_t bundle_ms;         /* from the first act to the delivery; 0: NOTICES_BUNDLE_MS */
    bool hooks_inside;         /* hooks may lead to this machine and to private networks */
    void (*log)(void *ctx, const char *line); /* NULL: silent */
    void *log_ctx;
};

/* ERR_INVALID for a mail server, sender or page address that can't be one. */
enum err_code notices_start(struct notices **out, const struct notices_options *options,
                            struct err *err);
/* Breaks off what is under way: it is sent again after the next start. NULL is accepted. */
void notices_stop(struct notices *notices);

/* Something may be due. From any thread; without it, that is seen within seconds. */
void notices_wake(struct notices *notices);

/* From the first act to the delivery. */
int64_t notices_bundle_ms(const struct notices *notices);

/* Can mail be sent at all? */
bool notices_has_mail(const struct notices *notices);

/* ERR_CONFLICT for a person's address that no mail goes to. */
enum err_code notices_check_mail(const char *address, struct err *err);

/* Is this an address that a hook may have? ERR_INVALID says why not. A name is looked up anew at
 * each delivery, and what it leads to is checked then. */
enum err_code notices_check_hook(const struct notices *notices, const char *url, struct err *err);
