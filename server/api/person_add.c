#include "server/api/person_add.h"

#include <string.h>

#include "server/api/acts.h"
#include "server/api/text.h"

static size_t characters(const char *text)
{
    size_t count = 0;

    for (; *text; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

enum err_code person_name_read(char out[STORE_NAME], const char *text, struct err *err)
{
    const struct text_rule rule = { "the name", true };
    enum err_code code;

    if ((code = text_copy(out, STORE_NAME, text, rule, err)))
        return code;
    if (characters(out) > PERSON_NAME_CHARACTERS)
        return err_set(err, ERR_INVALID, "the name has %zu characters, it may have %d",
                       characters(out), PERSON_NAME_CHARACTERS);
    return ERR_NONE;
}

enum err_code person_mail_read(char out[PERSON_MAIL], const char *text, struct err *err)
{
    const struct text_rule rule = { "the mail address", false };
    const char *at;
    enum err_code code;

    if ((code = text_copy(out, PERSON_MAIL, text, rule, err)) || !*out)
        return code;
    at = strchr(out, '@');
    if (!at || at == out || !at[1] || strpbrk(out, " ,;<>\"") || strchr(at + 1, '@'))
        return err_set(err, ERR_INVALID, "\"%.100s\" is no mail address: one name@domain", out);
    return ERR_NONE;
}

enum err_code person_add(struct db *db, const struct caller *who, struct person *person,
                         struct err *err)
{
    struct caller by = *who;
    struct act act = { .kind = "person.add" };
    enum err_code code;

    if ((code = db_person_add(db, person, err)) ||
        (person->is_owner && (code = db_members_adopt(db, person->id, err))))
        return code;
    if (!by.person_id)
        by.person_id = person->id;
    act.detail = json_pack("{s:I, s:s, s:b}", "person_id", (json_int_t)person->id, "name",
                           person->name, "is_owner", person->is_owner);
    return act_add(db, &by, &act, NULL, err);
}
