/* A person as that very person sees it. */
#pragma once

#include <jansson.h>

#include "server/store/people.h"

/* {"id", "name", "mail", "is_owner"} */
json_t *person_json(const struct person *person);
