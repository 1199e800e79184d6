#include "server/work/sealed.h"

#include <stdlib.h>
#include <string.h>

#include "codec/core/hash.h"

struct head {
    struct seal seal;
    uint64_t bytes;
    struct hash inside;
};

enum err_code sealed_make(struct buffer *out, struct seal seal, const struct sealed_part *parts,
                          size_t count, struct err *err)
{
    struct head head = { .seal = seal };
    char *data, *at;

    for (size_t i = 0; i < count; i++)
        head.bytes += parts[i].bytes;
    out->bytes = sizeof head + head.bytes;
    out->data = data = malloc(out->bytes);
    if (!data)
        return err_set(err, ERR_NO_MEMORY, "no memory for a result of %zu bytes", out->bytes);
    at = data + sizeof head;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].bytes > 0)
            memcpy(at, parts[i].data, parts[i].bytes);
        at += parts[i].bytes;
    }
    head.inside = hash_of(data + sizeof head, head.bytes);
    memcpy(data, &head, sizeof head);
    return ERR_NONE;
}

enum err_code sealed_open(struct sealed_part *inside, struct seal seal, const struct buffer *in,
                          struct err *err)
{
    struct head head = { 0 };
    struct hash hash;

    if (in->bytes >= sizeof head)
        memcpy(&head, in->data, sizeof head);
    if (in->bytes < sizeof head || memcmp(&head.seal, &seal, sizeof seal) != 0 ||
        head.bytes != in->bytes - sizeof head)
        return err_set(err, ERR_DAMAGED, "a stored result is cut or another version's");
    inside->data = (const char *)in->data + sizeof head;
    inside->bytes = (size_t)head.bytes;
    hash = hash_of(inside->data, inside->bytes);
    if (hash_compare(&hash, &head.inside))
        return err_set(err, ERR_DAMAGED, "a stored result is damaged");
    return ERR_NONE;
}
