/* JSON for stdout. */
#pragma once

#include <jansson.h>

/* Text out of files and file names: what is not UTF-8 becomes '?'; "" becomes null. */
json_t *json_text(const char *text);

/* Prints and takes the reference. */
void json_print(json_t *json);
