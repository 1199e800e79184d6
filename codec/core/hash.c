#include "codec/core/hash.h"

#include <ctype.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct hasher {
    gnutls_hash_hd_t handle;
};

enum err_code hasher_new(struct hasher **out, struct err *err)
{
    struct hasher *hasher = calloc(1, sizeof *hasher);

    *out = NULL;
    if (!hasher || gnutls_hash_init(&hasher->handle, GNUTLS_DIG_SHA256) < 0) {
        free(hasher);
        return err_set(err, ERR_NO_MEMORY, "no memory for a hash");
    }
    *out = hasher;
    return ERR_NONE;
}

void hasher_add(struct hasher *hasher, const void *data, size_t bytes)
{
    if (bytes > 0)
        gnutls_hash(hasher->handle, data, bytes);
}

struct hash hasher_result(const struct hasher *hasher)
{
    struct hash result = { 0 };
    gnutls_hash_hd_t copy = gnutls_hash_copy(hasher->handle);

    if (!copy)
        abort(); /* out of memory in mid-hash: a wrong identity would be worse than an end */
    gnutls_hash_deinit(copy, result.byte);
    return result;
}

void hasher_free(struct hasher *hasher)
{
    if (!hasher)
        return;
    gnutls_hash_deinit(hasher->handle, NULL);
    free(hasher);
}

struct hash hash_of(const void *data, size_t bytes)
{
    struct hash result = { 0 };

    if (gnutls_hash_fast(GNUTLS_DIG_SHA256, data, bytes, result.byte) < 0)
        abort();
    return result;
}

struct hash hash_hmac(const void *key, size_t key_bytes, const void *data, size_t bytes)
{
    struct hash result = { 0 };

    if (gnutls_hmac_fast(GNUTLS_MAC_SHA256, key, key_bytes, data, bytes, result.byte) < 0)
        abort(); /* as above: nothing may be signed with a wrong value */
    return result;
}

int hash_compare(const struct hash *a, const struct hash *b)
{
    return memcmp(a->byte, b->byte, HASH_BYTES);
}

void hash_format(char out[HASH_TEXT], const struct hash *hash)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < HASH_BYTES; i++) {
        out[2 * i] = digits[hash->byte[i] >> 4];
        out[2 * i + 1] = digits[hash->byte[i] & 15];
    }
    out[2 * HASH_BYTES] = 0;
}

static int digit_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const int lower = tolower((unsigned char)c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

enum err_code hash_parse(struct hash *out, const char *text, struct err *err)
{
    if (strlen(text) != 2 * HASH_BYTES)
        return err_set(err, ERR_INVALID, "a hash has 64 hex digits, this has %zu", strlen(text));
    for (size_t i = 0; i < HASH_BYTES; i++) {
        const int high = digit_value(text[2 * i]), low = digit_value(text[2 * i + 1]);
        if (high < 0 || low < 0)
            return err_set(err, ERR_INVALID, "a hash has only the digits 0 to 9 and a to f");
        out->byte[i] = (uint8_t)(high << 4 | low);
    }
    return ERR_NONE;
}
