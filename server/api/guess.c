#include "server/api/guess.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "server/auth/caller.h"
#include "server/store/people.h"

enum { ACCOUNT_FREE = 5, ADDRESS_FREE = 20, NETWORK_BYTES = 8 };

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

enum err_code guess_begin(struct guess *out, const char *name, struct req *req, struct reply *reply,
                          struct err *err)
{
    struct tries *account = &out->tries[GUESS_ACCOUNT], *address = &out->tries[GUESS_ADDRESS];
    char folded[STORE_NAME], network[CALLER_ADDRESS], seconds[24];
    int64_t wait_ms;
    enum err_code code;

    *out = (struct guess){ 0 };
    person_fold(folded, name);
    network_of(network, req->caller->address);
    snprintf(account->who, sizeof account->who, "account %s", folded);
    snprintf(address->who, sizeof address->who, "address %s", network);
    account->free = ACCOUNT_FREE;
    address->free = ADDRESS_FREE;
    if ((code = db_tries_begin(req->db, out->tries, GUESSES, &wait_ms, err)) || !wait_ms)
        return code;
    snprintf(seconds, sizeof seconds, "%" PRId64, (wait_ms + 999) / 1000);
    if ((code = reply_header(reply, "Retry-After", seconds, err)))
        return code;
    return err_set(err, ERR_TOO_OFTEN, "too many passwords were wrong: try again in %s s", seconds);
}

enum err_code guess_right(struct db *db, const struct guess *guess, struct err *err)
{
    enum err_code code;

    if ((code = db_tries_clear(db, guess->tries[GUESS_ACCOUNT].who, err)))
        return code;
    return db_tries_give_back(db, guess->tries[GUESS_ADDRESS].who, err);
}
