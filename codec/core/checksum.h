/* Checksums of what travels, by the algorithm that a client names. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codec/core/err.h"

enum checksum_kind { CHECKSUM_SHA1, CHECKSUM_SHA256, CHECKSUM_CRC32C, CHECKSUM_KINDS };
enum { CHECKSUM_BYTES = 32 };

/* "sha1", "sha256", "crc32c"; parse: false for any other. */
const char *checksum_name(enum checksum_kind kind);
bool checksum_parse(enum checksum_kind *out, const char *name, size_t bytes);

/* Of the result: 20, 32 and 4 (a CRC is written with its highest byte first). */
size_t checksum_bytes(enum checksum_kind kind);

struct checksum; /* one under way; one thread at a time */
enum err_code checksum_new(struct checksum **out, enum checksum_kind kind, struct err *err);
void checksum_add(struct checksum *checksum, const void *data, size_t bytes);
/* Of all that was added, once. Gives checksum_bytes. */
size_t checksum_result(struct checksum *checksum, uint8_t out[CHECKSUM_BYTES]);
void checksum_free(struct checksum *checksum); /* NULL is accepted */
