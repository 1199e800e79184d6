/* Reading a Cookie header. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Copies the value of the first cookie of this name. False when there is none, or when it does not
 * fit into out; header may be NULL. */
bool cookie_find(const char *header, const char *name, char *out, size_t bytes);
