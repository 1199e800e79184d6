#include "server/cli/push_list.h"

#include <ctype.h>
#include <errno.h>
#include <fts.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "server/api/roles.h"
#include "server/cli/orders.h"

/* What is found before anything is opened. */
struct found {
    char **path;
    bool *is_named; /* on the command line itself */
    size_t count, room;
    bool is_watched; /* a watched folder told them: nobody named one */
};

struct making {
    struct push_list *list;
    const struct args *args;
    const struct production *production;
    struct found found;
};

/* ---- walking ---- */

static enum err_code add_path(struct found *found, const char *path, bool is_named, struct err *err)
{
    if (found->count == found->room) {
        const size_t room = found->room ? 2 * found->room : 64;
        char **paths = realloc(found->path, room * sizeof *paths);
        bool *named;

        if (paths)
            found->path = paths;
        named = realloc(found->is_named, room * sizeof *named);
        if (named)
            found->is_named = named;
        if (!paths || !named)
            return err_set(err, ERR_NO_MEMORY, "out of memory for the files");
        found->room = room;
    }
    for (size_t i = 0; i < found->count; i++)
        if (!strcmp(found->path[i], path))
            return ERR_NONE; /* said twice */
    if (!(found->path[found->count] = strdup(path)))
        return err_set(err, ERR_NO_MEMORY, "out of memory for the files");
    found->is_named[found->count++] = is_named;
    return ERR_NONE;
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

static enum err_code take_entry(struct found *found, FTS *walk, FTSENT *entry, struct err *err)
{
    const bool is_root = entry->fts_level == FTS_ROOTLEVEL;

    if (!is_root && entry->fts_name[0] == '.') {
        fts_set(walk, entry, FTS_SKIP);
        return ERR_NONE;
    }
    if (entry->fts_info == FTS_F)
        return add_path(found, entry->fts_path, is_root && !found->is_watched, err);
    if (entry->fts_info == FTS_DNR || entry->fts_info == FTS_ERR ||
        (entry->fts_info == FTS_NS && is_root)) {
        errno = entry->fts_errno;
        return err_set_errno(err, "%.300s can't be read", entry->fts_path);
    }
    return ERR_NONE;
}

static enum err_code walk_one(struct found *found, const char *path, struct err *err)
{
    char *copy = strdup(path);
    char *roots[] = { copy, NULL };
    FTS *walk = copy ? fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, by_name) : NULL;
    FTSENT *entry;
    enum err_code code = ERR_NONE;

    /* "prints/" is "prints", or its paths would have two slashes */
    for (size_t end = copy ? strlen(copy) : 0; end > 1 && copy[end - 1] == '/';)
        copy[--end] = 0;
    if (!walk)
        code = err_set_errno(err, "%.300s can't be read", path);
    while (!code && (entry = fts_read(walk)) != NULL)
        code = take_entry(found, walk, entry, err);
    if (walk)
        fts_close(walk);
    free(copy);
    return code;
}

/* ---- recognising ---- */

