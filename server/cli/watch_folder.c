#include "server/cli/watch_folder.h"

#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "codec/media/stem.h"
#include "server/cli/prints.h"
#include "server/cli/push_list.h"

enum { AGAIN_MS = 15000, DRAFTS = 64 };

struct watched {
    char *path;
    int64_t bytes;
    struct timespec changed_at;
    int64_t still_since_ms;
    int64_t not_before_ms; /* after a failure */
    bool is_seen, is_taken, is_sent;
};

struct watch_folder {
    char *path;
    int64_t settle_ms;
    struct watched *file;
    size_t files, room;
    const char **taken;
    int64_t draft[DRAFTS]; /* a ring */
    size_t drafts;
};

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

enum err_code watch_folder_open(struct watch_folder **out, const char *path, int64_t settle_ms,
                                struct err *err)
{
    struct watch_folder *folder = calloc(1, sizeof *folder);

    *out = NULL;
    if (!folder || !(folder->path = strdup(path))) {
        free(folder);
        return err_set(err, ERR_NO_MEMORY, "out of memory to watch a folder");
    }
    for (size_t end = strlen(folder->path); end > 1 && folder->path[end - 1] == '/';)
        folder->path[--end] = 0;
    folder->settle_ms = settle_ms;
    *out = folder;
    return ERR_NONE;
}

void watch_folder_close(struct watch_folder *folder)
{
    if (!folder)
        return;
    for (size_t i = 0; i < folder->files; i++)
        free(folder->file[i].path);
    free(folder->file);
    free(folder->taken);
    free(folder->path);
    free(folder);
}

/* ---- looking ---- */

static struct watched *find(struct watch_folder *folder, const char *path, struct err *err)
{
    struct watched *grown;

    for (size_t i = 0; i < folder->files; i++)
        if (!strcmp(folder->file[i].path, path))
            return &folder->file[i];
    if (folder->files == folder->room) {
        folder->room = folder->room ? 2 * folder->room : 64;
        if (!(grown = realloc(folder->file, folder->room * sizeof *grown))) {
            err_set(err, ERR_NO_MEMORY, "out of memory for the folder");
            return NULL;
        }
        folder->file = grown;
    }
    grown = &folder->file[folder->files];
    *grown = (struct watched){ .path = strdup(path), .bytes = -1 };
    if (!grown->path) {
        err_set(err, ERR_NO_MEMORY, "out of memory for the folder");
        return NULL;
    }
    folder->files++;
    return grown;
}

static enum err_code see(struct watch_folder *folder, const char *path, const struct stat *info,
                         struct err *err)
{
    struct watched *file = find(folder, path, err);

    if (!file)
        return ERR_NO_MEMORY;
    file->is_seen = true;
    if (file->bytes == info->st_size && file->changed_at.tv_sec == info->st_mtim.tv_sec &&
        file->changed_at.tv_nsec == info->st_mtim.tv_nsec)
        return ERR_NONE;
    file->bytes = info->st_size;
    file->changed_at = info->st_mtim;
    file->still_since_ms = now_ms();
    file->not_before_ms = 0;
    file->is_sent = false;
    return ERR_NONE;
}

/* One that is gone may come back under its name as another. */
static void forget_unseen(struct watch_folder *folder)
{
    size_t kept = 0;

    for (size_t i = 0; i < folder->files; i++) {
        if (folder->file[i].is_seen)
            folder->file[kept++] = folder->file[i];
        else
            free(folder->file[i].path);
    }
    folder->files = kept;
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

enum err_code watch_folder_look(struct watch_folder *folder, struct err *err)
{
    char *roots[] = { folder->path, NULL };
    FTS *walk = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, by_name);
    FTSENT *entry;
    bool is_gone = false;
    enum err_code code = ERR_NONE;

    if (!walk)
        return err_set_errno(err, "%.300s can't be read", folder->path);
    for (size_t i = 0; i < folder->files; i++)
        folder->file[i].is_seen = false;
    while (!code && (entry = fts_read(walk)) != NULL) {
        const bool is_root = entry->fts_level == FTS_ROOTLEVEL;

        if (!is_root && entry->fts_name[0] == '.')
            fts_set(walk, entry, FTS_SKIP);
        else if (entry->fts_info == FTS_F)
            code = see(folder, entry->fts_path, entry->fts_statp, err);
        else if (entry->fts_info == FTS_NS || entry->fts_info == FTS_DNR ||
                 entry->fts_info == FTS_ERR)
            is_gone = true;
    }
    fts_close(walk);
    if (!is_gone && !code)
        forget_unseen(folder);
    return code;
}

