/* The first start: the link that makes an owner of whoever opens it. */
#pragma once

#include "server/auth/caller.h"
#include "server/auth/secret.h"

/* When there is no person yet: *needed, and the secret of an invitation for seven days. */
enum err_code start_link_make(char secret[SECRET_TEXT], bool *needed, struct db *db,
                              struct err *err);

/* An invitation that makes an owner of the machine, whether there is one already or not. Like that
 * of the first start it is over as soon as somebody has become an owner, with it or without: such
 * links stand in logs and on screens. */
enum err_code owner_link_make(char secret[SECRET_TEXT], struct db *db, const struct caller *who,
                              struct err *err);
