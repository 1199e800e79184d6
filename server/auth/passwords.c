#include "server/auth/passwords.h"

#include <sodium.h>
#include <string.h>
#include <strings.h>

_Static_assert(PERSON_PASSWORD == crypto_pwhash_STRBYTES, "people.h has room for libsodium's text");

/* Of those that lists of stolen passwords begin with, the ones that are long enough. */
static const char *const worst[] = {
    "1234567890",    "12345678910",  "123456789012",  "0123456789",   "0987654321",
    "9876543210",    "1111111111",   "0000000000",    "1q2w3e4r5t",   "1q2w3e4r5t6y",
    "qwertyuiop",    "qwerty1234",   "qwerty12345",   "qwertzuiop",   "password12",
    "password123",   "password1234", "password12345", "passw0rd123",  "passwordpassword",
    "administrator", "iloveyou123",  "letmein123",    "welcome123",   "abcdefghij",
    "abcdefghijk",   "abcd123456",   "changeme123",   "predubpredub", "predub1234",
};

/* Of random bytes that nobody knows. */
static const char nobodys[] = "$argon2id$v=19$m=65536,t=2,p=1$8fO9SWviNCMZd7En19o5IQ$"
                              "k60WObkzL3dMDnwqgjR3I9ahxlHXtuP/dW6+b7iBM74";

static enum err_code ready(struct err *err)
{
    if (sodium_init() < 0)
        return err_set(err, ERR_INTERNAL, "the system gives no random numbers");
    return ERR_NONE;
}

enum err_code password_check(const char *text, const char *name, struct err *err)
{
    const size_t bytes = strlen(text);

    if (bytes < PASSWORD_LEAST_BYTES || bytes > PASSWORD_MOST_BYTES)
        return err_set(err, ERR_INVALID,
                       "the password has %zu bytes; it may have %d to %d: a few words are good",
                       bytes, PASSWORD_LEAST_BYTES, PASSWORD_MOST_BYTES);
    if (!strcasecmp(text, name))
        return err_set(err, ERR_INVALID, "the password is the name: take another");
    for (size_t i = 0; i < sizeof worst / sizeof *worst; i++)
        if (!strcasecmp(text, worst[i]))
            return err_set(err, ERR_INVALID,
                           "the password is one of the first that anybody would try: take another");
    return ERR_NONE;
}

enum err_code password_hash(char out[PERSON_PASSWORD], const char *text, struct err *err)
{
    enum err_code code;

    if ((code = ready(err)))
        return code;
    if (crypto_pwhash_str(out, text, strlen(text), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE))
        return err_set(err, ERR_NO_MEMORY, "no memory to keep a password safely");
    return ERR_NONE;
}

enum err_code password_matches(bool *out, const char *kept, const char *text, struct err *err)
{
    const bool somebodys = *kept;
    enum err_code code;

    *out = false;
    if ((code = ready(err)))
        return code;
    *out =
        crypto_pwhash_str_verify(somebodys ? kept : nobodys, text, strlen(text)) == 0 && somebodys;
    return ERR_NONE;
}

void password_wipe(char *text)
{
    sodium_memzero(text, strlen(text));
}
