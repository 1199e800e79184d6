#include "server/store/remarks.h"

#include <string.h>

#include "server/store/reels.h"

static const char *const abouts[] = { "lfe", "centre", "anything" };

const char *about_name(enum about about)
{
    return abouts[about];
}

enum err_code about_parse(enum about *out, const char *name, struct err *err)
{
    for (enum about about = ABOUT_LFE; about <= ABOUT_ANYTHING; about++)
        if (!strcmp(abouts[about], name)) {
            *out = about;
            return ERR_NONE;
        }
    return err_set(err, ERR_INVALID, "about is \"%.40s\"; it is lfe, centre or anything", name);
}

static void bind_position(struct query *q, const char *name, int64_t position_samples)
{
    if (position_samples == REMARK_NONE)
        db_bind_null(q, name);
    else
        db_bind_i64(q, name, position_samples);
}

static int64_t read_position(struct query *q, int column)
{
    return db_is_null(q, column) ? REMARK_NONE : db_i64(q, column);
}

void remark_bind(struct query *q, const struct remark *remark)
{
    db_bind_i64(q, ":id", remark->id);
    db_bind_i64(q, ":production", remark->production_id);
    db_bind_i64(q, ":scene", remark->scene_id);
    db_bind_text(q, ":about", about_name(remark->about));
    bind_position(q, ":from", remark->place.from_samples);
    bind_position(q, ":to", remark->place.to_samples);
    db_bind_text(q, ":body", remark->text);
    db_bind_id(q, ":person", remark->person_id);
    db_bind_text(q, ":side", remark->side);
    db_bind_i64(q, ":at_ms", remark->created_at_ms);
}

void remark_filter_bind(struct query *q, const struct remark_filter *filter)
{
    db_bind_i64(q, ":production", filter->production_id);
    db_bind_i64(q, ":before", filter->before_id);
    db_bind_text(q, ":about", filter->about);
    db_bind_text(q, ":side", filter->side);
    db_bind_id(q, ":picture", filter->picture_id);
    reel_bind(q, filter->reel, filter->rate);
    db_bind_i64(q, ":limit", filter->limit);
}

void remark_read(struct query *q, struct remark *out)
{
    char about[16];

    out->id = db_i64(q, 0);
    out->production_id = db_i64(q, 1);
    out->scene_id = out->scene.id = db_i64(q, 2);
    db_text(q, 3, about, sizeof about);
    if (about_parse(&out->about, about, NULL) && !q->code)
        q->code = err_set(&q->err, ERR_DAMAGED, "the record holds a remark about \"%s\"", about);
    out->place = (struct remark_place){ read_position(q, 4), read_position(q, 5) };
    out->text = db_text_dup(q, 6);
    out->person_id = db_i64(q, 7);
    db_text(q, 8, out->side, sizeof out->side);
    out->created_at_ms = db_i64(q, 9);
    out->changed_at_ms = db_i64(q, 10);
    out->scene.picture_id = db_i64(q, 11);
    db_text(q, 12, out->scene.number, sizeof out->scene.number);
    out->scene.in_samples = db_i64(q, 13);
    out->scene.out_samples = db_i64(q, 14);
}
