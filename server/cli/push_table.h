/* The plan and its outcome, for people and machines. */
#pragma once

#include "server/cli/push_plan.h"

void push_table_print(const struct push_plan *plan, const struct push_list *list, FILE *out);

/* What became of each set: published, or what it waits for, with what QC found. */
void push_table_end(const struct push_plan *plan, FILE *out);

/* Both, for machines; the caller's. */
json_t *push_table_json(const struct push_plan *plan, const struct push_list *list);

/* "412 MB", "1.2 GB", "873 kB"; powers of ten, as disks and providers count. */
enum { PUSH_BYTES_TEXT = 24 };
const char *push_bytes_text(char out[PUSH_BYTES_TEXT], int64_t bytes);
