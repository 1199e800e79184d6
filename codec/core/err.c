#include "codec/core/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Cuts at a character, so that a long file name can't leave half a UTF-8 sequence behind. */
static void cut_at_character(char *text, size_t bytes)
{
    size_t end = bytes;

    while (end > 0 && ((unsigned char)text[end - 1] & 0xc0) == 0x80)
        end--;
    if (end > 0 && (unsigned char)text[end - 1] >= 0xc0)
        text[end - 1] = 0;
}

static void set_text(struct err *err, enum err_code code, const char *format, va_list args)
{
    const int needed = vsnprintf(err->text, sizeof err->text, format, args);

    err->code = code;
    if (needed >= (int)sizeof err->text)
        cut_at_character(err->text, sizeof err->text - 1);
}

enum err_code err_set(struct err *err, enum err_code code, const char *format, ...)
{
    va_list args;

    if (err) {
        va_start(args, format);
        set_text(err, code, format, args);
        va_end(args);
    }
    return code;
}

static enum err_code code_of_errno(int number)
{
    switch (number) {
    case ENOSPC:
    case EDQUOT: return ERR_NO_SPACE;
    case ENOMEM: return ERR_NO_MEMORY;
    default: return ERR_IO;
    }
}

enum err_code err_set_errno(struct err *err, const char *format, ...)
{
    const int number = errno;
    const enum err_code code = code_of_errno(number);
    va_list args;

    if (err) {
        va_start(args, format);
        set_text(err, code, format, args);
        va_end(args);
        const size_t used = strlen(err->text);
        snprintf(err->text + used, sizeof err->text - used, ": %s", strerror(number));
    }
    return code;
}

void err_leave_out(struct err *err, const char *folder)
{
    size_t bytes = folder ? strlen(folder) : 0;
    char *at = err->text;

    while (bytes > 0 && folder[bytes - 1] == '/')
        bytes--;
    while (bytes > 0 && (at = strstr(at, folder)) != NULL) {
        size_t end = bytes;

        while (at[end] == '/')
            end++;
        if (end > bytes)
            memmove(at, at + end, strlen(at + end) + 1);
        else
            at += end;
    }
}

const char *err_name(enum err_code code)
{
    static const char *const names[ERR_CODES] = {
        [ERR_NONE] = "none",
        [ERR_INVALID] = "invalid",
        [ERR_NOT_FOUND] = "not_found",
        [ERR_CONFLICT] = "conflict",
        [ERR_TOO_BIG] = "too_big",
        [ERR_DAMAGED] = "damaged",
        [ERR_UNSUPPORTED] = "unsupported",
        [ERR_UNKNOWN] = "unknown",
        [ERR_RANGE] = "range",
        [ERR_FORBIDDEN] = "forbidden",
        [ERR_SIGN_IN] = "sign_in",
        [ERR_TOO_OFTEN] = "too_often",
        [ERR_IO] = "io",
        [ERR_NO_SPACE] = "no_space",
        [ERR_NO_MEMORY] = "no_memory",
        [ERR_BUSY] = "busy",
        [ERR_CANCELLED] = "cancelled",
        [ERR_INTERNAL] = "internal",
    };

    return code >= 0 && code < ERR_CODES ? names[code] : "internal";
}
