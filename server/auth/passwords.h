/* Passwords: argon2id with libsodium's INTERACTIVE limits (64 MiB, about a tenth of a second): not
 * for HTTP threads, see server/api/hashing.h. */
#pragma once

#include <stdbool.h>

#include "server/store/people.h"

enum { PASSWORD_LEAST_BYTES = 10, PASSWORD_MOST_BYTES = 200 };

/* Is it one that a person called `name` may take? ERR_INVALID says what is wrong; the sentence does
 * not repeat it. */
enum err_code password_check(const char *text, const char *name, struct err *err);

/* How it is kept. */
enum err_code password_hash(char out[PERSON_PASSWORD], const char *text, struct err *err);

/* Compares in constant time. kept "" (there is no such person) takes as long as any other and is
 * false. */
enum err_code password_matches(bool *out, const char *kept, const char *text, struct err *err);

/* Forgets a text in memory; the compiler does not leave this out. */
void password_wipe(char *text);
