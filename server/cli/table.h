/* Text in columns, for people. Widths are in characters, not bytes. */
#pragma once

#include <stdio.h>

enum { TABLE_WIDTH = 100 };

int table_width(const char *text);
/* Of the first characters, for "%.*s". */
int table_bytes(const char *text, int characters);

/* Pads with spaces; cuts what is longer, with a ~ at its end. */
void table_cell(const char *text, int width, FILE *out);

/* A paragraph that is indented under a word at its head (NULL: neither), broken between words. */
struct table_head {
    const char *word;
    int indent; /* where the text begins, with the word before it */
    int margin; /* where the word begins */
};
void table_paragraph(const struct table_head *head, const char *text, FILE *out);
