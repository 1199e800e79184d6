#include "server/api/who.h"

#include <stdlib.h>

#include "server/store/people.h"

struct who_names {
    struct person_name *list; /* by id */
    size_t count;
};

enum err_code who_names_new(struct who_names **out, struct db *db, struct err *err)
{
    struct who_names *names = calloc(1, sizeof *names);
    enum err_code code;

    *out = NULL;
    if (!names)
        return err_set(err, ERR_NO_MEMORY, "no memory for names");
    if ((code = db_people_names(db, &names->list, &names->count, err))) {
        free(names);
        return code;
    }
    *out = names;
    return ERR_NONE;
}

void who_names_free(struct who_names *names)
{
    if (!names)
        return;
    free(names->list);
    free(names);
}

static int by_id(const void *a, const void *b)
{
    const struct person_name *x = a, *y = b;

    return (x->id > y->id) - (x->id < y->id);
}

static const struct person_name *find(const struct who_names *names, int64_t id)
{
    const struct person_name wanted = { .id = id };

    return names->count == 0
               ? NULL
               : bsearch(&wanted, names->list, names->count, sizeof *names->list, by_id);
}

json_t *who_json(const struct who_names *names, int64_t person_id, const char *side,
                 const char *guest_name)
{
    const struct person_name *person = person_id ? find(names, person_id) : NULL;

    return json_pack("{s:o, s:s, s:s?, s:b}", "person_id",
                     person_id ? json_integer(person_id) : json_null(), "name",
                     person ? person->name : guest_name, "side", *side ? side : NULL, "guest",
                     !person_id);
}
