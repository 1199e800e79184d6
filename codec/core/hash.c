#include "codec/core/hash.h"

#include <ctype.h>
#include <nettle/hmac.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>

/* A saved state: the eight words, how many bytes they and the rest are of, the rest. Our own form,
 * so that a state on disk outlives the library that made it. */
enum { STATE_WORDS = 32, STATE_COUNT = STATE_WORDS + 8 };
_Static_assert(HASHER_STATE == STATE_COUNT + SHA256_BLOCK_SIZE, "what a state is made of");

struct hasher {
    struct sha256_ctx context;
};

enum err_code hasher_new(struct hasher **out, struct err *err)
{
    struct hasher *hasher = malloc(sizeof *hasher);

    *out = hasher;
    if (!hasher)
        return err_set(err, ERR_NO_MEMORY, "no memory for a hash");
    sha256_init(&hasher->context);
    return ERR_NONE;
}

void hasher_add(struct hasher *hasher, const void *data, size_t bytes)
{
    sha256_update(&hasher->context, bytes, data);
}

struct hash hasher_result(const struct hasher *hasher)
{
    struct sha256_ctx copy = hasher->context;
    struct hash result;

    sha256_digest(&copy, HASH_BYTES, result.byte);
    return result;
}

static void put_big(uint8_t *out, uint64_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        out[i] = (uint8_t)(value >> 8 * (bytes - 1 - i));
}

static uint64_t get_big(const uint8_t *data, size_t bytes)
{
    uint64_t value = 0;

    for (size_t i = 0; i < bytes; i++)
        value = value << 8 | data[i];
    return value;
}

void hasher_save(const struct hasher *hasher, uint8_t out[HASHER_STATE])
{
    const struct sha256_ctx *context = &hasher->context;

    memset(out, 0, HASHER_STATE);
    for (size_t i = 0; i < STATE_WORDS / 4; i++)
        put_big(out + 4 * i, context->state[i], 4);
    put_big(out + STATE_WORDS, context->count * SHA256_BLOCK_SIZE + context->index, 8);
    memcpy(out + STATE_COUNT, context->block, context->index);
}

int64_t hasher_load(struct hasher *hasher, const uint8_t state[HASHER_STATE])
{
    struct sha256_ctx *context = &hasher->context;
    const uint64_t bytes = get_big(state + STATE_WORDS, 8);

    sha256_init(context);
    for (size_t i = 0; i < STATE_WORDS / 4; i++)
        context->state[i] = (uint32_t)get_big(state + 4 * i, 4);
    context->count = bytes / SHA256_BLOCK_SIZE;
    context->index = (unsigned)(bytes % SHA256_BLOCK_SIZE);
    memcpy(context->block, state + STATE_COUNT, context->index);
    return (int64_t)bytes;
}

void hasher_free(struct hasher *hasher)
{
    free(hasher);
}

struct hash hash_of(const void *data, size_t bytes)
{
    struct sha256_ctx context;
    struct hash result;

    sha256_init(&context);
    sha256_update(&context, bytes, data);
    sha256_digest(&context, HASH_BYTES, result.byte);
    return result;
}

struct hash hash_hmac(const void *key, size_t key_bytes, const void *data, size_t bytes)
{
    struct hmac_sha256_ctx context;
    struct hash result;

    hmac_sha256_set_key(&context, key_bytes, key);
    hmac_sha256_update(&context, bytes, data);
    hmac_sha256_digest(&context, HASH_BYTES, result.byte);
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
