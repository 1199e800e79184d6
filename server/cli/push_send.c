#include "server/cli/push_send.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "server/cli/push_prove.h"
#include "server/cli/push_tus.h"

enum {
    PIECE = 1024 * 1024, /* of a file that is hashed */
    NAP_MS = 50,
    PAUSE_MOST_S = 30,
    CHECK_MS = 250,
    QUICK_MS = 2000, /* a part that took less may be larger */
    SLOW_MS = 8000
};

static const int64_t part_first = 16 << 20, part_least = 1 << 20, part_most = 64 << 20;
static const int64_t part_floor = 64 << 10; /* when little may be sent in vain any more */

/* On a line that breaks, a part is this share of what goes through between two breaks: about half
 * a part is lost with each. */
enum { PARTS_A_RUN = 25, SETTLE_MS = 1000, SETTLE_MOST_MS = 30000 };

/* One file on its way. */
struct sender {
    struct push_sending *all;
    struct push_file *file;
    struct tus tus;
    int64_t part;             /* bytes that the speed allows */
    int64_t moved_ms;         /* when the server last had more of it */
    int64_t run, since_break; /* bytes that went through between the last breaks, and since */
    bool has_broken;
    int64_t lost_from, lost_given; /* of the part that broke off: looked at with the next offset */
    int pause_s;
    unsigned starts; /* how often it was begun because it had changed or was refused */
};

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- hashing ---- */

static enum err_code hash_open(struct push_sending *all, struct push_file *file, int fd,
                               struct err *err)
{
    struct hasher *hasher = NULL;
    char *piece = malloc(PIECE);
    int64_t at = 0;
    ssize_t got = 1;
    enum err_code code = hasher_new(&hasher, err);

    if (!code && !piece)
        code = err_set(err, ERR_NO_MEMORY, "out of memory to read %.200s", file->path);
    while (!code && got > 0 && !atomic_load(&all->cancelled)) {
        got = pread(fd, piece, PIECE, at);
        if (got < 0)
            code = err_set_errno(err, "%.300s can't be read", file->path);
        if (code || got == 0)
            break;
        hasher_add(hasher, piece, (size_t)got);
        at += got;
        atomic_store(&file->read_bytes, at);
    }
    if (!code && atomic_load(&all->cancelled))
        code = err_set(err, ERR_CANCELLED, "stopped");
    if (!code && at != file->bytes)
        code = err_set(err, ERR_CONFLICT,
                       "%.300s changed while it was read: let it be finished and run this again",
                       file->path);
    if (!code) {
        file->hash = hasher_result(hasher);
        file->is_hashed = true;
    }
    hasher_free(hasher);
    free(piece);
    return code;
}

static enum err_code hash(struct push_sending *all, struct push_file *file, struct err *err)
{
    const int fd = open(file->path, O_RDONLY | O_CLOEXEC);
    enum err_code code;

    if (fd < 0)
        return err_set_errno(err, "%.300s can't be read", file->path);
    atomic_store(&file->read_bytes, 0);
    code = hash_open(all, file, fd, err);
    close(fd);
    return code;
}

static void fail(struct push_file *file, const struct err *err)
{
    file->err = *err;
    atomic_store(&file->state, err->code == ERR_CANCELLED ? PUSH_WAITS : PUSH_FAILED);
}

void push_hash_file(void *ctx, struct client *client, size_t index)
{
    struct push_sending *all = ctx;
    struct push_file *file = &all->list->file[index];
    struct err err = { 0 };

    (void)client;
    atomic_store(&file->state, PUSH_READS);
    if (hash(all, file, &err))
        fail(file, &err);
    else
        atomic_store(&file->state, PUSH_WAITS);
}

/* ---- sending ---- */

/* Waits, and gives up when there was no progress for too long. err holds why it broke off. */
static enum tus_step rest(struct sender *sender, struct err *err)
{
    struct push_file *file = sender->file;
    const struct err why = *err;
    const int64_t until_ms = now_ms() + (int64_t)sender->pause_s * 1000;

