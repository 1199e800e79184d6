/* WHO of the API: somebody who said or did something, as JSON. */
#pragma once

#include <jansson.h>

#include "server/store/db.h"

/* The names of all people, read once for a whole list: somebody who has left a production is still
 * named by what they said in it. */
struct who_names;
enum err_code who_names_new(struct who_names **out, struct db *db, struct err *err);
void who_names_free(struct who_names *names); /* NULL is accepted */

/* {"person_id", "name", "side", "guest"}. side is as it was then ("" for a guest, who has none);
 * guest_name stands for the name when there is no person. */
json_t *who_json(const struct who_names *names, int64_t person_id, const char *side,
                 const char *guest_name);
