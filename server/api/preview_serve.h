/* What members and guests get of a preview alike; who may have it is decided before. */
#pragma once

#include "server/api/preview_ask.h"
#include "server/api/preview_reply.h"
#include "server/http/req.h"

/* Makes and keeps the preview that was asked for, and answers with it: 201, or 200 when it was
 * there. */
enum err_code preview_serve_new(struct req *req, struct reply *reply, struct preview_ask *ask,
                                enum preview_reader reader, struct err *err);

/* These three answer with the preview whose id is the first of the address; for the file, the last
 * part of the path names the container. */
enum err_code preview_serve(struct req *req, struct reply *reply, enum preview_reader reader,
                            struct err *err);
enum err_code preview_serve_file(struct req *req, struct reply *reply, struct err *err);
enum err_code preview_serve_overs(struct req *req, struct reply *reply, struct err *err);
