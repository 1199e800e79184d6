/* What the handlers of prints and temps share. */
#pragma once

#include "server/http/router.h"
#include "server/store/productions.h"
#include "server/store/recordings.h"

enum recording_side { SIDE_PRINT, SIDE_TEMP };

struct recording_found {
    struct recording recording;
    struct production production;
};

/* Prints and temps share a table and so their ids; one is not found under the other's path. */
enum err_code recording_find(struct recording_found *out, struct db *db, int64_t id,
                             enum recording_side side, struct err *err);

enum err_code recording_reply(struct req *req, struct reply *reply, enum recording_side side,
                              struct err *err);

/* A person answers which channel is which: {"order": "film"}. */
enum err_code recording_answer_order(struct req *req, struct reply *reply, enum recording_side side,
                                     struct err *err);

/* A person answers where it begins: {"start": TC} or {"start_samples": n}. */
enum err_code recording_answer_start(struct req *req, struct reply *reply, enum recording_side side,
                                     struct err *err);

/* The untouched bytes of one file. */
enum err_code recording_reply_file(struct req *req, struct reply *reply, enum recording_side side,
                                   struct err *err);
