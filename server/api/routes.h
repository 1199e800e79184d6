/* The handlers, one file a resource; routes.c has the one table. */
#pragma once

#include "server/http/router.h"

enum err_code api_health(struct req *req, struct reply *reply, struct err *err);

enum err_code api_openapi(struct req *req, struct reply *reply, struct err *err);

enum err_code api_session(struct req *req, struct reply *reply, struct err *err);
enum err_code api_session_add(struct req *req, struct reply *reply, struct err *err);
enum err_code api_session_end(struct req *req, struct reply *reply, struct err *err);
enum err_code api_sessions(struct req *req, struct reply *reply, struct err *err);
enum err_code api_sessions_end(struct req *req, struct reply *reply, struct err *err);

enum err_code api_password_put(struct req *req, struct reply *reply, struct err *err);

enum err_code api_person_put(struct req *req, struct reply *reply, struct err *err);

enum err_code api_tokens(struct req *req, struct reply *reply, struct err *err);
enum err_code api_token_add(struct req *req, struct reply *reply, struct err *err);
enum err_code api_token_revoke(struct req *req, struct reply *reply, struct err *err);

enum err_code api_invitation_look(struct req *req, struct reply *reply, struct err *err);
enum err_code api_invitation_accept(struct req *req, struct reply *reply, struct err *err);

enum err_code api_members(struct req *req, struct reply *reply, struct err *err);
enum err_code api_member_put(struct req *req, struct reply *reply, struct err *err);
enum err_code api_member_remove(struct req *req, struct reply *reply, struct err *err);

enum err_code api_invitations(struct req *req, struct reply *reply, struct err *err);
enum err_code api_invitation_add(struct req *req, struct reply *reply, struct err *err);
enum err_code api_invitation_revoke(struct req *req, struct reply *reply, struct err *err);

enum err_code api_links(struct req *req, struct reply *reply, struct err *err);
enum err_code api_link_add(struct req *req, struct reply *reply, struct err *err);
enum err_code api_link_revoke(struct req *req, struct reply *reply, struct err *err);

enum err_code api_guest_open(struct req *req, struct reply *reply, struct err *err);
enum err_code api_guest(struct req *req, struct reply *reply, struct err *err);
enum err_code api_guest_preview_add(struct req *req, struct reply *reply, struct err *err);
enum err_code api_guest_preview(struct req *req, struct reply *reply, struct err *err);
enum err_code api_guest_preview_overs(struct req *req, struct reply *reply, struct err *err);
enum err_code api_guest_preview_file(struct req *req, struct reply *reply, struct err *err);
enum err_code api_guest_notes(struct req *req, struct reply *reply, struct err *err);
enum err_code api_guest_note_add(struct req *req, struct reply *reply, struct err *err);

enum err_code api_productions(struct req *req, struct reply *reply, struct err *err);
enum err_code api_production_add(struct req *req, struct reply *reply, struct err *err);
enum err_code api_production(struct req *req, struct reply *reply, struct err *err);

enum err_code api_stem_plan_put(struct req *req, struct reply *reply, struct err *err);

enum err_code api_pictures(struct req *req, struct reply *reply, struct err *err);
enum err_code api_picture_add(struct req *req, struct reply *reply, struct err *err);

enum err_code api_scenes(struct req *req, struct reply *reply, struct err *err);
enum err_code api_scenes_put(struct req *req, struct reply *reply, struct err *err);

enum err_code api_cues(struct req *req, struct reply *reply, struct err *err);
enum err_code api_cue_add(struct req *req, struct reply *reply, struct err *err);

enum err_code api_sets(struct req *req, struct reply *reply, struct err *err);
enum err_code api_set_add(struct req *req, struct reply *reply, struct err *err);
enum err_code api_set(struct req *req, struct reply *reply, struct err *err);

enum err_code api_drafts(struct req *req, struct reply *reply, struct err *err);
enum err_code api_set_publish(struct req *req, struct reply *reply, struct err *err);
enum err_code api_set_drop(struct req *req, struct reply *reply, struct err *err);

enum err_code api_set_have(struct req *req, struct reply *reply, struct err *err);
enum err_code api_set_prove(struct req *req, struct reply *reply, struct err *err);
enum err_code api_picture_have(struct req *req, struct reply *reply, struct err *err);
enum err_code api_picture_prove(struct req *req, struct reply *reply, struct err *err);

enum err_code api_storage(struct req *req, struct reply *reply, struct err *err);

enum err_code api_print_put(struct req *req, struct reply *reply, struct err *err);
enum err_code api_print(struct req *req, struct reply *reply, struct err *err);
enum err_code api_print_order(struct req *req, struct reply *reply, struct err *err);
enum err_code api_print_start(struct req *req, struct reply *reply, struct err *err);
enum err_code api_print_file(struct req *req, struct reply *reply, struct err *err);

enum err_code api_upload_options(struct req *req, struct reply *reply, struct err *err);
enum err_code api_set_uploads(struct req *req, struct reply *reply, struct err *err);
enum err_code api_picture_uploads(struct req *req, struct reply *reply, struct err *err);
enum err_code api_upload(struct req *req, struct reply *reply, struct err *err);
enum err_code api_upload_patch(struct req *req, struct reply *reply, struct err *err);
enum err_code api_upload_end(struct req *req, struct reply *reply, struct err *err);

enum err_code api_set_upload_add(struct req *req, struct reply *reply, struct err *err);
enum err_code api_picture_upload_add(struct req *req, struct reply *reply, struct err *err);

