#include "server/work/notices.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "server/work/mail.h"
#include "server/work/mono.h"
#include "server/work/outgoing.h"

enum {
    SENDERS = 4,    /* so that one receiver that hangs holds up no other */
    LOOK_MS = 5000, /* for what nobody woke us for */
    ANSWER_BYTES = 256 * 1024,
    DELIVERY_TEXT = 33, /* half a hash is enough to tell deliveries apart */
};

struct sender {
    struct notices *notices;
    struct outgoing *outgoing;
    pthread_t thread;
};

struct notices {
    struct notices_options options; /* its texts are our own */
    char *smtp_url, *smtp_password, *mail_from, *public_url;
    pthread_mutex_t lock; /* guards stop and wakes */
    pthread_cond_t work;
    bool stop;
    uint64_t wakes;
    unsigned running; /* threads */
    struct sender sender[SENDERS];
};

static void tell(const struct notices *notices, const char *what, const struct err *err)
{
    char line[sizeof err->text + STORE_NAME + 80];

    if (!notices->options.log)
        return;
    snprintf(line, sizeof line, "%.270s: %s", what, err->text);
    notices->options.log(notices->options.log_ctx, line);
}

/* ---- one delivery ---- */

/* The same for the same events, so that a receiver can tell when it was told twice. */
static void name_delivery(char out[DELIVERY_TEXT], const struct notice *notice)
{
    char text[96], hex[HASH_TEXT];
    const int bytes = snprintf(text, sizeof text, "%s %lld, events after %lld up to %lld",
                               notice->hook_id ? "hook" : "mail", (long long)notice->id,
                               (long long)notice->told_event_id, (long long)notice->upto_event_id);
    const struct hash hash = hash_of(text, (size_t)bytes);

    hash_format(hex, &hash);
    memcpy(out, hex, DELIVERY_TEXT - 1);
    out[DELIVERY_TEXT - 1] = 0;
}

static enum err_code send_hook(struct sender *sender, const struct notice *notice, const char *body,
                               struct err *err)
{
    const size_t bytes = strlen(body);
    const struct hash hmac = hash_hmac(notice->secret.byte, HASH_BYTES, body, bytes);
    char hex[HASH_TEXT], delivery[DELIVERY_TEXT], signed_by[HASH_TEXT + 40],
        named[DELIVERY_TEXT + 40];
    const char *const headers[] = { "Content-Type: application/json", signed_by, named, NULL };
    const struct outgoing_request request = { .method = "POST",
                                              .url = notice->url,
                                              .headers = headers,
                                              .body = body,
                                              .body_bytes = bytes,
                                              .limit_bytes = ANSWER_BYTES,
                                              .others_only =
                                                  !sender->notices->options.hooks_inside };
    struct outgoing_answer answer;
    enum err_code code;

    hash_format(hex, &hmac);
    name_delivery(delivery, notice);
    snprintf(signed_by, sizeof signed_by, "X-Predub-Signature: sha256=%s", hex);
    snprintf(named, sizeof named, "X-Predub-Delivery: %s", delivery);
    if ((code = outgoing_http(sender->outgoing, &request, &answer, err)))
        return code;
    if (answer.status < 200 || answer.status > 299)
        code = err_set(err, ERR_BUSY, "it answered with status %ld%s", answer.status,
                       answer.status / 100 == 3 ? ", and redirections are not followed" : "");
    outgoing_answer_clear(&answer);
    return code;
}

static enum err_code send_mail(struct sender *sender, const struct notice *notice,
                               const struct notice_text *text, int64_t now_ms, struct err *err)
{
    const struct notices *notices = sender->notices;
    char delivery[DELIVERY_TEXT];
    const struct mail mail = { .from = notices->mail_from,
                               .to = notice->mail,
                               .to_name = notice->person,
                               .subject = text->subject,
                               .text = text->body,
                               .id = delivery,
                               .at_ms = now_ms };
    struct outgoing_mail outgoing = { .url = notices->smtp_url,
                                      .password = notices->smtp_password,
                                      .from = notices->mail_from,
                                      .to = notice->mail };
    char *data = NULL;
    enum err_code code;

    if (!notices->smtp_url)
        return err_set(err, ERR_UNSUPPORTED, "this server sends no mail");
    name_delivery(delivery, notice);
    if (!(code = mail_write(&data, &outgoing.bytes, &mail, err))) {
        outgoing.data = data;
        code = outgoing_mail(sender->outgoing, &outgoing, err);
    }
    free(data);
    return code;
}

/* A bundle of nothing but a person's own acts has no text, and is told by that. */
static enum err_code deliver(struct sender *sender, struct db *db, const struct notice *notice,
                             struct err *err)
{
    const struct notices_options *options = &sender->notices->options;
    struct notice_text text = { 0 };
    enum err_code code = options->write(db, notice, options->public_url, &text, err);

    if (!code && text.body)
        code = notice->hook_id ? send_hook(sender, notice, text.body, err)
                               : send_mail(sender, notice, &text, db_now_ms(db), err);
    free(text.subject);
    free(text.body);
    return code;
}

