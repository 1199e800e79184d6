/* The files of the page. */
#pragma once

#include "server/http/reply.h"

/* Answers with the regular file of this decoded path below dir: no links, nothing hidden. A path
 * without a dot in its last name that is no file gets index.html, since the page has paths of its
 * own. ERR_NOT_FOUND otherwise. accepts: the Accept-Encoding of the request, NULL for none; where
 * it has gzip and the file was compressed when the page was built (app.js.gz), that is what is
 * sent. */
enum err_code static_reply(struct reply *reply, const char *dir, const char *path,
                           const char *accepts, struct err *err);
