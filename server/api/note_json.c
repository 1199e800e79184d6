#include "server/api/note_json.h"

#include "server/api/remarks.h"

json_t *note_json(const struct note *note, struct rate rate, const struct who_names *names)
{
    const struct remark *remark = &note->remark;
    json_t *by = who_json(names, remark->person_id, remark->side, note->guest_name);

    return remark_merge(remark_json(remark, rate, by),
                        json_pack("{s:s, s:I}", "state", note_state_name(note->state), "replies",
                                  (json_int_t)note->replies));
}

json_t *note_reply_json(const struct note_reply *reply, const struct who_names *names)
{
    return json_pack("{s:I, s:o, s:I, s:s, s:s?}", "id", (json_int_t)reply->id, "by",
                     who_json(names, reply->person_id, reply->side, ""), "at_ms",
                     (json_int_t)reply->at_ms, "text", reply->text, "state",
                     reply->has_state ? note_state_name(reply->state) : NULL);
}
