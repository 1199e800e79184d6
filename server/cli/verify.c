/* predub verify: is the record unbroken, and is every stored file what it was?
 *
 * Everything is looked at in a copy of the record, so that a server may go on meanwhile. */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/api/acts.h"
#include "server/cli/command.h"
#include "server/store/recordings.h"
#include "server/store/state.h"

enum { READ_BYTES = 1024 * 1024 };

struct check {
    struct db *copy;
    struct hash head; /* of the newest event looked at */
    int64_t last_id;
    int64_t receipt_id; /* 0: none is asked for */
    struct hash receipt;
    bool receipt_met;
};

/* ---- the chain ---- */

static enum err_code check_event(void *ctx, const struct event *event, struct err *err)
{
    struct check *check = ctx;
    struct hash hash;
    enum err_code code;

    if (event->id != check->last_id + 1)
        return err_set(err, ERR_DAMAGED, "event %" PRId64 " is missing from the record",
                       check->last_id + 1);
    if ((code = event_hash(&hash, event, &check->head, err)))
        return code;
    if (hash_compare(&hash, &event->hash))
        return err_set(err, ERR_DAMAGED,
                       "event %" PRId64 " (%s) was changed, or one before it was: its hash does "
                       "not fit",
                       event->id, event->kind);
    if (event->id == check->receipt_id)
        check->receipt_met = !hash_compare(&event->hash, &check->receipt);
    check->head = event->hash;
    check->last_id = event->id;
    return ERR_NONE;
}

static enum err_code check_chain(struct check *check, struct err *err)
{
    char head[HASH_TEXT];
    enum err_code code = db_events_each(check->copy, check_event, check, err);

    if (code)
        return code;
    hash_format(head, &check->head);
    printf("record  %" PRId64 " events, unbroken; the head is %" PRId64 ":%s\n", check->last_id,
           check->last_id, head);
    if (!check->receipt_id)
        return ERR_NONE;
    if (!check->receipt_met)
        return err_set(err, ERR_DAMAGED,
                       "event %" PRId64 " is not the one of the receipt: the record is another one",
                       check->receipt_id);
    printf("receipt event %" PRId64 " is the one of the receipt\n", check->receipt_id);
    return ERR_NONE;
}

/* ---- the state ---- */

static enum err_code apply_one(void *ctx, const struct event *event, struct err *err)
{
    struct check *check = ctx;

    return act_apply(check->copy, event, err);
}

static enum err_code make_again(struct db *db, void *ctx, struct err *err)
{
    const enum err_code code = db_state_remove(db, err);

    return code ? code : db_events_each(db, apply_one, ctx, err);
}

static void tell_state(const struct state *state)
{
    size_t rows = 0;

    for (size_t i = 0; i < STATE_TABLES; i++)
        rows += state->table[i].count;
    printf("state   %zu rows, as the events say\n", rows);
}

static enum err_code check_state(struct check *check, struct err *err)
{
    struct state before, after = { 0 };
    const char *table;
    int64_t id;
    enum err_code code;

    if ((code = db_state(check->copy, &before, err)))
        return code;
    if (!(code = db_txn(check->copy, make_again, check, err)) &&
        !(code = db_state(check->copy, &after, err))) {
        table = state_difference(&before, &after, &id);
        if (table)
            code = err_set(err, ERR_DAMAGED,
                           "row %" PRId64 " of %s is not what follows from the events: it was "
                           "changed behind the record's back",
                           id, table);
        else
            tell_state(&before);
    }
    state_clear(&before);
    state_clear(&after);
    return code;
}

/* ---- the files ---- */

static enum err_code hash_source(struct hash *out, int64_t *bytes, struct source *source,
                                 struct err *err)
{
    struct hasher *hasher = NULL;
    char *block = malloc(READ_BYTES);
    enum err_code code =
        block ? hasher_new(&hasher, err) : err_set(err, ERR_NO_MEMORY, "no memory to read files");
    ssize_t got = 1;

    for (*bytes = 0; !code && got > 0; *bytes += got > 0 ? got : 0) {
        got = source_read(source, block, READ_BYTES, *bytes);
        if (got > 0)
            hasher_add(hasher, block, (size_t)got);
    }
    if (!code && got < 0)
        code = err_set_errno(err, "a stored file can't be read");
    if (!code)
        *out = hasher_result(hasher);
    hasher_free(hasher);
    free(block);
    return code;
}

/* *good: is the file there, and the same? A file that is not is told, and the next looked at. */
static enum err_code check_file(struct check *check, struct blobs *blobs, const struct hash *hash,
                                int64_t *bytes, bool *good)
{
    char name[RECORDING_NAME] = "", text[HASH_TEXT];
    struct source *source = NULL;
    struct hash found;
    struct err why = { 0 };

    *good = false;
    *bytes = 0;
    hash_format(text, hash);
    if (db_blob_name(check->copy, hash, name, &why))
        return why.code;
    if (blob_open(&source, blobs, hash, &why) || hash_source(&found, bytes, source, &why))
        command_say("%s (SHA-256 %s): %s", name, text, why.text);
    else if (hash_compare(&found, hash))
        command_say("%s (SHA-256 %s) holds other bytes than those that were stored", name, text);
    else
        *good = true;
    source_close(source);
    return ERR_NONE;
}

