/* SHA-256: the identity of stored bytes and of everything derived from them. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "codec/core/err.h"

enum { HASH_BYTES = 32, HASH_TEXT = 65, HASHER_STATE = 104 };

struct hash {
    uint8_t byte[HASH_BYTES];
};

struct hasher; /* a running hash; one thread at a time */

enum err_code hasher_new(struct hasher **out, struct err *err);
void hasher_add(struct hasher *hasher, const void *data, size_t bytes);
struct hash hasher_result(const struct hasher *hasher); /* of all added so far; adding may go on */
void hasher_free(struct hasher *hasher);

/* What is known so far, to go on from later, in another process or version too. load gives how many
 * bytes the state is of. */
void hasher_save(const struct hasher *hasher, uint8_t out[HASHER_STATE]);
int64_t hasher_load(struct hasher *hasher, const uint8_t state[HASHER_STATE]);

struct hash hash_of(const void *data, size_t bytes);
int hash_compare(const struct hash *a, const struct hash *b); /* as memcmp */

void hash_format(char out[HASH_TEXT], const struct hash *hash); /* 64 lower-case hex digits */
enum err_code hash_parse(struct hash *out, const char *text, struct err *err);

/* HMAC-SHA256 (RFC 2104): signs data with a key that both sides know. */
struct hash hash_hmac(const void *key, size_t key_bytes, const void *data, size_t bytes);
