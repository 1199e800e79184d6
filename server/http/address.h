/* Addresses of clients: as the socket knows them, and as a proxy in front tells them. IPv4 is kept
 * inside IPv6, so that ::ffff:10.0.0.1 and 10.0.0.1 are one. */
#pragma once

#include <netinet/in.h>
#include <stdbool.h>

enum { ADDRESS_TEXT = 64 };

/* "10.0.0.1", "2001:db8::1"; false when the text is anything else. */
bool address_parse(struct in6_addr *out, const char *text);

/* Of a socket's other end; false when it is neither IPv4 nor IPv6. */
bool address_of_peer(struct in6_addr *out, const struct sockaddr *peer);

/* As people write it: IPv4 with dots. */
void address_format(char out[ADDRESS_TEXT], const struct in6_addr *address);

/* The last hop of an X-Forwarded-For header: the one that the proxy itself has seen; all before it
 * came from outside. A port behind it is left out. False when it is no address. */
bool address_forwarded(struct in6_addr *out, const char *header);

/* Is the last word of an X-Forwarded-Proto header "https"? */
bool address_is_https(const char *header);