static bool stopped(struct notices *notices, uint64_t *wakes)
{
    bool stop;

    pthread_mutex_lock(&notices->lock);
    stop = notices->stop;
    *wakes = notices->wakes;
    pthread_mutex_unlock(&notices->lock);
    return stop;
}

static void note_outcome(struct sender *sender, struct db *db, const struct notice *notice,
                         const struct err *why)
{
    struct err err = { 0 };
    char what[STORE_NAME + 64];
    enum err_code code;

    if (why->code == ERR_CANCELLED) {
        code = db_notice_put_back(db, notice, &err);
    } else if (why->code) {
        snprintf(what, sizeof what, "%s of %s could not be sent and is tried again",
                 notice->hook_id ? "a hook" : "a mail", notice->production);
        tell(sender->notices, what, why);
        code = db_notice_failed(db, notice, why->text, &err);
    } else {
        code = db_notice_told(db, notice, &err);
    }
    if (code && code != ERR_CANCELLED)
        tell(sender->notices, "the outcome of a notice could not be noted", &err);
}

/* ---- the threads ---- */

static void wait_for_work(struct notices *notices, uint64_t seen, int64_t most_ms)
{
    const int64_t due_ms = mono_ms() + (most_ms < LOOK_MS ? most_ms : LOOK_MS);
    const struct timespec due = { .tv_sec = due_ms / 1000, .tv_nsec = due_ms % 1000 * 1000000 };

    pthread_mutex_lock(&notices->lock);
    while (!notices->stop && notices->wakes == seen &&
           !pthread_cond_timedwait(&notices->work, &notices->lock, &due))
        ;
    pthread_mutex_unlock(&notices->lock);
}

/* Looks before it claims: a claim would hold up whoever writes to the record. *left_ms: until
 * something is due, if nothing was. */
static enum err_code claim(struct notices *notices, struct db *db, struct notice *out,
                           int64_t *left_ms, struct err *err)
{
    int64_t next_ms;
    bool found = false;
    enum err_code code;

    out->id = 0;
    *left_ms = LOOK_MS;
    if ((code = db_notices_next(db, notices->options.bundle_ms, &next_ms, err)))
        return code;
    if (next_ms > db_now_ms(db)) {
        *left_ms = next_ms - db_now_ms(db);
        *left_ms = *left_ms > 0 ? *left_ms : 0;
        return ERR_NONE;
    }
    return db_notice_claim(db, notices->options.bundle_ms, out, &found, err);
}

static void *work(void *ctx)
{
    struct sender *sender = ctx;
    struct notices *notices = sender->notices;
    struct notice notice = { 0 };
    struct db *db = NULL;
    uint64_t wakes;
    int64_t left_ms;

    while (!stopped(notices, &wakes)) {
        struct err err = { 0 }, why = { 0 };
        notice.id = 0;
        left_ms = LOOK_MS;
        if ((!db && !(db = db_pool_take(notices->options.pool, &err))) ||
            claim(notices, db, &notice, &left_ms, &err))
            tell(notices, "no notice can be sent", &err);
        if (!notice.id) {
            wait_for_work(notices, wakes, left_ms);
            continue;
        }
        notices_wake(notices); /* another may be due: somebody else looks */
        deliver(sender, db, &notice, &why);
        note_outcome(sender, db, &notice, &why);
    }
    db_pool_give(notices->options.pool, db);
    return NULL;
}

/* ---- beginning and end ---- */

static enum err_code check_mail(const struct notices_options *options, struct err *err)
{
    struct outgoing_url url;
    enum err_code code;

    if (!options->smtp_url)
        return ERR_NONE;
    if ((code = outgoing_url_read(&url, options->smtp_url, err)))
        return err_set(err, code,
                       "the mail server has no good address: it is like "
                       "smtp://user@mail.example.org:587");
    if (strcasecmp(url.scheme, "smtp") != 0 && strcasecmp(url.scheme, "smtps") != 0)
        return err_set(err, ERR_INVALID,
                       "the mail server's address begins with smtp:// or "
                       "smtps://, not with %s://",
                       url.scheme);
    if (url.has_password)
        return err_set(err, ERR_INVALID,
                       "a password in the mail server's address would be seen by "
                       "all who list processes: set PREDUB_SMTP_PASSWORD");
    if (!options->mail_from || !mail_address_is_good(options->mail_from))
        return err_set(err, ERR_INVALID,
                       "mail needs a sender such as predub@example.org, not "
                       "\"%.100s\"",
                       options->mail_from ? options->mail_from : "");
    return ERR_NONE;
}

static enum err_code check_page(const char *public_url, struct err *err)
{
    struct outgoing_url url;

    if (public_url &&
        (outgoing_url_read(&url, public_url, err) ||
         (strcasecmp(url.scheme, "https") != 0 && strcasecmp(url.scheme, "http") != 0)))
        return err_set(err, ERR_INVALID,
                       "\"%.200s\" is no address of the page: it is like "
                       "https://score.example.org",
                       public_url);
    return ERR_NONE;
}

static bool copy(char **out, const char *text)
{
    return !text || (*out = strdup(text)) != NULL;
}