/* ---- taking ---- */

/* What a workstation still writes says more than is there, or nothing yet (riff.c). */
static bool is_whole(const char *path)
{
    const struct stem_info *info;
    struct stem *stem;
    bool whole = true;

    if (stem_open_paths(&stem, &path, 1, NULL, NULL))
        return false;
    info = stem_info(stem);
    for (unsigned i = 0; i < info->warnings; i++)
        if (strstr(info->warning[i], "breaks off") || strstr(info->warning[i], "never finished"))
            whole = false;
    stem_close(stem);
    return whole;
}

static bool is_ready(const struct watch_folder *folder, const struct watched *file)
{
    const int64_t now = now_ms();

    return file->is_seen && !file->is_sent && file->bytes > 0 &&
           now - file->still_since_ms >= folder->settle_ms && now >= file->not_before_ms &&
           push_is_sound_name(file->path);
}

bool watch_folder_take(struct watch_folder *folder, struct args *args)
{
    free(folder->taken);
    folder->taken = calloc(folder->files + 1, sizeof *folder->taken);
    args->file = folder->taken;
    args->files = 0;
    for (size_t i = 0; folder->taken && i < folder->files; i++) {
        struct watched *file = &folder->file[i];

        file->is_taken = is_ready(folder, file);
        if (!file->is_taken)
            continue;
        file->is_taken = is_whole(file->path);
        if (file->is_taken)
            args->file[args->files++] = file->path;
        else
            file->still_since_ms = now_ms(); /* looked at again after as long a pause */
    }
    return args->files > 0;
}

/* Would they be the same file of the same print? */
static bool same_place(const char *a, const char *b)
{
    struct name_facts one, other;

    name_read(&one, a);
    name_read(&other, b);
    return !strcmp(one.role, other.role) && one.has_channel == other.has_channel &&
           (!one.has_channel || one.channel == other.channel);
}

static bool is_newer(const struct watched *a, const struct watched *b)
{
    return a->changed_at.tv_sec != b->changed_at.tv_sec
               ? a->changed_at.tv_sec > b->changed_at.tv_sec
               : a->changed_at.tv_nsec > b->changed_at.tv_nsec;
}

static bool is_of_cue(const struct watched *file, const char *cue)
{
    struct name_facts facts;

    name_read(&facts, file->path);
    return file->is_seen && *facts.cue && push_same_cue(facts.cue, cue);
}

/* Of several bounces of one role the last one counts. */
static bool is_last_bounce(const struct watch_folder *folder, const struct watched *file,
                           const char *cue)
{
    for (size_t i = 0; i < folder->files; i++) {
        const struct watched *other = &folder->file[i];

        if (other != file && is_of_cue(other, cue) && same_place(file->path, other->path) &&
            (other->is_taken || (other->is_sent && is_newer(other, file))))
            return false;
    }
    return true;
}

void watch_folder_take_cue(struct watch_folder *folder, const char *cue, struct args *args)
{
    for (size_t i = 0; i < folder->files; i++) {
        struct watched *file = &folder->file[i];

        if (!file->is_sent || file->is_taken || !is_of_cue(file, cue) ||
            !is_last_bounce(folder, file, cue))
            continue;
        file->is_taken = true;
        args->file[args->files++] = file->path;
    }
}

void watch_folder_done(struct watch_folder *folder, bool is_sent)
{
    for (size_t i = 0; i < folder->files; i++) {
        struct watched *file = &folder->file[i];

        if (!file->is_taken)
            continue;
        file->is_taken = false;
        file->is_sent = file->is_sent || is_sent;
        if (!is_sent)
            file->not_before_ms = now_ms() + AGAIN_MS;
    }
}

void watch_folder_note(struct watch_folder *folder, int64_t set_id)
{
    if (!watch_folder_began(folder, set_id))
        folder->draft[folder->drafts++ % DRAFTS] = set_id;
}

bool watch_folder_began(const struct watch_folder *folder, int64_t set_id)
{
    for (size_t i = 0; i < folder->drafts && i < DRAFTS; i++)
        if (folder->draft[i] == set_id)
            return true;
    return false;
}
