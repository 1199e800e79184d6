#include "codec/core/checksum.h"

#include <nettle/sha1.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>

#include "codec/core/crc32c.h"

struct checksum {
    enum checksum_kind kind;
    union {
        struct sha1_ctx sha1;
        struct sha256_ctx sha256;
        uint32_t crc32c;
    };
};

static void sha1_begin(struct checksum *checksum)
{
    sha1_init(&checksum->sha1);
}

static void sha1_more(struct checksum *checksum, const void *data, size_t bytes)
{
    sha1_update(&checksum->sha1, bytes, data);
}

static void sha1_end(struct checksum *checksum, uint8_t *out)
{
    sha1_digest(&checksum->sha1, SHA1_DIGEST_SIZE, out);
}

static void sha256_begin(struct checksum *checksum)
{
    sha256_init(&checksum->sha256);
}

static void sha256_more(struct checksum *checksum, const void *data, size_t bytes)
{
    sha256_update(&checksum->sha256, bytes, data);
}

static void sha256_end(struct checksum *checksum, uint8_t *out)
{
    sha256_digest(&checksum->sha256, SHA256_DIGEST_SIZE, out);
}

static void crc32c_begin(struct checksum *checksum)
{
    checksum->crc32c = 0;
}

static void crc32c_more(struct checksum *checksum, const void *data, size_t bytes)
{
    checksum->crc32c = crc32c_add(checksum->crc32c, data, bytes);
}

static void crc32c_end(struct checksum *checksum, uint8_t *out)
{
    for (unsigned i = 0; i < 4; i++)
        out[i] = (uint8_t)(checksum->crc32c >> (24 - 8 * i));
}

static const struct algorithm {
    const char *name;
    size_t bytes;
    void (*begin)(struct checksum *checksum);
    void (*more)(struct checksum *checksum, const void *data, size_t bytes);
    void (*end)(struct checksum *checksum, uint8_t *out);
} algorithms[CHECKSUM_KINDS] = {
    [CHECKSUM_SHA1] = { "sha1", SHA1_DIGEST_SIZE, sha1_begin, sha1_more, sha1_end },
    [CHECKSUM_SHA256] = { "sha256", SHA256_DIGEST_SIZE, sha256_begin, sha256_more, sha256_end },
    [CHECKSUM_CRC32C] = { "crc32c", 4, crc32c_begin, crc32c_more, crc32c_end },
};

const char *checksum_name(enum checksum_kind kind)
{
    return algorithms[kind].name;
}

bool checksum_parse(enum checksum_kind *out, const char *name, size_t bytes)
{
    for (enum checksum_kind kind = 0; kind < CHECKSUM_KINDS; kind++)
        if (strlen(algorithms[kind].name) == bytes && !memcmp(algorithms[kind].name, name, bytes)) {
            *out = kind;
            return true;
        }
    return false;
}

size_t checksum_bytes(enum checksum_kind kind)
{
    return algorithms[kind].bytes;
}

enum err_code checksum_new(struct checksum **out, enum checksum_kind kind, struct err *err)
{
    struct checksum *checksum = malloc(sizeof *checksum);

    *out = checksum;
    if (!checksum)
        return err_set(err, ERR_NO_MEMORY, "no memory for a checksum");
    checksum->kind = kind;
    algorithms[kind].begin(checksum);
    return ERR_NONE;
}

void checksum_add(struct checksum *checksum, const void *data, size_t bytes)
{
    algorithms[checksum->kind].more(checksum, data, bytes);
}

size_t checksum_result(struct checksum *checksum, uint8_t out[CHECKSUM_BYTES])
{
    algorithms[checksum->kind].end(checksum, out);
    return algorithms[checksum->kind].bytes;
}

void checksum_free(struct checksum *checksum)
{
    free(checksum);
}