static enum err_code refuse(struct making *making, size_t index, struct err *err,
                            const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Skips what a folder happened to hold; says no to what was named. */
static enum err_code refuse(struct making *making, size_t index, struct err *err,
                            const char *format, ...)
{
    struct push_list *list = making->list;
    struct push_skip *skip = &list->skip[list->skips];
    va_list words;

    va_start(words, format);
    vsnprintf(skip->reason, sizeof skip->reason, format, words);
    va_end(words);
    skip->path = making->found.path[index];
    if (making->found.is_named[index])
        return err_set(err, ERR_INVALID, "%.200s: %s", skip->path, skip->reason);
    list->skips++;
    return ERR_NONE;
}

/* Its ending is one of a sound file: names.h cuts those off, and no others. */
bool push_is_sound_name(const char *path)
{
    const char *filename = prints_filename(path), *dot = strrchr(filename, '.');
    struct name_facts facts;
    const size_t bytes = strlen(filename);

    name_read(&facts, filename);
    return dot && bytes < sizeof facts.base && strlen(facts.base) < bytes &&
           strlen(facts.base) <= (size_t)(dot - filename);
}

bool push_same_cue(const char *a, const char *b)
{
    struct name_facts one, other;
    const char *end_a, *end_b;

    if (!strcasecmp(a, b))
        return true;
    name_read(&one, a);
    name_read(&other, b);
    if (!*one.cue || !*other.cue || one.reel != other.reel || one.number != other.number)
        return false;
    end_a = one.cue + strlen(one.cue);
    end_b = other.cue + strlen(other.cue);
    while (end_a > one.cue && isalpha((unsigned char)end_a[-1]))
        end_a--;
    while (end_b > other.cue && isalpha((unsigned char)end_b[-1]))
        end_b--;
    return !strcasecmp(end_a, end_b);
}

static bool is_temp(enum role_kind kind)
{
    return kind == ROLE_DIALOGUE || kind == ROLE_EFFECTS;
}

/* Which print of which cue the name tells; skipped says that it is none to send. */
static enum err_code recognise(struct making *making, size_t index, bool *skipped, struct err *err)
{
    const char *path = making->found.path[index], *cue = args_value(making->args, "--cue");
    char role[RECIPE_ROLE], roles[ROLES_TEXT];
    struct name_facts facts;
    enum role_kind kind;

    *skipped = true;
    if (!push_is_sound_name(path))
        return refuse(making, index, err, "its ending is none of a sound file");
    name_read(&facts, path);
    kind = role_of_name(role, making->production, prints_filename(path));
    roles_text(roles, making->production);
    if (kind == ROLE_UNKNOWN)
        return refuse(making, index, err, "the name tells none of %.120s, Dialogue or Effects",
                      roles);
    if (!is_temp(kind) && cue && *facts.cue && !push_same_cue(cue, facts.cue))
        return refuse(making, index, err, "it is of %.20s, and --cue says %.40s", facts.cue, cue);
    if (!is_temp(kind) && !cue && !*facts.cue)
        return refuse(making, index, err, "the name tells no cue (1m1...): say --cue");
    *skipped = false;
    return ERR_NONE;
}

/* Keeps the paths that are prints, in their order. */
static enum err_code sift(struct making *making, struct err *err)
{
    struct push_list *list = making->list;
    const struct found *found = &making->found;
    bool skipped;
    enum err_code code;

    list->skip = calloc(found->count + 1, sizeof *list->skip);
    list->path = calloc(found->count + 1, sizeof *list->path);
    if (!list->skip || !list->path)
        return err_set(err, ERR_NO_MEMORY, "out of memory for %zu files", found->count);
    for (size_t i = 0; i < found->count; i++) {
        if ((code = recognise(making, i, &skipped, err)))
            return code;
        if (!skipped)
            list->path[list->paths++] = found->path[i];
    }
    return ERR_NONE;
}

/* ---- opening ---- */

enum err_code push_file_look(struct push_file *file, struct err *err)
{
    struct stat info;

    if (stat(file->path, &info) != 0)
        return err_set_errno(err, "%.300s can't be read", file->path);
    file->bytes = info.st_size;
    file->changed_at = info.st_mtim;
    return ERR_NONE;
}

bool push_file_is_unchanged(const struct push_file *file)
{
    struct push_file now = { .path = file->path };

    return !push_file_look(&now, NULL) && now.bytes == file->bytes &&
           now.changed_at.tv_sec == file->changed_at.tv_sec &&
           now.changed_at.tv_nsec == file->changed_at.tv_nsec;
}

/* What the file leaves open, and what the person says to it. */
static enum err_code open_print(struct making *making, struct push_print *print,
                                const struct print_files *files, struct err *err)
{
    const struct stem_info *info;
    struct stem *stem;
    struct order said;
    const char *order = args_value(making->args, "--order");
    enum err_code code;

    if ((code = stem_open_paths(&stem, files->path, files->count, NULL, err)))
        return code;
    info = stem_info(stem);
    print->asks_order =
        info->order.known_by == ORDER_UNKNOWN && !(files->name.has_channel && files->count == 1);
    print->guesses_order = info->order.known_by == ORDER_HEURISTIC;
    print->asks_start = info->start_known_by == START_UNKNOWN;
    if (info->warnings > 0)
        snprintf(print->warning, sizeof print->warning, "%s", info->warning[0]);
    if (!print->asks_order)
        order_format(print->order_text, &info->order);
    stem_close(stem);
    if (order && (print->asks_order || print->guesses_order)) {
        if ((code = order_parse(&said, order, err)))
            return code;
        order_format(print->order_text, &said);
        print->order = order;
        print->asks_order = print->guesses_order = false;
    }
    if (print->asks_start && (print->start = args_value(making->args, "--start")) != NULL)
        print->asks_start = false;
    return ERR_NONE;
}

static enum err_code take_files(struct making *making, struct push_print *print,
                                const struct print_files *files, struct err *err)
{
    struct push_list *list = making->list;
    enum err_code code;

    for (unsigned i = 0; i < files->count; i++) {
        struct push_file *file = &list->file[list->files];

        file->path = files->path[i];
        file->filename = prints_filename(files->path[i]);
        file->print = print;
        if ((code = push_file_look(file, err)))
            return code;
        list->bytes += file->bytes;
        print->file[print->files++] = file;
        list->files++;
    }
    return ERR_NONE;
}

static enum err_code take_print(struct making *making, const struct print_files *files,
                                struct err *err)
{
    struct push_print *print = &making->list->print[making->list->prints++];
    const char *cue = args_value(making->args, "--cue");
    enum err_code code;

    print->kind = role_of_name(print->role, making->production, prints_filename(files->path[0]));
    if (!is_temp(print->kind))
        snprintf(print->cue, sizeof print->cue, "%.60s", cue ? cue : files->name.cue);
    snprintf(print->shown, sizeof print->shown, "%.255s",
             files->count > 1 ? files->name.base : prints_filename(files->path[0]));
    if ((code = take_files(making, print, files, err)))
        return code;
    return open_print(making, print, files, err);
}

/* One role of a cue, one name of a temp: two files for it would fight on the server. */
static enum err_code find_clash(const struct push_list *list, struct err *err)
{
    for (size_t i = 0; i < list->prints; i++)
        for (size_t k = 0; k < i; k++) {
            const struct push_print *a = &list->print[k], *b = &list->print[i];

            if (a->kind != b->kind || strcmp(a->role, b->role) ||
                (is_temp(a->kind) ? strcasecmp(a->shown, b->shown)
                                  : !push_same_cue(a->cue, b->cue)))
                continue;
            return err_set(err, ERR_CONFLICT,
                           "two files are the %s%s%s: %.150s and %.150s; name the one to send",
                           a->role, *a->cue ? " of " : "", a->cue, a->file[0]->path,
                           b->file[0]->path);
        }
    return ERR_NONE;
}

static enum err_code open_all(struct making *making, struct err *err)
{
    struct push_list *list = making->list;
    struct print_files *prints = NULL;
    size_t count;
    enum err_code code =
        prints_gather(&prints, &count, (const char *const *)list->path, list->paths, err);

    if (code)
        return code;
    list->print = calloc(count + 1, sizeof *list->print);
    list->file = calloc(list->paths + 1, sizeof *list->file);
    if (!list->print || !list->file)
        code = err_set(err, ERR_NO_MEMORY, "out of memory for %zu prints", count);
    for (size_t i = 0; i < count && !code; i++)
        code = take_print(making, &prints[i], err);
    free(prints);
    return code ? code : find_clash(list, err);
}

enum err_code push_list_make(struct push_list *out, const struct args *args,
                             const struct production *production, struct err *err)
{
    struct making making = { .list = out, .args = args, .production = production };
    enum err_code code = ERR_NONE;

    *out = (struct push_list){ 0 };
    making.found.is_watched = args_has(args, "--watch");
    for (size_t i = 0; i < args->files && !code; i++)
        code = walk_one(&making.found, args->file[i], err);
    if (!code)
        code = sift(&making, err);
    if (!code)
        code = open_all(&making, err);
    /* the list keeps every path: what was skipped is shown, too */
    free(out->path);
    out->path = making.found.path;
    out->paths = making.found.count;
    free(making.found.is_named);
    return code;
}

void push_list_clear(struct push_list *list)
{
    for (size_t i = 0; i < list->paths; i++)
        free(list->path[i]);
    free(list->path);
    free(list->print);
    free(list->file);
    free(list->skip);
    *list = (struct push_list){ 0 };
}