enum err_code api_temps(struct req *req, struct reply *reply, struct err *err);
enum err_code api_temp_put(struct req *req, struct reply *reply, struct err *err);
enum err_code api_temp(struct req *req, struct reply *reply, struct err *err);
enum err_code api_temp_order(struct req *req, struct reply *reply, struct err *err);
enum err_code api_temp_start(struct req *req, struct reply *reply, struct err *err);
enum err_code api_temp_file(struct req *req, struct reply *reply, struct err *err);

enum err_code api_picture_measures(struct req *req, struct reply *reply, struct err *err);

enum err_code api_scene_measures(struct req *req, struct reply *reply, struct err *err);
enum err_code api_picture_waveforms(struct req *req, struct reply *reply, struct err *err);
enum err_code api_picture_lanes(struct req *req, struct reply *reply, struct err *err);
enum err_code api_scene_lanes(struct req *req, struct reply *reply, struct err *err);

enum err_code api_print_peaks(struct req *req, struct reply *reply, struct err *err);

enum err_code api_temp_peaks(struct req *req, struct reply *reply, struct err *err);

enum err_code api_print_analysis(struct req *req, struct reply *reply, struct err *err);

enum err_code api_temp_analysis(struct req *req, struct reply *reply, struct err *err);

enum err_code api_production_checks(struct req *req, struct reply *reply, struct err *err);
enum err_code api_set_null(struct req *req, struct reply *reply, struct err *err);
enum err_code api_set_qc(struct req *req, struct reply *reply, struct err *err);
enum err_code api_set_compare(struct req *req, struct reply *reply, struct err *err);

enum err_code api_thresholds(struct req *req, struct reply *reply, struct err *err);
enum err_code api_thresholds_put(struct req *req, struct reply *reply, struct err *err);

enum err_code api_jobs(struct req *req, struct reply *reply, struct err *err);
enum err_code api_job_cancel(struct req *req, struct reply *reply, struct err *err);
enum err_code api_job_retry(struct req *req, struct reply *reply, struct err *err);

enum err_code api_preview_add(struct req *req, struct reply *reply, struct err *err);
enum err_code api_preview(struct req *req, struct reply *reply, struct err *err);
enum err_code api_preview_overs(struct req *req, struct reply *reply, struct err *err);
enum err_code api_preview_file(struct req *req, struct reply *reply, struct err *err);

enum err_code api_recipes(struct req *req, struct reply *reply, struct err *err);
enum err_code api_recipe_add(struct req *req, struct reply *reply, struct err *err);
enum err_code api_recipe_change(struct req *req, struct reply *reply, struct err *err);
enum err_code api_recipe_remove(struct req *req, struct reply *reply, struct err *err);

enum err_code api_agreement(struct req *req, struct reply *reply, struct err *err);
enum err_code api_agreements(struct req *req, struct reply *reply, struct err *err);
enum err_code api_agreement_propose(struct req *req, struct reply *reply, struct err *err);
enum err_code api_agreement_accept(struct req *req, struct reply *reply, struct err *err);

enum err_code api_notes(struct req *req, struct reply *reply, struct err *err);

enum err_code api_scene_notes(struct req *req, struct reply *reply, struct err *err);

enum err_code api_note_add(struct req *req, struct reply *reply, struct err *err);
enum err_code api_note(struct req *req, struct reply *reply, struct err *err);
enum err_code api_note_reply(struct req *req, struct reply *reply, struct err *err);
enum err_code api_note_state(struct req *req, struct reply *reply, struct err *err);

enum err_code api_queries(struct req *req, struct reply *reply, struct err *err);

enum err_code api_scene_queries(struct req *req, struct reply *reply, struct err *err);

enum err_code api_query_ask(struct req *req, struct reply *reply, struct err *err);
enum err_code api_query(struct req *req, struct reply *reply, struct err *err);
enum err_code api_query_answer(struct req *req, struct reply *reply, struct err *err);
enum err_code api_query_close(struct req *req, struct reply *reply, struct err *err);

enum err_code api_scene_states(struct req *req, struct reply *reply, struct err *err);
enum err_code api_scene_state(struct req *req, struct reply *reply, struct err *err);

enum err_code api_signoffs(struct req *req, struct reply *reply, struct err *err);
enum err_code api_signoff_add(struct req *req, struct reply *reply, struct err *err);
enum err_code api_signoff_revoke(struct req *req, struct reply *reply, struct err *err);

enum err_code api_scene_lfe(struct req *req, struct reply *reply, struct err *err);

enum err_code api_heard(struct req *req, struct reply *reply, struct err *err);
enum err_code api_heard_add(struct req *req, struct reply *reply, struct err *err);

enum err_code api_events(struct req *req, struct reply *reply, struct err *err);

enum err_code api_scene_events(struct req *req, struct reply *reply, struct err *err);

enum err_code api_news(struct req *req, struct reply *reply, struct err *err);

enum err_code api_digest(struct req *req, struct reply *reply, struct err *err);
enum err_code api_digest_put(struct req *req, struct reply *reply, struct err *err);

enum err_code api_listening_done(struct req *req, struct reply *reply, struct err *err);

enum err_code api_notices(struct req *req, struct reply *reply, struct err *err);
enum err_code api_notices_put(struct req *req, struct reply *reply, struct err *err);

enum err_code api_hooks(struct req *req, struct reply *reply, struct err *err);
enum err_code api_hook_add(struct req *req, struct reply *reply, struct err *err);
enum err_code api_hook_remove(struct req *req, struct reply *reply, struct err *err);
