/* How many bytes a production keeps, and how many are on their way to it. */
#pragma once

#include "server/store/db.h"

struct storage {
    int64_t used_bytes;     /* of finished files, each blob once however many prints are the same */
    int64_t arriving_bytes; /* that uploads under way have told, arrived or not */
    int64_t awaited_bytes;  /* the part of these that has not arrived yet */
};

enum err_code db_storage(struct db *db, int64_t production_id, struct storage *out,
                         struct err *err);

/* What the uploads of all productions still have to get: room on the disk that is spoken for. */
enum err_code db_storage_awaited(struct db *db, int64_t *bytes, struct err *err);
