#include "server/cli/json_out.h"

#include <string.h>

#include "codec/media/text.h"

enum { TEXT_MAX = 4096 }; /* a path */

json_t *json_text(const char *text)
{
    char clean[TEXT_MAX];

    text_clean(clean, sizeof clean, text, strlen(text));
    return *clean ? json_string(clean) : json_null();
}

void json_print(json_t *json)
{
    json_dumpf(json, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(9));
    putchar('\n');
    json_decref(json);
}
