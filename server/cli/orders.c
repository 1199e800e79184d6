#include "server/cli/orders.h"

#include <string.h>

/* What --order says of a file: of it by name, or of all that don't tell theirs. */
static const char *order_for(const struct args *args, const struct print_files *files,
                             bool *is_named)
{
    const char *text, *found = NULL;

    *is_named = false;
    for (size_t at = 0; (text = args_next(args, "--order", &at));) {
        const char *equals = strrchr(text, '=');
        const bool named = equals && prints_is_called(files, text, (size_t)(equals - text));

        if (named || (!equals && !*is_named)) {
            found = named ? equals + 1 : text;
            *is_named = named;
        }
    }
    return found;
}

enum err_code orders_reopen(struct stem **stem, const struct print_files *files,
                            const struct order *order, struct err *err)
{
    stem_close(*stem);
    *stem = NULL;
    return stem_open_paths(stem, files->path, files->count, order, err);
}

enum err_code orders_open(struct stem **out, const struct args *args,
                          const struct print_files *files, struct err *err)
{
    bool is_named;
    const char *text = order_for(args, files, &is_named);
    struct order said;
    enum order_known_by known_by;
    enum err_code code = stem_open_paths(out, files->path, files->count, NULL, err);

    if (code || !text)
        return code;
    known_by = stem_info(*out)->order.known_by;
    if (!is_named && known_by != ORDER_UNKNOWN && known_by != ORDER_HEURISTIC)
        return ERR_NONE;
    if (!(code = order_parse(&said, text, err)))
        code = orders_reopen(out, files, &said, err);
    if (code) {
        stem_close(*out);
        *out = NULL;
    }
    return code;
}
