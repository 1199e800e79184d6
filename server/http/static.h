/* The files of the page. */
#pragma once

#include "server/http/reply.h"

/* Answers with the regular file of this decoded path below dir: no links, nothing hidden. A path
 * without a dot in its last name that is no file gets index.html, since the page has paths of its
 * own. ERR_NOT_FOUND otherwise. */
enum err_code static_reply(struct reply *reply, const char *dir, const char *path, struct err *err);