/* A link is made by adding "/...". */
static void trim_page(char *url)
{
    size_t bytes = url ? strlen(url) : 0;

    while (bytes > 0 && url[bytes - 1] == '/')
        url[--bytes] = 0;
}

static enum err_code take_options(struct notices *notices, const struct notices_options *options,
                                  struct err *err)
{
    notices->options = *options;
    if (!options->bundle_ms)
        notices->options.bundle_ms = NOTICES_BUNDLE_MS;
    if (!copy(&notices->smtp_url, options->smtp_url) ||
        !copy(&notices->smtp_password, options->smtp_password) ||
        !copy(&notices->mail_from, options->mail_from) ||
        !copy(&notices->public_url, options->public_url))
        return err_set(err, ERR_NO_MEMORY, "no memory for the notices");
    trim_page(notices->public_url);
    notices->options.public_url = notices->public_url;
    return ERR_NONE;
}

static enum err_code give_back(struct notices *notices, struct err *err)
{
    struct db *db = db_pool_take(notices->options.pool, err);
    enum err_code code;

    if (!db)
        return err->code;
    code = db_notices_give_back(db, err);
    db_pool_give(notices->options.pool, db);
    return code;
}

static enum err_code start_senders(struct notices *notices, struct err *err)
{
    enum err_code code;

    for (; notices->running < SENDERS; notices->running++) {
        struct sender *sender = &notices->sender[notices->running];
        sender->notices = notices;
        if ((code = outgoing_new(&sender->outgoing, err)))
            return code;
        if (pthread_create(&sender->thread, NULL, work, sender)) {
            outgoing_free(sender->outgoing);
            return err_set(err, ERR_NO_MEMORY, "the system refuses another thread for notices");
        }
    }
    return ERR_NONE;
}

static void locks_init(struct notices *notices)
{
    pthread_condattr_t clock;

    pthread_mutex_init(&notices->lock, NULL);
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&notices->work, &clock);
    pthread_condattr_destroy(&clock);
}

enum err_code notices_start(struct notices **out, const struct notices_options *options,
                            struct err *err)
{
    struct notices *notices;
    struct err own;
    enum err_code code;

    *out = NULL;
    err = err ? err : &own;
    if ((code = check_mail(options, err)) || (code = check_page(options->public_url, err)))
        return code;
    if (!(notices = calloc(1, sizeof *notices)))
        return err_set(err, ERR_NO_MEMORY, "no memory for the notices");
    locks_init(notices);
    if ((code = take_options(notices, options, err)) || (code = give_back(notices, err)) ||
        (code = start_senders(notices, err))) {
        notices_stop(notices);
        return code;
    }
    *out = notices;
    return ERR_NONE;
}

void notices_stop(struct notices *notices)
{
    if (!notices)
        return;
    pthread_mutex_lock(&notices->lock);
    notices->stop = true;
    pthread_cond_broadcast(&notices->work);
    pthread_mutex_unlock(&notices->lock);
    for (unsigned i = 0; i < notices->running; i++)
        outgoing_cancel(notices->sender[i].outgoing);
    for (unsigned i = 0; i < notices->running; i++) {
        pthread_join(notices->sender[i].thread, NULL);
        outgoing_free(notices->sender[i].outgoing);
    }
    pthread_cond_destroy(&notices->work);
    pthread_mutex_destroy(&notices->lock);
    free(notices->smtp_url);
    free(notices->smtp_password);
    free(notices->mail_from);
    free(notices->public_url);
    free(notices);
}

void notices_wake(struct notices *notices)
{
    pthread_mutex_lock(&notices->lock);
    notices->wakes++;
    pthread_cond_signal(&notices->work);
    pthread_mutex_unlock(&notices->lock);
}

int64_t notices_bundle_ms(const struct notices *notices)
{
    return notices->options.bundle_ms;
}

bool notices_has_mail(const struct notices *notices)
{
    return notices->smtp_url != NULL;
}

enum err_code notices_check_mail(const char *address, struct err *err)
{
    if (mail_address_is_good(address))
        return ERR_NONE;
    return err_set(err, ERR_CONFLICT,
                   "\"%.100s\" is no address that mail goes to: it is like mara@example.org",
                   address);
}

enum err_code notices_check_hook(const struct notices *notices, const char *url, struct err *err)
{
    struct outgoing_url parts;
    enum err_code code;

    if ((code = outgoing_url_read(&parts, url, err)))
        return code;
    if (strcasecmp(parts.scheme, "https") != 0 && strcasecmp(parts.scheme, "http") != 0)
        return err_set(err, ERR_INVALID, "a hook's address begins with https:// or http://");
    if (*parts.user || parts.has_password)
        return err_set(err, ERR_INVALID,
                       "a hook's address holds no name and password: the "
                       "signature tells the receiver who sends");
    if (!notices->options.hooks_inside && outgoing_names_inside(parts.host))
        return err_set(err, ERR_INVALID,
                       "%s is this machine or in a private network: a hook leads there only if "
                       "the server is started with --hooks-inside",
                       parts.host);
    return ERR_NONE;
}