static enum err_code check_files(struct check *check, struct blobs *blobs, struct err *err)
{
    struct hash *used = NULL;
    size_t count = 0, bad = 0;
    int64_t bytes, sum = 0;
    enum err_code code = db_blobs_used(check->copy, &used, &count, err);

    for (size_t i = 0; i < count && !code; i++) {
        bool good;
        code = check_file(check, blobs, &used[i], &bytes, &good);
        bad += !good;
        sum += bytes;
    }
    free(used);
    if (code)
        return code;
    if (bad > 0)
        return err_set(err, ERR_DAMAGED,
                       "%zu of %zu stored files are gone or damaged (named above): send the same "
                       "files again, or restore them from a backup",
                       bad, count);
    printf("files   %zu, %.1f MB, byte for byte as they were stored\n", count, (double)sum / 1e6);
    return ERR_NONE;
}

/* ---- the command ---- */

static enum err_code open_copy(struct check *check, const char *dir, char copy[PATH_MAX],
                               struct err *err)
{
    char path[PATH_MAX];
    struct stat info;
    struct db *db = NULL;
    enum err_code code;

    snprintf(path, sizeof path, "%s/predub.db", dir);
    if (stat(path, &info))
        return err_set(err, ERR_NOT_FOUND,
                       "%s holds no record of predub (predub.db): give the "
                       "folder that `predub serve --data` uses",
                       dir);
    snprintf(copy, PATH_MAX, "%s/verify.%ld", dir, (long)getpid());
    if ((code = db_open(&db, path, err)))
        return code;
    if (db_version(db) != db_version_latest())
        code = err_set(err, ERR_CONFLICT,
                       "the record is of version %d, this predub of %d: start `predub serve` once "
                       "with this program, or verify with the one that wrote it",
                       db_version(db), db_version_latest());
    else
        code = db_copy(db, copy, err);
    db_close(db);
    return code ? code : db_open(&check->copy, copy, err);
}

static void remove_copy(const char *copy)
{
    static const char *const endings[] = { "", "-wal", "-shm" };
    char path[PATH_MAX + 8];

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        snprintf(path, sizeof path, "%s%s", copy, endings[i]);
        unlink(path);
    }
}

static enum err_code read_receipt(struct check *check, const struct args *args, struct err *err)
{
    const char *text = args_value(args, "--receipt");
    char *colon = NULL;

    if (!text)
        return ERR_NONE;
    errno = 0;
    check->receipt_id = strtoll(text, &colon, 10);
    if (check->receipt_id < 1 || errno || *colon != ':' ||
        hash_parse(&check->receipt, colon + 1, NULL))
        return err_set(err, ERR_INVALID,
                       "--receipt %s: it is an event's number, a colon and its hash of 64 digits",
                       text);
    return ERR_NONE;
}

static enum err_code verify(struct check *check, const char *dir, struct err *err)
{
    struct blobs *blobs = NULL;
    char copy[PATH_MAX] = "";
    enum err_code code;

    if (!(code = open_copy(check, dir, copy, err)) && !(code = check_chain(check, err)) &&
        !(code = check_state(check, err)) && !(code = blobs_open(&blobs, dir, err)))
        code = check_files(check, blobs, err);
    blobs_close(blobs);
    db_close(check->copy);
    if (*copy)
        remove_copy(copy);
    return code;
}

static enum cli_status verify_run(const struct args *args, struct err *err)
{
    const char *dir = args_value(args, "--data");
    struct check check = { 0 };

    if (!dir)
        return command_misuse(err, "--data DIR is missing: the folder of the server");
    if (args->files > 0)
        return command_misuse(err, "%s: verify takes no files", args->file[0]);
    if (read_receipt(&check, args, err))
        return CLI_WRONG_USE;
    return verify(&check, dir, err) ? CLI_FAILED : CLI_OK;
}

static const struct args_option options[] = {
    { "--data", "DIR", "the folder of the server" },
    { "--receipt", "ID:HASH",
      "also look whether this event is part of the record: what a sign-off gave as\n"
      "its id and receipt, or an earlier run as its head" },
    { "--help", NULL, "print this" },
};

const struct command command_verify = {
    .name = "verify",
    .line = "Checks the record's chain, the state that follows from it, and every stored file.",
    .usage = "--data DIR [--receipt ID:HASH]",
    .more =
        "A server may run meanwhile. The status is 0 when all is well, 1 when something is not; "
        "what that is stands on stderr.\nKeep the head that it prints: a later run with --receipt "
        "proves that nothing before it was changed.\n\n"
        "  predub verify --data /srv/predub",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = verify_run,
};
