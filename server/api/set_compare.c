/* What changed between two deliveries of a cue. */
#include "server/api/app.h"
#include "server/api/routes.h"
#include "server/api/set_json.h"

static json_t *result_json(struct req *req, struct compare_plan *plan)
{
    struct compare_result result;
    json_t *json;

    if (plan->test.state != PLAN_DONE)
        return json_null();
    if (measuring_compare(&result, req->app->measuring, plan, NULL)) {
        plan->test.state = PLAN_WAITING; /* lost: the next look wants it again */
        return json_null();
    }
    json = compare_result_json(&result, plan);
    compare_result_clear(&result);
    return json;
}

enum err_code api_set_compare(struct req *req, struct reply *reply, struct err *err)
{
    const int64_t set_id[2] = { req->id[0], req->id[1] };
    char lacks[SET_LACKS_TEXT];
    struct compare_plan plan;
    const char *waits_for;
    json_t *result;
    enum err_code code;

    if (measuring_compare_plan(&plan, req->app->measuring, set_id, req->db, err))
        return err->code;
    set_lacks(lacks, &plan.production, &plan.newer_prints);
    waits_for = *lacks ? lacks : plan.test.is_possible ? NULL : "prints of the older set";
    result = result_json(req, &plan);
    code = reply_take(reply, 200, set_test_json(&plan.test, waits_for, result), err);
    compare_plan_clear(&plan);
    return code;
}
