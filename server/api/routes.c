#include "server/api/routes.h"

#include "codec/core/units.h"
#include "server/api/app.h"
#include "server/api/gate.h"

static const struct route routes[] = {
    { "GET", "/healthz", OPEN, 0, api_health },
    { "GET", "/api/openapi.json", OPEN, 0, api_openapi },

    { "GET", "/api/session", OPEN, 0, api_session },
    { "POST", "/api/session", OPEN, 4 * KIB, api_session_add },
    { "DELETE", "/api/session", SELF, 0, api_session_end },
    { "GET", "/api/sessions", SELF, 0, api_sessions },
    { "DELETE", "/api/sessions", SELF, 0, api_sessions_end },
    { "PUT", "/api/password", SELF, 4 * KIB, api_password_put },
    { "PUT", "/api/person", SELF, 4 * KIB, api_person_put },
    { "GET", "/api/tokens", SELF, 0, api_tokens },
    { "POST", "/api/tokens", SELF, 4 * KIB, api_token_add },
    { "DELETE", "/api/tokens/{}", SELF, 0, api_token_revoke },
    { "POST", "/api/invitations/look", OPEN, 4 * KIB, api_invitation_look },
    { "POST", "/api/invitations/accept", OPEN, 4 * KIB, api_invitation_accept },

    { "GET", "/api/productions/{}/members", LISTEN, 0, api_members },
    { "PUT", "/api/productions/{}/members/{}", MANAGE, 4 * KIB, api_member_put },
    { "DELETE", "/api/productions/{}/members/{}", LISTEN, 0, api_member_remove },
    { "GET", "/api/productions/{}/invitations", MANAGE, 0, api_invitations },
    { "POST", "/api/productions/{}/invitations", MANAGE, 4 * KIB, api_invitation_add },
    { "DELETE", "/api/invitations/{}", MANAGE, 0, api_invitation_revoke },
    { "GET", "/api/productions/{}/links", MANAGE, 0, api_links },
    { "POST", "/api/productions/{}/links", MANAGE, 4 * KIB, api_link_add },
    { "DELETE", "/api/links/{}", MANAGE, 0, api_link_revoke },

    { "POST", "/api/guest", OPEN, 4 * KIB, api_guest_open },
    { "GET", "/api/guest", GUEST, 0, api_guest },
    { "POST", "/api/guest/previews", GUEST, 64 * KIB, api_guest_preview_add },
    { "GET", "/api/guest/previews/{}", GUEST, 0, api_guest_preview },
    { "GET", "/api/guest/previews/{}/overs", GUEST, 0, api_guest_preview_overs },
    { "GET", "/api/guest/previews/{}/webm", GUEST, 0, api_guest_preview_file },
    { "GET", "/api/guest/previews/{}/mp4", GUEST, 0, api_guest_preview_file },
    { "GET", "/api/guest/previews/{}/opus", GUEST, 0, api_guest_preview_file },
    { "GET", "/api/guest/scenes/{}/notes", GUEST, 0, api_guest_notes },
    { "POST", "/api/guest/scenes/{}/notes", GUEST_NOTE, 16 * KIB, api_guest_note_add },

    { "GET", "/api/productions", COME, 0, api_productions },
    { "POST", "/api/productions", OWN, 64 * KIB, api_production_add },
    { "GET", "/api/productions/{}", LISTEN, 0, api_production },
    { "PUT", "/api/productions/{}/stem_plan", MANAGE, 16 * KIB, api_stem_plan_put },

    { "GET", "/api/productions/{}/pictures", LISTEN, 0, api_pictures },
    { "POST", "/api/productions/{}/pictures", UPLOAD, 16 * KIB, api_picture_add },

    { "GET", "/api/pictures/{}/scenes", LISTEN, 0, api_scenes },
    { "PUT", "/api/pictures/{}/scenes", UPLOAD, 4 * MIB, api_scenes_put },

    { "GET", "/api/productions/{}/cues", LISTEN, 0, api_cues },
    { "POST", "/api/productions/{}/cues", UPLOAD, 16 * KIB, api_cue_add },

    { "GET", "/api/cues/{}/sets", LISTEN, 0, api_sets },
    { "POST", "/api/cues/{}/sets", UPLOAD, 16 * KIB, api_set_add },
    { "GET", "/api/sets/{}", LISTEN, 0, api_set },
    { "DELETE", "/api/sets/{}", UPLOAD, 0, api_set_drop },
    { "POST", "/api/sets/{}/publish", UPLOAD, 1 * KIB, api_set_publish },
    { "POST", "/api/sets/{}/have", UPLOAD, 16 * KIB, api_set_have },
    { "POST", "/api/sets/{}/prove", UPLOAD, 4 * KIB, api_set_prove },
    { "GET", "/api/productions/{}/drafts", LISTEN, 0, api_drafts },
    { "GET", "/api/productions/{}/storage", LISTEN, 0, api_storage },

    { "PUT", "/api/sets/{}/prints/{}", UPLOAD | ROUTE_STREAM, 64 * GIB, api_print_put },
    { "GET", "/api/prints/{}", LISTEN, 0, api_print },
    { "POST", "/api/prints/{}/order", UPLOAD, 16 * KIB, api_print_order },
    { "POST", "/api/prints/{}/start", UPLOAD, 16 * KIB, api_print_start },
    { "GET", "/api/prints/{}/files/{}", DELIVER, 0, api_print_file },

    { "GET", "/api/pictures/{}/temps", LISTEN, 0, api_temps },
    { "PUT", "/api/pictures/{}/temps/{}", UPLOAD | ROUTE_STREAM, 64 * GIB, api_temp_put },
    { "POST", "/api/pictures/{}/have", UPLOAD, 16 * KIB, api_picture_have },
    { "POST", "/api/pictures/{}/prove", UPLOAD, 4 * KIB, api_picture_prove },
    { "GET", "/api/temps/{}", LISTEN, 0, api_temp },
    { "POST", "/api/temps/{}/order", UPLOAD, 16 * KIB, api_temp_order },
    { "POST", "/api/temps/{}/start", UPLOAD, 16 * KIB, api_temp_start },
    { "GET", "/api/temps/{}/files/{}", DELIVER, 0, api_temp_file },

    { "OPTIONS", "/api/sets/{}/uploads", OPEN | ROUTE_TUS, 0, api_upload_options },
    { "POST", "/api/sets/{}/uploads", UPLOAD | ROUTE_TUS | ROUTE_STREAM, 64 * GIB,
      api_set_upload_add },
    { "GET", "/api/sets/{}/uploads", UPLOAD, 0, api_set_uploads },
    { "OPTIONS", "/api/pictures/{}/uploads", OPEN | ROUTE_TUS, 0, api_upload_options },
    { "POST", "/api/pictures/{}/uploads", UPLOAD | ROUTE_TUS | ROUTE_STREAM, 64 * GIB,
      api_picture_upload_add },
    { "GET", "/api/pictures/{}/uploads", UPLOAD, 0, api_picture_uploads },
    { "OPTIONS", "/api/uploads/{}", OPEN | ROUTE_TUS, 0, api_upload_options },
    { "GET", "/api/uploads/{}", UPLOAD | ROUTE_TUS, 0, api_upload },
    { "PATCH", "/api/uploads/{}", UPLOAD | ROUTE_TUS | ROUTE_STREAM, 64 * GIB, api_upload_patch },
    { "DELETE", "/api/uploads/{}", UPLOAD | ROUTE_TUS, 0, api_upload_end },

    { "GET", "/api/pictures/{}/measures", LISTEN, 0, api_picture_measures },
    { "GET", "/api/scenes/{}/measures", LISTEN, 0, api_scene_measures },
    { "GET", "/api/scenes/{}/lanes", LISTEN, 0, api_scene_lanes },
    { "GET", "/api/pictures/{}/waveforms", LISTEN, 0, api_picture_waveforms },
    { "GET", "/api/pictures/{}/lanes", LISTEN, 0, api_picture_lanes },
    { "GET", "/api/prints/{}/peaks", LISTEN, 0, api_print_peaks },
    { "GET", "/api/temps/{}/peaks", LISTEN, 0, api_temp_peaks },
    { "GET", "/api/prints/{}/analysis", LISTEN, 0, api_print_analysis },
    { "GET", "/api/temps/{}/analysis", LISTEN, 0, api_temp_analysis },
    { "GET", "/api/sets/{}/null", LISTEN, 0, api_set_null },
    { "GET", "/api/sets/{}/qc", LISTEN, 0, api_set_qc },
    { "GET", "/api/sets/{}/compare/{}", LISTEN, 0, api_set_compare },
    { "GET", "/api/productions/{}/checks", LISTEN, 0, api_production_checks },
    { "GET", "/api/productions/{}/thresholds", LISTEN, 0, api_thresholds },
    { "PUT", "/api/productions/{}/thresholds", MANAGE, 16 * KIB, api_thresholds_put },

    { "GET", "/api/productions/{}/jobs", LISTEN, 0, api_jobs },
    { "POST", "/api/jobs/{}/cancel", UPLOAD, 1 * KIB, api_job_cancel },
    { "POST", "/api/jobs/{}/retry", UPLOAD, 1 * KIB, api_job_retry },

    { "POST", "/api/pictures/{}/previews", LISTEN, 64 * KIB, api_preview_add },
    { "GET", "/api/previews/{}", LISTEN, 0, api_preview },
    { "GET", "/api/previews/{}/overs", LISTEN, 0, api_preview_overs },
    { "GET", "/api/previews/{}/webm", LISTEN, 0, api_preview_file },
    { "GET", "/api/previews/{}/mp4", LISTEN, 0, api_preview_file },
    { "GET", "/api/previews/{}/opus", LISTEN, 0, api_preview_file },

    { "GET", "/api/productions/{}/recipes", LISTEN, 0, api_recipes },
    { "POST", "/api/productions/{}/recipes", NOTE, 64 * KIB, api_recipe_add },
    { "PUT", "/api/recipes/{}", NOTE, 64 * KIB, api_recipe_change },
    { "DELETE", "/api/recipes/{}", NOTE, 0, api_recipe_remove },

    { "GET", "/api/productions/{}/agreement", LISTEN, 0, api_agreement },
    { "GET", "/api/productions/{}/agreements", LISTEN, 0, api_agreements },
    { "POST", "/api/productions/{}/agreements", SIGN, 64 * KIB, api_agreement_propose },
    { "POST", "/api/agreements/{}/accept", SIGN, 1 * KIB, api_agreement_accept },

    { "GET", "/api/productions/{}/notes", LISTEN, 0, api_notes },
    { "GET", "/api/scenes/{}/notes", LISTEN, 0, api_scene_notes },
    { "POST", "/api/scenes/{}/notes", NOTE, 32 * KIB, api_note_add },
    { "GET", "/api/notes/{}", LISTEN, 0, api_note },
    { "POST", "/api/notes/{}/replies", NOTE, 32 * KIB, api_note_reply },
    { "POST", "/api/notes/{}/state", NOTE, 32 * KIB, api_note_state },

    { "GET", "/api/productions/{}/queries", LISTEN, 0, api_queries },
    { "GET", "/api/scenes/{}/queries", LISTEN, 0, api_scene_queries },
    { "POST", "/api/scenes/{}/queries", NOTE, 64 * KIB, api_query_ask },
    { "GET", "/api/queries/{}", LISTEN, 0, api_query },
    { "POST", "/api/queries/{}/answers", NOTE, 32 * KIB, api_query_answer },
    { "POST", "/api/queries/{}/close", NOTE, 32 * KIB, api_query_close },

    { "GET", "/api/pictures/{}/states", LISTEN, 0, api_scene_states },
    { "GET", "/api/scenes/{}/state", LISTEN, 0, api_scene_state },
    { "GET", "/api/scenes/{}/signoffs", LISTEN, 0, api_signoffs },
    { "POST", "/api/scenes/{}/signoffs", SIGN, 32 * KIB, api_signoff_add },
    { "POST", "/api/signoffs/{}/revoke", SIGN, 32 * KIB, api_signoff_revoke },
    { "POST", "/api/scenes/{}/lfe", SIGN, 32 * KIB, api_scene_lfe },
    { "GET", "/api/scenes/{}/heard", LISTEN, 0, api_heard },
    { "POST", "/api/scenes/{}/heard", LISTEN, 32 * KIB, api_heard_add },

    { "GET", "/api/productions/{}/events", LISTEN, 0, api_events },
    { "GET", "/api/scenes/{}/events", LISTEN, 0, api_scene_events },
    { "GET", "/api/productions/{}/news", LISTEN, 0, api_news },
    { "GET", "/api/productions/{}/digest", LISTEN, 0, api_digest },
    { "PUT", "/api/productions/{}/digest", LISTEN, 1 * KIB, api_digest_put },
    { "POST", "/api/productions/{}/done", NOTE, 32 * KIB, api_listening_done },
    { "GET", "/api/productions/{}/notices", LISTEN, 0, api_notices },
    { "PUT", "/api/productions/{}/notices", LISTEN, 1 * KIB, api_notices_put },
    { "GET", "/api/productions/{}/hooks", MANAGE, 0, api_hooks },
    { "POST", "/api/productions/{}/hooks", MANAGE, 4 * KIB, api_hook_add },
    { "DELETE", "/api/hooks/{}", MANAGE, 0, api_hook_remove },
};

const struct route *app_routes(size_t *count)
{
    *count = sizeof routes / sizeof *routes;
    return routes;
}
