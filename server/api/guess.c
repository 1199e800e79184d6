#include "server/api/guess.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "server/auth/caller.h"
#include "server/store/people.h"

enum { ACCOUNT_FREE = 5, ADDRESS_FREE = 20, OPENINGS_FREE = 200, NETWORK_BYTES = 8 };

/* Who has one address of IPv6 has the 2^64 of its network. */
static void network_of(char out[CALLER_ADDRESS], const char *address)
{
    struct in6_addr network;

    snprintf(out, CALLER_ADDRESS, "%s", address);
    if (inet_pton(AF_INET6, address, &network) != 1 || IN6_IS_ADDR_V4MAPPED(&network))
        return;
    memset(network.s6_addr + NETWORK_BYTES, 0, sizeof network.s6_addr - NETWORK_BYTES);
    inet_ntop(AF_INET6, &network, out, CALLER_ADDRESS);
}

struct trying {
    const struct tries *tries;
    size_t count;
    const char *reason; /* for having to wait */
};

static enum err_code begin(const struct trying *trying, struct req *req, struct reply *reply,
                           struct err *err)
{
    char seconds[24];
    int64_t wait_ms;
    enum err_code code = db_tries_begin(req->db, trying->tries, trying->count, &wait_ms, err);

    if (code || !wait_ms)
        return code;
    snprintf(seconds, sizeof seconds, "%" PRId64, (wait_ms + 999) / 1000);
    if ((code = reply_header(reply, "Retry-After", seconds, err)))
        return code;
    return err_set(err, ERR_TOO_OFTEN, "%s: try again in %s s", trying->reason, seconds);
}

enum err_code guess_begin(struct guess *out, const char *name, struct req *req, struct reply *reply,
                          struct err *err)
{
    struct tries *account = &out->tries[GUESS_ACCOUNT], *address = &out->tries[GUESS_ADDRESS];
    char folded[STORE_NAME], network[CALLER_ADDRESS];

    *out = (struct guess){ 0 };
    person_fold(folded, name);
    network_of(network, req->caller->address);
    snprintf(account->who, sizeof account->who, "account %s", folded);
    snprintf(address->who, sizeof address->who, "address %s", network);
    account->free = ACCOUNT_FREE;
    address->free = ADDRESS_FREE;
    return begin(&(struct trying){ out->tries, GUESSES, "too many passwords were wrong" }, req,
                 reply, err);
}

enum err_code guess_right(struct db *db, const struct guess *guess, struct err *err)
{
    enum err_code code;

    if ((code = db_tries_clear(db, guess->tries[GUESS_ACCOUNT].who, err)))
        return code;
    return db_tries_give_back(db, guess->tries[GUESS_ADDRESS].who, err);
}

enum err_code link_guess_begin(struct link_guess *out, struct req *req, struct reply *reply,
                               struct err *err)
{
    struct tries *wrong = &out->tries[OPENING_WRONG], *any = &out->tries[OPENING_ANY];
    char network[CALLER_ADDRESS];

    *out = (struct link_guess){ 0 };
    network_of(network, req->caller->address);
    snprintf(wrong->who, sizeof wrong->who, "wrong link %s", network);
    snprintf(any->who, sizeof any->who, "link %s", network);
    wrong->free = ADDRESS_FREE;
    any->free = OPENINGS_FREE;
    return begin(&(struct trying){ out->tries, OPENINGS, "links are opened too often from here" },
                 req, reply, err);
}

enum err_code link_guess_right(struct db *db, const struct link_guess *guess, struct err *err)
{
    return db_tries_give_back(db, guess->tries[OPENING_WRONG].who, err);
}
