/* Does a member want mail about a production? */
#include "server/store/notices.h"

#include "server/api/app.h"
#include "server/api/routes.h"
#include "server/auth/caller.h"
#include "server/store/people.h"

static enum err_code reply_wanted(struct req *req, struct reply *reply, struct err *err)
{
    bool wanted;

    if (db_notice_mail(req->db, req->id[0], req->caller->person_id, &wanted, err))
        return err->code;
    return reply_take(reply, 200, json_pack("{s:b}", "mail", wanted), err);
}

enum err_code api_notices(struct req *req, struct reply *reply, struct err *err)
{
    return reply_wanted(req, reply, err);
}

/* Mail that could not be sent is not promised. */
static enum err_code check_can(struct req *req, struct err *err)
{
    struct person person;

    if (!notices_has_mail(req->app->notices))
        return err_set(err, ERR_CONFLICT,
                       "this server sends no mail: whoever runs it names a mail server with "
                       "--smtp and --mail-from");
    if (db_person(req->db, req->caller->person_id, &person, err))
        return err->code;
    if (!*person.mail)
        return err_set(err, ERR_CONFLICT,
                       "there is no mail address of yours: give one on your own page first");
    return notices_check_mail(person.mail, err);
}

enum err_code api_notices_put(struct req *req, struct reply *reply, struct err *err)
{
    int wanted;

    if (req_unpack(req, err, "{s:b}", "mail", &wanted) || (wanted && check_can(req, err)) ||
        db_notice_mail_put(req->db, req->id[0], req->caller->person_id, wanted, err))
        return err->code;
    return reply_wanted(req, reply, err);
}
