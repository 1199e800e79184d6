/* Which production a thing belongs to: the first question of every request. */
#pragma once

#include "server/store/db.h"

/* plural is the thing's word in an address: "scenes" of /api/scenes/17. Is it such a word? */
bool thing_is_known(const char *plural);

/* The production of a thing; id is its text in the address. 0 when there is no such thing, also for
 * an id that is none. */
enum err_code db_thing_production(struct db *db, const char *plural, const char *id,
                                  int64_t *production_id, struct err *err);
