/* Scene lists from anybody: what is taken keeps the list's rules. The first byte is the rate. */
#include <stdlib.h>
#include <string.h>

#include "server/api/scene_csv.h"
#include "server/api/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_row(const struct scene_row *row)
{
    if (!row->number[0] || !memchr(row->number, 0, sizeof row->number) ||
        !memchr(row->name, 0, sizeof row->name) ||
        !text_is_clean(row->number, strlen(row->number)) ||
        !text_is_clean(row->name, strlen(row->name)) || row->in_samples < 0 ||
        row->out_samples <= row->in_samples)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const rates[] = { "24", "23.976", "25", "29.97df", "59.94" };
    struct scene_row *rows = NULL;
    struct err err = { 0 };
    struct rate rate;
    size_t count = 0, index;

    if (size < 1 || rate_parse(&rate, rates[data[0] % 5], NULL))
        return 0;
    if (scene_csv_read(&rows, &count, rate, (const char *)data + 1, size - 1, &err)) {
        if (rows || !err.text[0])
            abort();
        return 0;
    }
    if (count > SCENES_MAX || scene_rows_duplicate(&index, rows, count, NULL) || index != count)
        abort();
    for (size_t i = 0; i < count; i++)
        check_row(&rows[i]);
    free(rows);
    return 0;
}
