#include "server/http/peer.h"

#include <string.h>
#include <strings.h>

/* The last header of a name: a proxy adds its own behind what it was sent. */
struct last {
    const char *name, *value;
};

static enum MHD_Result note_last(void *cls, enum MHD_ValueKind kind, const char *name,
                                 const char *value)
{
    struct last *last = cls;

    (void)kind;
    if (value && !strcasecmp(name, last->name))
        last->value = value;
    return MHD_YES;
}

static const char *last_header(const struct exchange *exchange, const char *name)
{
    struct last last = { name, NULL };

    MHD_get_connection_values(exchange->connection, MHD_HEADER_KIND, note_last, &last);
    return last.value;
}

void peer_read(struct exchange *exchange)
{
    const struct http_server *server = exchange->server;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(exchange->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    struct req *req = &exchange->req;
    struct in6_addr address, hop;
    const char *hops, *scheme;

    _Static_assert((int)REQ_ADDRESS == (int)ADDRESS_TEXT, "every address fits");
    req->is_tls = server->tls.cert != NULL;
    if (!info || !address_of_peer(&address, info->client_addr))
        return;
    if (server->has_proxy && !memcmp(&address, &server->proxy, sizeof address)) {
        if ((hops = last_header(exchange, "X-Forwarded-For")) && address_forwarded(&hop, hops))
            address = hop;
        if ((scheme = last_header(exchange, "X-Forwarded-Proto")))
            req->is_tls = address_is_https(scheme);
    }
    address_format(req->address, &address);
}
