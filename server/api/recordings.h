/* What the handlers of prints and temps share. */
#pragma once

#include "server/http/router.h"

enum recording_side { SIDE_PRINT, SIDE_TEMP };

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
