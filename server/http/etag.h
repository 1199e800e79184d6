/* Comparing entity tags (RFC 9110, 8.8.3). Tags of ours are strong and given without quotes. */
#pragma once

#include <stdbool.h>

/* If-None-Match: "*", or a list that holds the tag, weak or strong. */
bool etag_listed(const char *header, const char *etag);

/* If-Range: exactly this tag and strong. A date is never the same. */
bool etag_same(const char *header, const char *etag);
