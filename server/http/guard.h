/* Which requests of a browser are let in: none that a foreign page made. */
#pragma once

#include <stdbool.h>

/* Is the Host header a loopback name (localhost, 127.x.y.z, [::1]; any port)? A server on loopback
 * takes no other, or a foreign name that resolves to 127.0.0.1 could read it (DNS rebinding). */
bool guard_host_is_loopback(const char *host);

/* Does an Origin header name the same host and port as the Host header? "null" never does, and
 * under TLS a page that came without it does not. */
bool guard_origin_is_host(const char *origin, const char *host, bool is_tls);

/* GET and HEAD change nothing. */
bool guard_method_changes(const char *method);
