/* Requests that bring bytes of a resumable upload: from the first byte to the answer. */
#pragma once

#include "server/api/arrival.h"

/* Takes the request's body as the next bytes of the upload, or the parts as the whole of it, and
 * answers with the status when they are kept. Another request that brings bytes: 423. */
struct receive_wish {
    int64_t upload_id;
    const struct tus_checksum *checksum; /* NULL: none was promised */
    const struct arrival_part *parts;
    size_t part_count;
    unsigned status; /* 201 or 204 */
};
enum err_code receive_begin(struct req *req, struct reply *reply, const struct receive_wish *wish,
                            struct err *err);

/* Is it still good for bytes? 410 with the reason when it was refused. */
enum err_code receive_check_state(const struct db_upload *upload, struct reply *reply,
                                  struct err *err);

/* Answers again what its last byte was answered with. */
enum err_code receive_tell_done(const struct db_upload *upload, struct reply *reply,
                                struct err *err);

/* Adds Upload-Expires, as long as it can expire. */
enum err_code receive_tell_expiry(const struct db_upload *upload, struct reply *reply,
                                  struct err *err);
