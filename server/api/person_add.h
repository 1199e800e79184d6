/* Making a person, from an invitation or from the command line. */
#pragma once

#include "server/auth/caller.h"
#include "server/store/people.h"

/* The name of a person or of a token: 1 to 64 characters (and at most 200 bytes), none of them a
 * control character; blanks at the ends are dropped. */
enum err_code person_name_read(char out[STORE_NAME], const char *text, struct err *err);

/* "" for none; else something with an @ inside. */
enum err_code person_mail_read(char out[PERSON_MAIL], const char *text, struct err *err);

/* Inside a transaction: adds the person (name, mail, password and is_owner are filled) with the
 * event `person.add` by `who` (0: the new person itself). An owner becomes a manager of the
 * productions that have no members. ERR_CONFLICT when the name is taken. */
enum err_code person_add(struct db *db, const struct caller *who, struct person *person,
                         struct err *err);
