#include "server/cli/prints.h"

#include <stdlib.h>
#include <string.h>

const char *prints_filename(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static bool same_folder(const char *a, const char *b)
{
    size_t length = (size_t)(prints_filename(a) - a);

    return (size_t)(prints_filename(b) - b) == length && !strncmp(a, b, length);
}

static bool has_channel(const struct print_files *files, enum channel channel)
{
    struct name_facts name;

    for (unsigned i = 0; i < files->count; i++) {
        name_read(&name, files->path[i]);
        if (name.channel == channel)
            return true;
    }
    return false;
}

/* Whether a mono file belongs to a set. A channel that is there already is no part of it: whoever
 * opens the two then says what each lacks. */
static bool belongs(const struct print_files *files, const struct name_facts *name,
                    const char *path)
{
    return name->has_channel && files->name.has_channel && files->count < CHANNELS &&
           !strcmp(files->name.base, name->base) && same_folder(files->path[0], path) &&
           !has_channel(files, name->channel);
}

enum err_code prints_gather(struct print_files **out, size_t *count, const char *const *paths,
                            size_t path_count, struct err *err)
{
    struct print_files *prints = calloc(path_count + 1, sizeof *prints);
    struct name_facts name;

    *out = prints;
    *count = 0;
    if (!prints)
        return err_set(err, ERR_NO_MEMORY, "out of memory for %zu files", path_count);
    for (size_t i = 0; i < path_count; i++) {
        size_t at = 0;

        name_read(&name, paths[i]);
        while (at < *count && !belongs(&prints[at], &name, paths[i]))
            at++;
        if (at == *count)
            prints[(*count)++].name = name;
        prints[at].path[prints[at].count++] = paths[i];
    }
    return ERR_NONE;
}

static bool is(const char *text, const char *name, size_t name_bytes)
{
    return strlen(text) == name_bytes && !memcmp(text, name, name_bytes);
}

bool prints_is_called(const struct print_files *files, const char *name, size_t name_bytes)
{
    for (unsigned i = 0; i < files->count; i++)
        if (is(files->path[i], name, name_bytes) ||
            is(prints_filename(files->path[i]), name, name_bytes))
            return true;
    return is(files->name.base, name, name_bytes);
}
