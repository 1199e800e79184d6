#include "server/api/routes.h"

#include "codec/core/units.h"
#include "server/api/app.h"

static const struct route routes[] = {
    { "GET", "/healthz", ROUTE_OPEN, 0, api_health },
    { "GET", "/api/openapi.json", ROUTE_OPEN, 0, api_openapi },

    { "GET", "/api/productions", ROUTE_OPEN, 0, api_productions },
    { "POST", "/api/productions", ROUTE_OPEN, 64 * KIB, api_production_add },
    { "GET", "/api/productions/{}", ROUTE_OPEN, 0, api_production },

    { "GET", "/api/productions/{}/pictures", ROUTE_OPEN, 0, api_pictures },
    { "POST", "/api/productions/{}/pictures", ROUTE_OPEN, 16 * KIB, api_picture_add },

    { "GET", "/api/pictures/{}/scenes", ROUTE_OPEN, 0, api_scenes },
    { "PUT", "/api/pictures/{}/scenes", ROUTE_OPEN, 4 * MIB, api_scenes_put },

    { "GET", "/api/productions/{}/cues", ROUTE_OPEN, 0, api_cues },
    { "POST", "/api/productions/{}/cues", ROUTE_OPEN, 16 * KIB, api_cue_add },

    { "GET", "/api/cues/{}/sets", ROUTE_OPEN, 0, api_sets },
    { "POST", "/api/cues/{}/sets", ROUTE_OPEN, 16 * KIB, api_set_add },
    { "GET", "/api/sets/{}", ROUTE_OPEN, 0, api_set },

    { "PUT", "/api/sets/{}/prints/{}", ROUTE_STREAM, 64 * GIB, api_print_put },
    { "GET", "/api/prints/{}", ROUTE_OPEN, 0, api_print },
    { "POST", "/api/prints/{}/order", ROUTE_OPEN, 16 * KIB, api_print_order },
    { "POST", "/api/prints/{}/start", ROUTE_OPEN, 16 * KIB, api_print_start },
    { "GET", "/api/prints/{}/files/{}", ROUTE_OPEN, 0, api_print_file },

    { "GET", "/api/pictures/{}/temps", ROUTE_OPEN, 0, api_temps },
    { "PUT", "/api/pictures/{}/temps/{}", ROUTE_STREAM, 64 * GIB, api_temp_put },
    { "GET", "/api/temps/{}", ROUTE_OPEN, 0, api_temp },
    { "POST", "/api/temps/{}/order", ROUTE_OPEN, 16 * KIB, api_temp_order },
    { "POST", "/api/temps/{}/start", ROUTE_OPEN, 16 * KIB, api_temp_start },
    { "GET", "/api/temps/{}/files/{}", ROUTE_OPEN, 0, api_temp_file },

    { "GET", "/api/pictures/{}/measures", ROUTE_OPEN, 0, api_picture_measures },
    { "GET", "/api/scenes/{}/measures", ROUTE_OPEN, 0, api_scene_measures },
    { "GET", "/api/scenes/{}/lanes", ROUTE_OPEN, 0, api_scene_lanes },
    { "GET", "/api/prints/{}/peaks", ROUTE_OPEN, 0, api_print_peaks },
    { "GET", "/api/temps/{}/peaks", ROUTE_OPEN, 0, api_temp_peaks },
    { "GET", "/api/prints/{}/analysis", ROUTE_OPEN, 0, api_print_analysis },
    { "GET", "/api/temps/{}/analysis", ROUTE_OPEN, 0, api_temp_analysis },
    { "GET", "/api/sets/{}/null", ROUTE_OPEN, 0, api_set_null },
    { "GET", "/api/sets/{}/qc", ROUTE_OPEN, 0, api_set_qc },
    { "GET", "/api/productions/{}/thresholds", ROUTE_OPEN, 0, api_thresholds },
    { "PUT", "/api/productions/{}/thresholds", ROUTE_OPEN, 16 * KIB, api_thresholds_put },

    { "GET", "/api/productions/{}/jobs", ROUTE_OPEN, 0, api_jobs },
    { "POST", "/api/jobs/{}/cancel", ROUTE_OPEN, 1 * KIB, api_job_cancel },
    { "POST", "/api/jobs/{}/retry", ROUTE_OPEN, 1 * KIB, api_job_retry },

    { "POST", "/api/pictures/{}/previews", ROUTE_OPEN, 64 * KIB, api_preview_add },
    { "GET", "/api/previews/{}", ROUTE_OPEN, 0, api_preview },
    { "GET", "/api/previews/{}/overs", ROUTE_OPEN, 0, api_preview_overs },
    { "GET", "/api/previews/{}/webm", ROUTE_OPEN, 0, api_preview_file },
    { "GET", "/api/previews/{}/mp4", ROUTE_OPEN, 0, api_preview_file },
    { "GET", "/api/previews/{}/opus", ROUTE_OPEN, 0, api_preview_file },
};

const struct route *app_routes(size_t *count)
{
    *count = sizeof routes / sizeof *routes;
    return routes;
}
