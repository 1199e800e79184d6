/* Uploads that nobody sends any more: what had its time goes, what is whole is looked at. */
#include <stdlib.h>
#include <string.h>

#include "server/api/arrival.h"
#include "server/api/upload_row.h"
#include "server/store/people.h"

enum { BEGIN_MS = 60 * 1000 };

static enum err_code remove_upload(struct app *app, struct db *db, int64_t id, struct err *err)
{
    struct upload_ids one = { &id, 1 };
    const enum err_code code = db_upload_remove(db, id, err);

    if (!code)
        arrivals_drop(app, &one);
    return code;
}

static enum err_code remove_expired(struct app *app, struct db *db, struct err *err)
{
    struct upload_ids ids;
    enum err_code code;

    if ((code = db_uploads_expired(db, db_now_ms(db), &ids, err)))
        return code;
    for (size_t i = 0; i < ids.count && !code; i++)
        code = remove_upload(app, db, ids.id[i], err);
    free(ids.id);
    return code;
}

/* Somebody who is not part of the production any more adds nothing to it. */
static enum err_code find_person(struct caller *out, struct db *db, const struct db_upload *upload,
                                 struct err *err)
{
    struct person person;
    struct member member;
    bool found;
    enum err_code code;

    *out =
        (struct caller){ .person_id = upload->person_id, .production_id = upload->production_id };
    if ((code = db_person(db, upload->person_id, &person, err)) ||
        (code = db_member(db, upload->production_id, upload->person_id, &member, &found, err)))
        return code;
    memcpy(out->name, person.name, sizeof out->name);
    out->is_owner = person.is_owner;
    out->side = found ? member.side : SIDE_NONE;
    out->may_manage = found && member.may_manage;
    if (!found)
        return err_set(err, ERR_FORBIDDEN, "%s is not part of the production any more",
                       person.name);
    return ERR_NONE;
}

/* A crash while it was put together; its parts are still there. One that is quite new may be about
 * to begin. */
static enum err_code remove_broken(struct app *app, struct db *db, const struct db_upload *upload,
                                   struct err *err)
{
    if (db_now_ms(db) - upload->created_at_ms < BEGIN_MS)
        return ERR_NONE;
    return remove_upload(app, db, upload->id, err);
}

enum err_code arrival_recheck(struct app *app, struct db *db, const struct db_upload *upload,
                              struct err *err)
{
    struct caller who;
    const struct arrival_wish wish = { .app = app, .who = &who, .upload_id = upload->id };
    struct arrival *arrival;
    enum err_code code;

    if (upload->at.bytes < upload->bytes)
        return remove_broken(app, db, upload, err);
    if ((code = find_person(&who, db, upload, err)) == ERR_FORBIDDEN) {
        const struct upload_ids one = { &(int64_t){ upload->id }, 1 };
        if (!(code = db_upload_refused(db, upload->id, err->text, err)))
            arrivals_drop(app, &one);
        return code;
    }
    if (code)
        return code;
    if (!(code = arrival_begin(&arrival, db, &wish, err)))
        arrival_leave(arrival);
    return code == ERR_BUSY ? ERR_NONE : code;
}

static enum err_code recheck_all(struct app *app, struct db *db, struct err *err)
{
    struct db_upload upload;
    struct upload_ids ids;
    struct err one;
    enum err_code code;

    if ((code = db_uploads_checking(db, &ids, err)))
        return code;
    for (size_t i = 0; i < ids.count; i++) { /* one that fails keeps no other waiting */
        if (arrival_is_held(app, ids.id[i]) || db_upload(db, ids.id[i], &upload, NULL) ||
            upload.state != UPLOAD_CHECKING)
            continue;
        if (arrival_recheck(app, db, &upload, &one))
            code = err_set(err, one.code, "%s", one.text);
    }
    free(ids.id);
    return code;
}

enum err_code arrivals_clean(struct app *app, struct db *db, struct err *err)
{
    const enum err_code code = remove_expired(app, db, err);

    return code ? code : recheck_all(app, db, err);
}