    if (now_ms() - sender->moved_ms > sender->all->retry_ms) {
        err_set(err, ERR_BUSY,
                "%.100s: no progress for %" PRId64 " min: %.300s; the same line "
                "goes on where it was",
                file->filename, sender->all->retry_ms / 60000, why.text);
        return TUS_FAILED;
    }
    atomic_store(&file->wait_s, sender->pause_s);
    atomic_store(&file->state, PUSH_PAUSES);
    while (now_ms() < until_ms && !atomic_load(&sender->all->cancelled))
        nanosleep(&(struct timespec){ 0, NAP_MS * 1000000L }, NULL);
    sender->pause_s = sender->pause_s * 2 < PAUSE_MOST_S ? sender->pause_s * 2 : PAUSE_MOST_S;
    if (atomic_load(&sender->all->cancelled)) {
        err_set(err, ERR_CANCELLED, "stopped");
        return TUS_FAILED;
    }
    atomic_store(&file->state, PUSH_SENDS);
    return TUS_ON;
}

static void moved(struct sender *sender)
{
    sender->moved_ms = now_ms();
    sender->pause_s = 1;
}

/* What of a broken part did not stay was sent in vain. */
static void account(struct sender *sender)
{
    const int64_t stayed = sender->tus.offset - sender->lost_from;
    const int64_t lost = sender->lost_given - (stayed > 0 ? stayed : 0);

    if (sender->lost_given > 0 && lost > 0)
        atomic_fetch_sub(&sender->all->waste_left, lost);
    if (sender->lost_given > 0 && stayed > 0)
        moved(sender);
    sender->lost_given = 0;
}

static int64_t part_bytes(const struct sender *sender)
{
    const int64_t left = sender->file->bytes - sender->tus.offset;
    int64_t most = atomic_load(&sender->all->waste_left) / (2 * (int64_t)sender->all->parallel);
    int64_t part = sender->part;

    if (sender->has_broken) {
        const int64_t run = sender->run > sender->since_break ? sender->run : sender->since_break;

        most = most < run / PARTS_A_RUN ? most : run / PARTS_A_RUN;
    }
    if (most < part_floor)
        most = part_floor;
    if (part > most)
        part = most;
    return part < left ? part : left;
}

static enum tus_step send_part(struct sender *sender, struct err *err)
{
    struct push_file *file = sender->file;
    const int64_t from = sender->tus.offset, bytes = part_bytes(sender), began_ms = now_ms();
    enum tus_step step = tus_part(&sender->tus, bytes, err);
    const int64_t took_ms = now_ms() - began_ms;

    atomic_fetch_add(&file->sent_bytes, sender->tus.given);

    if (step == TUS_ON || step == TUS_DONE) {
        moved(sender);
        sender->since_break += bytes;
        if (took_ms < QUICK_MS && bytes == sender->part && sender->part < part_most)
            sender->part *= 2;
        if (took_ms > SLOW_MS && sender->part > part_least)
            sender->part /= 2;
    } else if (step == TUS_AGAIN) {
        sender->lost_from = from;
        sender->lost_given = sender->tus.given;
        sender->part = sender->part / 4 > part_least ? sender->part / 4 : part_least;
        sender->run =
            sender->has_broken ? (sender->run + sender->since_break) / 2 : sender->since_break;
        sender->since_break = 0;
        sender->has_broken = true;
    }
    atomic_store(&file->arrived_bytes, sender->tus.offset);
    return step;
}

/* Whoever changes it may not be done yet. */
static void wait_until_still(struct sender *sender)
{
    struct push_file *file = sender->file;
    const int64_t until_ms = now_ms() + SETTLE_MOST_MS;
    int64_t still_ms = now_ms();

    while (now_ms() - still_ms < SETTLE_MS && now_ms() < until_ms &&
           !atomic_load(&sender->all->cancelled)) {
        if (!push_file_is_unchanged(file)) {
            still_ms = now_ms();
            push_file_look(file, NULL);
        }
        nanosleep(&(struct timespec){ 0, NAP_MS * 1000000L }, NULL);
    }
}

