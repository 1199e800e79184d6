#include "server/api/text.h"

#include <stdint.h>
#include <string.h>

/* The length of the sequence that a first byte begins, 0 if it begins none. */
static size_t sequence_bytes(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first >= 0xc2 && first <= 0xdf)
        return 2;
    if (first >= 0xe0 && first <= 0xef)
        return 3;
    return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

static bool character_is_clean(const unsigned char *text, size_t bytes)
{
    static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
    uint32_t code = bytes == 1 ? text[0] : text[0] & (0xffu >> (bytes + 1));

    for (size_t i = 1; i < bytes; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return false;
        code = code << 6 | (text[i] & 0x3fu);
    }
    return code >= smallest[bytes] && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) &&
           code >= 0x20 && !(code >= 0x7f && code <= 0x9f);
}

static bool is_clean(const char *text, size_t bytes, bool lines)
{
    const unsigned char *next = (const unsigned char *)text;

    while (bytes > 0) {
        const size_t length = sequence_bytes(*next);
        if (length == 0 || length > bytes ||
            !((lines && *next == '\n') || character_is_clean(next, length)))
            return false;
        next += length;
        bytes -= length;
    }
    return true;
}

bool text_is_clean(const char *text, size_t bytes)
{
    return is_clean(text, bytes, false);
}

/* Where the text without any of `blanks` at its ends begins, and how long it is. */
static const char *trim(const char *text, const char *blanks, size_t *bytes)
{
    text += strspn(text, blanks);
    *bytes = strlen(text);
    while (*bytes > 0 && strchr(blanks, text[*bytes - 1]))
        --*bytes;
    return text;
}

static enum err_code check_length(size_t bytes, size_t most, struct text_rule rule, struct err *err)
{
    if (bytes == 0 && rule.required)
        return err_set(err, ERR_INVALID, "%s is empty", rule.field);
    if (bytes > most)
        return err_set(err, ERR_INVALID, "%s has %zu bytes, it may have %zu", rule.field, bytes,
                       most);
    return ERR_NONE;
}

enum err_code text_copy(char *out, size_t out_bytes, const char *text, struct text_rule rule,
                        struct err *err)
{
    enum err_code code;
    size_t bytes;

    text = trim(text, " ", &bytes);
    if ((code = check_length(bytes, out_bytes - 1, rule, err)))
        return code;
    if (!is_clean(text, bytes, false))
        return err_set(err, ERR_INVALID, "%s has a control character or is not UTF-8", rule.field);
    memcpy(out, text, bytes);
    out[bytes] = '\0';
    return ERR_NONE;
}

enum err_code text_long(char **out, const char *text, struct text_rule rule, struct err *err)
{
    enum err_code code;
    size_t bytes;

    *out = NULL;
    text = trim(text, " \n", &bytes);
    if ((code = check_length(bytes, TEXT_LONG, rule, err)))
        return code;
    if (!is_clean(text, bytes, true))
        return err_set(err, ERR_INVALID,
                       "%s has a control character other than a newline, or is not UTF-8",
                       rule.field);
    if (!(*out = strndup(text, bytes)))
        return err_set(err, ERR_NO_MEMORY, "no memory for a text");
    return ERR_NONE;
}
