#include "server/auth/secret.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

enum { SECRET_BYTES = 32 };

/* sodium_init may be called often and from many threads; without it the random numbers are good,
 * too, only their first use is not safe between threads. */
void secret_make(char out[SECRET_TEXT], struct hash *kept, const char *prefix)
{
    const size_t used = strlen(prefix);
    unsigned char random[SECRET_BYTES];

    assert(used +
               sodium_base64_ENCODED_LEN(SECRET_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING) <=
           SECRET_TEXT);
    if (sodium_init() < 0)
        abort();
    randombytes_buf(random, sizeof random);
    memcpy(out, prefix, used);
    sodium_bin2base64(out + used, SECRET_TEXT - used, random, sizeof random,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(random, sizeof random);
    *kept = secret_hash(out);
}

struct hash secret_hash(const char *text)
{
    return hash_of(text, strlen(text));
}

void secret_random(void *out, size_t bytes)
{
    if (sodium_init() < 0)
        abort();
    randombytes_buf(out, bytes);
}

bool secret_same(const struct hash *a, const struct hash *b)
{
    return sodium_memcmp(a->byte, b->byte, HASH_BYTES) == 0;
}