/* The file is not what was hashed, or what came is not: once more from its beginning. */
static enum tus_step begin_anew(struct sender *sender, struct err *err)
{
    struct push_file *file = sender->file;
    const bool changed = !push_file_is_unchanged(file);

    tus_drop(&sender->tus);
    atomic_store(&file->has_changed, changed);
    if (sender->starts++ > 0) {
        err_set(err, ERR_CONFLICT,
                changed ? "%.200s changes again and again while it is sent: let it be finished, "
                          "then the same line goes on"
                        : "%.200s: what arrives is not what is read here, twice over: is the disk "
                          "or the line faulty?",
                file->path);
        return TUS_FAILED;
    }
    atomic_store(&file->arrived_bytes, 0);
    if (changed)
        wait_until_still(sender);
    if (push_file_look(file, err) || hash(sender->all, file, err) || tus_open(&sender->tus, err))
        return TUS_FAILED;
    return TUS_AGAIN;
}

/* The next thing to do, told by what is known of the upload. */
static enum tus_step next_step(struct sender *sender, struct err *err)
{
    struct push_file *file = sender->file;
    struct tus *tus = &sender->tus;
    enum tus_step step;

    if (!push_file_is_unchanged(file))
        return begin_anew(sender, err);
    if (!tus->id)
        step = tus_find(tus, err);
    else if (!tus->is_sure)
        step = tus_look(tus, err);
    else if (tus->offset < file->bytes)
        step = send_part(sender, err);
    else
        step = tus_outcome(tus, err);
    if (step == TUS_ON && tus->is_sure) {
        account(sender);
        atomic_store(&file->arrived_bytes, tus->offset);
    }
    return step == TUS_OTHER_BYTES ? begin_anew(sender, err) : step;
}

static enum tus_step send_all(struct sender *sender, struct err *err)
{
    enum tus_step step = TUS_ON;

    while (step == TUS_ON || step == TUS_AGAIN) {
        if (atomic_load(&sender->all->cancelled)) {
            err_set(err, ERR_CANCELLED, "stopped");
            return TUS_FAILED;
        }
        *err = (struct err){ 0 };
        step = next_step(sender, err);
        if (step == TUS_AGAIN && err->code)
            step = rest(sender, err);
        else if (step == TUS_CHECKS) {
            moved(sender);
            nanosleep(&(struct timespec){ 0, CHECK_MS * 1000000L }, NULL);
            step = TUS_ON;
        }
    }
    return step;
}

static void send_file(struct push_sending *all, struct client *client, struct push_file *file)
{
    struct sender sender = { .all = all,
                             .file = file,
                             .part = part_first,
                             .moved_ms = now_ms(),
                             .pause_s = 1,
                             .tus = { .client = client, .file = file, .fd = -1 } };
    struct err err = { 0 };

    push_address(sender.tus.address, file->print->target, all->plan);
    atomic_store(&file->state, PUSH_SENDS);
    if (file->server_has && push_prove(client, file, sender.tus.address)) {
        atomic_store(&file->arrived_bytes, file->bytes);
        atomic_store(&file->state, PUSH_PROVED);
        return;
    }
    if (tus_open(&sender.tus, &err) || send_all(&sender, &err) != TUS_DONE) {
        fail(file, &err);
    } else {
        atomic_store(&file->arrived_bytes, file->bytes);
        atomic_store(&file->state, PUSH_SENT);
    }
    tus_close(&sender.tus);
}

void push_send_file(void *ctx, struct client *client, size_t index)
{
    struct push_sending *all = ctx;
    struct push_file *file = &all->list->file[index];

    if (file->is_there)
        atomic_store(&file->state, PUSH_THERE);
    else
        send_file(all, client, file);
}
