#include "server/cli/table.h"

#include <string.h>

int table_width(const char *text)
{
    int width = 0;

    for (; *text; text++)
        width += (*text & 0xc0) != 0x80;
    return width;
}

int table_bytes(const char *text, int characters)
{
    const char *at = text;

    while (*at && (characters > 0 || (*at & 0xc0) == 0x80))
        characters -= (*at++ & 0xc0) != 0x80;
    return (int)(at - text);
}

void table_cell(const char *text, int width, FILE *out)
{
    const int has = table_width(text);

    if (has > width)
        fprintf(out, "%.*s~", table_bytes(text, width - 1), text);
    else
        fprintf(out, "%s%*s", text, width - has, "");
}

void table_paragraph(const struct table_head *head, const char *text, FILE *out)
{
    const int indent = head ? head->indent : 0;
    int used = indent;

    if (head)
        fprintf(out, "%*s%-*s", head->margin, "", indent - head->margin, head->word);
    while (*text) {
        const size_t bytes = strcspn(text, " \n");
        const int word = table_width(text) - table_width(text + bytes);

        if (used > indent && used + 1 + word > TABLE_WIDTH) {
            fprintf(out, "\n%*s", indent, "");
            used = indent;
        }
        used += fprintf(out, "%s", used > indent ? " " : "") + word;
        fprintf(out, "%.*s", (int)bytes, text);
        text += bytes + (text[bytes] != 0);
    }
    fputc('\n', out);
}
