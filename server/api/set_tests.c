/* What the tests of a print set say: does it null, and is it in order. */
#include <stdlib.h>

#include "server/api/app.h"
#include "server/api/routes.h"
#include "server/api/set_json.h"
#include "server/api/to_json.h"

static json_t *null_json(struct req *req, struct set_plan *plan)
{
    struct null_result result;
    struct scene *scenes = NULL;
    size_t count = 0;
    json_t *json;

    if (plan->null.state != PLAN_DONE)
        return json_null();
    if (measuring_null(&result, req->app->measuring, &plan->null.key, NULL)) {
        plan->null.state = PLAN_WAITING; /* lost: the next look wants it again */
        return json_null();
    }
    /* Without the list its ranges have no numbers, that is all. */
    db_scenes(req->db, plan->set.picture_id, &scenes, &count, NULL);
    json = null_result_json(&result, scenes, count, plan->production.rate);
    free(scenes);
    null_result_clear(&result);
    return json;
}

enum err_code api_set_null(struct req *req, struct reply *reply, struct err *err)
{
    char lacks[SET_LACKS_TEXT];
    struct set_plan plan;
    json_t *result;
    enum err_code code;

    if (measuring_set_plan(&plan, req->app->measuring, req->id[0], req->db, err))
        return err->code;
    set_lacks(lacks, &plan.production, &plan.prints);
    result = null_json(req, &plan);
    code = reply_take(reply, 200, set_test_json(&plan.null, *lacks ? lacks : NULL, result), err);
    set_plan_clear(&plan);
    return code;
}

static json_t *qc_json(struct req *req, struct set_plan *plan)
{
    struct qc_result result;
    json_t *json;

    if (plan->qc.state != PLAN_DONE)
        return json_null();
    if (measuring_qc(&result, req->app->measuring, &plan->qc.key, NULL)) {
        plan->qc.state = PLAN_WAITING;
        return json_null();
    }
    json = qc_result_json(&result, plan);
    qc_result_clear(&result);
    return json;
}

/* By which agreement the prints are judged; null: by the program's own proposals. */
static json_t *with_agreement(json_t *json, const struct set_plan *plan)
{
    if (json && json_object_set_new(json, "agreement_version",
                                    plan->is_agreed ? json_integer(plan->agreement.version)
                                                    : json_null())) {
        json_decref(json);
        return NULL;
    }
    return json;
}

enum err_code api_set_qc(struct req *req, struct reply *reply, struct err *err)
{
    struct set_plan plan;
    const char *waits_for;
    json_t *result;
    enum err_code code;

    if (measuring_set_plan(&plan, req->app->measuring, req->id[0], req->db, err))
        return err->code;
    waits_for = plan.prints.count == 0 ? "prints" : plan.is_analysed ? NULL : "the analysis";
    result = qc_json(req, &plan);
    code = reply_take(reply, 200, with_agreement(set_test_json(&plan.qc, waits_for, result), &plan),
                      err);
    set_plan_clear(&plan);
    return code;
}
