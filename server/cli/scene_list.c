#include "server/cli/scene_list.h"

#include <stdlib.h>
#include <string.h>

#include "codec/core/source.h"

enum { CSV_MAX_BYTES = 16 << 20 };

static enum err_code read_text(char **out, size_t *bytes, const char *path, struct err *err)
{
    struct source *source;
    enum err_code code = source_open_file(&source, path, err);
    ssize_t got = 0;

    *out = NULL;
    if (code)
        return code;
    if (source->bytes > CSV_MAX_BYTES)
        code = err_set(err, ERR_TOO_BIG, "%s has %jd bytes; a scene list has at most %d", path,
                       (intmax_t)source->bytes, CSV_MAX_BYTES);
    else if (!(*out = malloc((size_t)source->bytes + 1)))
        code = err_set(err, ERR_NO_MEMORY, "out of memory to read %s", path);
    else if ((got = source_read(source, *out, (size_t)source->bytes, 0)) < 0)
        code = err_set_errno(err, "%s can't be read", path);
    *bytes = got > 0 ? (size_t)got : 0;
    source_close(source);
    return code;
}

enum err_code scene_list_read(struct scene_list *out, const char *path, struct rate rate,
                              struct err *err)
{
    struct err inner = { 0 };
    char *text = NULL;
    size_t bytes;
    enum err_code code;

    *out = (struct scene_list){ .path = path };
    if (!(code = read_text(&text, &bytes, path, err)) &&
        (code = scene_csv_read(&out->row, &out->count, rate, text, bytes, &inner)))
        err_set(err, code, "%s: %s", path, inner.text);
    free(text);
    return code;
}

void scene_list_clear(struct scene_list *list)
{
    free(list->row);
    *list = (struct scene_list){ 0 };
}

enum err_code scene_list_find(const struct scene_row **out, const struct scene_list *list,
                              const char *number, struct err *err)
{
    for (size_t i = 0; i < list->count; i++)
        if (!strcmp(list->row[i].number, number)) {
            *out = &list->row[i];
            return ERR_NONE;
        }
    return err_set(err, ERR_NOT_FOUND, "%s has no scene %s; its first is %s and its last %s",
                   list->path, number, list->count ? list->row[0].number : "-",
                   list->count ? list->row[list->count - 1].number : "-");
}
