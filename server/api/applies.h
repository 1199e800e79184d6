/* What follows from an act, one function a kind (acts.h); each stands in the file of its resource.
 */
#pragma once

#include "server/api/acts.h"

enum err_code apply_note_add(struct db *db, const struct event *event, json_t *detail,
                             struct err *err);
enum err_code apply_note_reply(struct db *db, const struct event *event, json_t *detail,
                               struct err *err);
enum err_code apply_note_state(struct db *db, const struct event *event, json_t *detail,
                               struct err *err);

enum err_code apply_query_ask(struct db *db, const struct event *event, json_t *detail,
                              struct err *err);
enum err_code apply_query_answer(struct db *db, const struct event *event, json_t *detail,
                                 struct err *err);
enum err_code apply_query_close(struct db *db, const struct event *event, json_t *detail,
                                struct err *err);

enum err_code apply_scene_sign(struct db *db, const struct event *event, json_t *detail,
                               struct err *err);
enum err_code apply_scene_revoke(struct db *db, const struct event *event, json_t *detail,
                                 struct err *err);
enum err_code apply_scene_lfe(struct db *db, const struct event *event, json_t *detail,
                              struct err *err);

enum err_code apply_agreement_propose(struct db *db, const struct event *event, json_t *detail,
                                      struct err *err);
enum err_code apply_agreement_accept(struct db *db, const struct event *event, json_t *detail,
                                     struct err *err);
