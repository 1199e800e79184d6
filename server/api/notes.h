/* Notes of one scene, as members and guests make and read them alike. Who may, and whether the
 * scene is one that a guest may hear, is decided before. */
#pragma once

#include "server/http/reply.h"
#include "server/http/req.h"

/* Adds what the body says, by whoever asks (req->caller: a member, or a guest with link_id and
 * name), and answers 201 with the note. ERR_NOT_FOUND when there is no such scene. */
enum err_code notes_add(struct req *req, struct reply *reply, int64_t scene_id, struct err *err);

/* Answers a page of those that were made through one link, newest first. */
enum err_code notes_of_link(struct req *req, struct reply *reply, int64_t scene_id, int64_t link_id,
                            struct err *err);
