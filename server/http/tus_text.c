/* The three headers of tus with a grammar of their own: metadata, checksum, concatenation. */
#include <stdio.h>
#include <string.h>

#include "server/http/tus.h"

static int digit_of(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(digits, c) : NULL;

    return at ? (int)(at - digits) : -1;
}

struct span {
    const char *text;
    size_t bytes;
};

/* RFC 4648, padded, without line breaks and without stray bits at the end. Gives the number of
 * decoded bytes, of which as many as fit are written; -1 when it is no base64. */
static long decode(struct span in, uint8_t *out, size_t room)
{
    size_t digits = in.bytes;
    uint32_t held = 0;
    long count = 0;
    unsigned bits = 0;

    if (in.bytes % 4)
        return -1;
    for (unsigned pads = 0; pads < 2 && digits > 0 && in.text[digits - 1] == '='; pads++)
        digits--;
    for (size_t i = 0; i < digits; i++) {
        const int digit = digit_of(in.text[i]);
        if (digit < 0)
            return -1;
        held = held << 6 | (uint32_t)digit;
        bits += 6;
        if (bits < 8)
            continue;
        bits -= 8;
        if ((size_t)count < room)
            out[count] = (uint8_t)(held >> bits);
        count++;
        held &= (1u << bits) - 1;
    }
    return held ? -1 : count;
}

static struct span next_word(const char **at, const char *until)
{
    struct span word;

    *at += strspn(*at, " ");
    word.text = *at;
    word.bytes = strcspn(*at, until);
    *at += word.bytes;
    return word;
}

struct pair {
    struct span key, value;
};

/* The next "key base64" or "key" of a list; false at its end. */
static bool next_pair(const char **at, struct pair *out)
{
    if (!**at)
        return false;
    out->key = next_word(at, " ,");
    out->value = next_word(at, " ,");
    *at += strspn(*at, " ");
    return true;
}

static bool is_key(struct span key)
{
    for (size_t i = 0; i < key.bytes; i++)
        if (key.text[i] <= ' ' || key.text[i] > '~')
            return false;
    return key.bytes > 0;
}

static bool same(struct span a, struct span b)
{
    return a.bytes == b.bytes && !memcmp(a.text, b.text, a.bytes);
}

static bool is_repeated(const char *text, struct span key)
{
    struct pair pair;
    unsigned met = 0;

    while (next_pair(&text, &pair)) {
        met += same(pair.key, key);
        text += *text == ',';
    }
    return met > 1;
}

enum err_code tus_metadata_check(const char *text, struct err *err)
{
    const char *at = text;
    struct pair pair;

    if (strlen(text) >= TUS_METADATA)
        return err_set(err, ERR_INVALID, "Upload-Metadata has more than %d bytes",
                       TUS_METADATA - 1);
    while (next_pair(&at, &pair)) {
        if (!is_key(pair.key) || decode(pair.value, NULL, 0) < 0 || (*at && *at != ','))
            return err_set(err, ERR_INVALID,
                           "Upload-Metadata is a list of keys, each with its value in base64: "
                           "\"filename MW0xLndhdg==,role QnJhc3M=\"");
        if (is_repeated(text, pair.key))
            return err_set(err, ERR_INVALID, "Upload-Metadata has the key \"%.*s\" twice",
                           (int)(pair.key.bytes < 40 ? pair.key.bytes : 40), pair.key.text);
        at += *at == ',';
    }
    return ERR_NONE;
}

enum err_code tus_metadata(const char *text, const char *key, char *out, size_t bytes, bool *found,
                           struct err *err)
{
    const struct span wanted = { key, strlen(key) };
    struct pair pair;
    long count = -1;

    *out = '\0';
    *found = false;
    while (count < 0 && next_pair(&text, &pair)) {
        if (same(pair.key, wanted))
            count = decode(pair.value, (uint8_t *)out, bytes - 1);
        text += *text == ',';
    }
    if (count < 0)
        return ERR_NONE;
    if ((size_t)count >= bytes || memchr(out, 0, (size_t)count)) {
        *out = '\0';
        return err_set(err, ERR_INVALID, "\"%s\" in Upload-Metadata is %s", key,
                       (size_t)count >= bytes ? "too long" : "no text");
    }
    out[count] = '\0';
    *found = true;
    return ERR_NONE;
}

enum err_code tus_checksum_read(struct tus_checksum *out, const char *text, struct err *err)
{
    const struct span name = next_word(&text, " "), value = next_word(&text, " ");

    if (!checksum_parse(&out->kind, name.text, name.bytes))
        return err_set(err, ERR_INVALID,
                       "Upload-Checksum names the algorithm \"%.*s\"; it can be sha1, sha256 or "
                       "crc32c",
                       (int)(name.bytes < 20 ? name.bytes : 20), name.text);
    if (*text || decode(value, out->value, sizeof out->value) != (long)checksum_bytes(out->kind))
        return err_set(err, ERR_INVALID,
                       "Upload-Checksum has to give the %zu bytes of its %s in base64",
                       checksum_bytes(out->kind), checksum_name(out->kind));
    return ERR_NONE;
}

/* "https://host/api/uploads/7" is /api/uploads/7. */
static const char *path_of(const char *address)
{
    const char *host = strstr(address, "://");
    const char *path = host ? strchr(host + 3, '/') : address;

    return path ? path : "";
}

static enum err_code read_parts(struct tus_concat *out, const char *list, struct err *err)
{
    char *at = out->room;

    if (strlen(list) >= sizeof out->room)
        return err_set(err, ERR_INVALID, "Upload-Concat is longer than %zu bytes",
                       sizeof out->room - 1);
    strcpy(out->room, list);
    for (at += strspn(at, " "); *at; at += strspn(at, " ")) {
        char *word = at;
        at += strcspn(at, " ");
        if (out->parts == TUS_PARTS)
            return err_set(err, ERR_INVALID, "Upload-Concat names more than %d parts", TUS_PARTS);
        if (*at)
            *at++ = '\0';
        out->part[out->parts++] = path_of(word);
    }
    if (out->parts == 0)
        return err_set(err, ERR_INVALID, "Upload-Concat names no parts after \"final;\"");
    return ERR_NONE;
}

enum err_code tus_concat_read(struct tus_concat *out, const char *text, struct err *err)
{
    static const char final[] = "final;";

    *out = (struct tus_concat){ .is_partial = !strcmp(text, "partial"),
                                .is_final = !strncmp(text, final, sizeof final - 1) };
    if (out->is_partial)
        return ERR_NONE;
    if (out->is_final)
        return read_parts(out, text + sizeof final - 1, err);
    return err_set(err, ERR_INVALID,
                   "Upload-Concat is \"%.40s\"; it can be \"partial\", or \"final;\" and the "
                   "addresses of the parts",
                   text);
}
