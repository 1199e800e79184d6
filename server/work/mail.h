/* Writes a mail down: headers and a plain text, as an SMTP server takes it (RFC 5322, 2045, 2047).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codec/core/err.h"

struct mail {
    const char *from, *to; /* addresses (mail_address_is_good) */
    const char *to_name;   /* any text: what would break a header becomes a space */
    const char *subject;   /* likewise */
    const char *text;      /* UTF-8, lines end with \n */
    const char *id;        /* letters and digits; the same id is the same mail */
    int64_t at_ms;
};

/* Is it one address, as simple as nearly all are: printable ASCII around one @, nothing quoted? */
bool mail_address_is_good(const char *address);

/* The caller frees *out, which has CRLF line ends. */
enum err_code mail_write(char **out, size_t *bytes, const struct mail *mail, struct err *err);
