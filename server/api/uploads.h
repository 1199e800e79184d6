/* Resumable uploads as others show them. */
#pragma once

#include <jansson.h>

#include "server/api/who.h"
#include "server/store/uploads.h"

/* NULL when out of memory. */
json_t *upload_json(const struct db_upload *upload, const struct who_names *names);
