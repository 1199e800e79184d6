/* The handlers, one file a resource; routes.c has the one table. */
#pragma once

#include "server/http/router.h"

enum err_code api_health(struct req *req, struct reply *reply, struct err *err);
enum err_code api_openapi(struct req *req, struct reply *reply, struct err *err);

enum err_code api_productions(struct req *req, struct reply *reply, struct err *err);
enum err_code api_production_add(struct req *req, struct reply *reply, struct err *err);
enum err_code api_production(struct req *req, struct reply *reply, struct err *err);

enum err_code api_pictures(struct req *req, struct reply *reply, struct err *err);
enum err_code api_picture_add(struct req *req, struct reply *reply, struct err *err);

enum err_code api_scenes(struct req *req, struct reply *reply, struct err *err);
enum err_code api_scenes_put(struct req *req, struct reply *reply, struct err *err);

enum err_code api_cues(struct req *req, struct reply *reply, struct err *err);
enum err_code api_cue_add(struct req *req, struct reply *reply, struct err *err);

enum err_code api_sets(struct req *req, struct reply *reply, struct err *err);
enum err_code api_set_add(struct req *req, struct reply *reply, struct err *err);
enum err_code api_set(struct req *req, struct reply *reply, struct err *err);

enum err_code api_print_put(struct req *req, struct reply *reply, struct err *err);
enum err_code api_print(struct req *req, struct reply *reply, struct err *err);
enum err_code api_print_order(struct req *req, struct reply *reply, struct err *err);
enum err_code api_print_start(struct req *req, struct reply *reply, struct err *err);
enum err_code api_print_file(struct req *req, struct reply *reply, struct err *err);

enum err_code api_temps(struct req *req, struct reply *reply, struct err *err);
enum err_code api_temp_put(struct req *req, struct reply *reply, struct err *err);
enum err_code api_temp(struct req *req, struct reply *reply, struct err *err);
enum err_code api_temp_order(struct req *req, struct reply *reply, struct err *err);
enum err_code api_temp_start(struct req *req, struct reply *reply, struct err *err);
enum err_code api_temp_file(struct req *req, struct reply *reply, struct err *err);

enum err_code api_picture_measures(struct req *req, struct reply *reply, struct err *err);
enum err_code api_scene_measures(struct req *req, struct reply *reply, struct err *err);
enum err_code api_scene_lanes(struct req *req, struct reply *reply, struct err *err);
enum err_code api_print_peaks(struct req *req, struct reply *reply, struct err *err);
enum err_code api_temp_peaks(struct req *req, struct reply *reply, struct err *err);
enum err_code api_print_analysis(struct req *req, struct reply *reply, struct err *err);
enum err_code api_temp_analysis(struct req *req, struct reply *reply, struct err *err);
enum err_code api_set_null(struct req *req, struct reply *reply, struct err *err);
enum err_code api_set_qc(struct req *req, struct reply *reply, struct err *err);
enum err_code api_thresholds(struct req *req, struct reply *reply, struct err *err);
enum err_code api_thresholds_put(struct req *req, struct reply *reply, struct err *err);

enum err_code api_jobs(struct req *req, struct reply *reply, struct err *err);
enum err_code api_job_cancel(struct req *req, struct reply *reply, struct err *err);
enum err_code api_job_retry(struct req *req, struct reply *reply, struct err *err);

enum err_code api_preview_add(struct req *req, struct reply *reply, struct err *err);
enum err_code api_preview(struct req *req, struct reply *reply, struct err *err);
enum err_code api_preview_file(struct req *req, struct reply *reply, struct err *err);
enum err_code api_preview_overs(struct req *req, struct reply *reply, struct err *err);
