#include "server/cli/sounds.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "codec/core/units.h"
#include "server/cli/command.h"

enum { HASH_BLOCK_BYTES = 1 << 20 };

static bool same_file(const char *a, const char *b)
{
    struct stat x, y;

    return !strcmp(a, b) ||
           (stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino);
}

static const char *shown(const struct sound *sound)
{
    return prints_filename(sound->files.path[0]);
}

/* The value of "NAME=VALUE" if NAME is what the print is called, of "VALUE" for every print. */
static const char *value_for(const struct sound *sound, const char *text, bool *is_for_this_one)
{
    const char *equals = strrchr(text, '=');

    *is_for_this_one = equals && prints_is_called(&sound->files, text, (size_t)(equals - text));
    if (!equals)
        return text;
    return *is_for_this_one ? equals + 1 : NULL;
}

/* What an option says about a print; what names it goes before what is said of all. */
static const char *option_for(const struct args *args, const char *name, const struct sound *sound,
                              bool *is_for_this_one)
{
    const char *best = NULL, *text;
    size_t at = 0;

    *is_for_this_one = false;
    while ((text = args_next(args, name, &at))) {
        bool named;
        const char *value = value_for(sound, text, &named);

        if (value && (named || !*is_for_this_one)) {
            best = value;
            *is_for_this_one = named;
        }
    }
    return best;
}

/* Every name in front of '=' must be one of ours: a slip must not pass in silence. */
static enum err_code check_names(const struct args *args, const char *name,
                                 const struct sounds *sounds, struct err *err)
{
    const char *text;
    size_t at = 0;

    while ((text = args_next(args, name, &at))) {
        bool named = !strrchr(text, '=');

        for (size_t i = 0; i < sounds->count && !named; i++)
            value_for(&sounds->sound[i], text, &named);
        if (!named)
            return err_set(err, ERR_INVALID, "%s %s: none of the files is called so", name, text);
    }
    return ERR_NONE;
}

static enum err_code set_role(struct sound *sound, const struct args *args, struct err *err)
{
    char role[NAME_TEXT];
    bool named;
    const char *text = option_for(args, "--role", sound, &named);

    if (text && !named)
        return err_set(err, ERR_INVALID, "--role %s: say of which file, as in --role %s=%s", text,
                       shown(sound), text);
    if (text) {
        sound->kind = name_role(role, text);
        if (sound->kind == ROLE_UNKNOWN)
            sound->kind = ROLE_STEM; /* a stem of somebody's own plan */
        snprintf(sound->role, sizeof sound->role, "%s", role);
    } else if (sound->kind == ROLE_UNKNOWN) {
        sound->kind = sound->files.name.kind;
        snprintf(sound->role, sizeof sound->role, "%s", sound->files.name.role);
    }
    if (sound->kind == ROLE_UNKNOWN)
        return err_set(err, ERR_UNKNOWN,
                       "%s: its name tells neither stem, full mix nor temp; say it with --role "
                       "%s=String (or Brass, \"Full mix\", Dialogue ...)",
                       shown(sound), shown(sound));
    return ERR_NONE;
}

enum err_code sound_stem(struct stem **out, const struct sound *sound, struct err *err)
{
    *out = NULL;
    return stem_open_paths(out, sound->files.path, sound->files.count,
                           sound->has_person_order ? &sound->person_order : NULL, err);
}

static enum err_code reopen(struct stem **stem, const struct sound *sound, struct err *err)
{
    stem_close(*stem);
    *stem = NULL;
    return sound_stem(stem, sound, err);
}

static void warn_of_heuristic(const struct sound *sound, const struct order *order)
{
    char text[ORDER_TEXT];

    order_format(text, order);
    command_say("%s: its channel order was found by listening: %s; confirm it with --order "
                "\"%s=%s\"",
                shown(sound), text, shown(sound), text);
}

/* The order that is said of all files is for those that don't tell theirs. */
static enum err_code set_order(struct sound *sound, struct stem **stem, const struct args *args,
                               struct err *err)
{
    const struct order *order = &stem_info(*stem)->order;
    bool told = order->known_by != ORDER_UNKNOWN && order->known_by != ORDER_HEURISTIC, named;
    const char *text = option_for(args, "--order", sound, &named);
    struct order person;
    enum err_code code = ERR_NONE;

    if (text && (code = order_parse(&person, text, err)))
        return code;
    if (text && (named || (!told && person.channels == order->channels))) {
        sound->has_person_order = true;
        sound->person_order = person;
        code = reopen(stem, sound, err);
    } else if (order->known_by == ORDER_UNKNOWN) {
        code = err_set(err, ERR_UNKNOWN,
                       "%s does not tell which channel is which; say it with --order film, "
                       "--order smpte or --order %s=L,R,C,LFE,Ls,Rs",
                       shown(sound), shown(sound));
    } else if (order->known_by == ORDER_HEURISTIC) {
        warn_of_heuristic(sound, order);
        sound->has_person_order = true; /* so that it need not be listened to again */
        sound->person_order = *order;
    }
    if (!code)
        sound->order = sound->has_person_order ? sound->person_order : stem_info(*stem)->order;
    return code;
}

static enum err_code set_start(struct sound *sound, const struct stem_info *info,
                               const struct args *args, struct rate rate, struct err *err)
{
    bool named;
    const char *text = option_for(args, "--start", sound, &named);

    sound->start_samples = info->start_samples;
    if (text && (named || info->start_known_by == START_UNKNOWN))
        return timecode_parse(&sound->start_samples, rate, text, err);
    if (info->start_known_by == START_UNKNOWN)
        return err_set(err, ERR_UNKNOWN,
                       "%s does not tell where it starts; say it with --start TC (for all such "
                       "files) or --start %s=TC",
                       shown(sound), shown(sound));
    return ERR_NONE;
}

static enum err_code hash_file(struct hash *out, const char *path, struct err *err)
{
    struct source *source = NULL;
    struct hasher *hasher = NULL;
    void *block = malloc(HASH_BLOCK_BYTES);
    int64_t at = 0;
    ssize_t bytes = 1;
    enum err_code code;

    if ((code = source_open_file(&source, path, err)) || (code = hasher_new(&hasher, err)))
        goto done;
    if (!block)
        code = err_set(err, ERR_NO_MEMORY, "out of memory to read %s", path);
    for (; !code && bytes > 0; at += bytes > 0 ? bytes : 0) {
        bytes = source_read(source, block, HASH_BLOCK_BYTES, at);
        if (bytes < 0)
            code = err_set_errno(err, "%s can't be read at byte %jd", path, (intmax_t)at);
        else
            hasher_add(hasher, block, (size_t)bytes);
    }
    if (!code)
        *out = hasher_result(hasher);
done:
    hasher_free(hasher);
    source_close(source);
    free(block);
    return code;
}

/* The identity of what is decoded: the files, or where they are not read whole, which they are. */
static enum err_code set_hashes(struct sound *sound, bool with_hashes, struct err *err)
{
    struct hash part[CHANNELS] = { 0 };
    char order[ORDER_TEXT];
    struct hasher *hasher;
    enum err_code code = ERR_NONE;

    for (unsigned i = 0; i < sound->files.count && !code; i++) {
        if (with_hashes)
            code = hash_file(&sound->file_hash[i], sound->files.path[i], err);
        part[i] = with_hashes ? sound->file_hash[i]
                              : hash_of(sound->files.path[i], strlen(sound->files.path[i]));
    }
    if (code || (code = hasher_new(&hasher, err)))
        return code;
    order_format(order, &sound->order);
    hasher_add(hasher, part, sizeof part);
    hasher_add(hasher, order, strlen(order));
    sound->audio = hasher_result(hasher);
    hasher_free(hasher);
    return ERR_NONE;
}

enum err_code sound_read(struct sound *sound, const struct args *args, struct rate rate,
                         struct err *err)
{
    struct stem *stem = NULL;
    const struct stem_info *info;
    enum err_code code;

    if ((code = set_role(sound, args, err)) || (code = sound_stem(&stem, sound, err)) ||
        (code = set_order(sound, &stem, args, err)))
        goto done;
    info = stem_info(stem);
    code = set_start(sound, info, args, rate, err);
    sound->samples = info->samples;
    for (unsigned i = 0; i < info->warnings; i++)
        command_say("%s", info->warning[i]);
done:
    stem_close(stem);
    return code;
}

/* Gathers what one kind of option or the plain files give. */
static enum err_code add_paths(struct sounds *sounds, const char *const *paths, size_t count,
                               enum role_kind kind, struct err *err)
{
    struct print_files *prints;
    size_t gathered;
    enum err_code code = prints_gather(&prints, &gathered, paths, count, err);

    for (size_t i = 0; i < gathered && !code; i++) {
        struct sound *sound = &sounds->sound[sounds->count++];

        *sound = (struct sound){ .files = prints[i], .kind = kind };
        if (kind != ROLE_UNKNOWN)
            snprintf(sound->role, sizeof sound->role, "%s",
                     kind == ROLE_DIALOGUE ? "Dialogue" : "Effects");
    }
    free(prints);
    return code;
}

static bool is_temp_option(const struct args *args, const char *path)
{
    static const char *const options[] = { "--dialogue", "--effects" };

    for (size_t i = 0; i < 2; i++) {
        const char *temp;
        size_t at = 0;

        while ((temp = args_next(args, options[i], &at)))
            if (same_file(temp, path))
                return true;
    }
    return false;
}

/* A temp named by an option may well be among FILES, too, where a pattern has found it. */
static enum err_code add_all(struct sounds *out, const struct args *args, struct err *err)
{
    const char **paths = calloc(args->files + args->given_count + 1, sizeof *paths);
    size_t count = 0, at = 0;
    enum err_code code;

    out->sound = calloc(args->files + args->given_count + 1, sizeof *out->sound);
    if (!paths || !out->sound) {
        free(paths);
        return err_set(err, ERR_NO_MEMORY, "out of memory for %zu files", args->files);
    }
    for (size_t i = 0; i < args->files; i++)
        if (!is_temp_option(args, args->file[i]))
            paths[count++] = args->file[i];
    code = add_paths(out, paths, count, ROLE_UNKNOWN, err);
    for (count = 0; !code && (paths[count] = args_next(args, "--dialogue", &at)); count++)
        ;
    code = code ? code : add_paths(out, paths, count, ROLE_DIALOGUE, err);
    at = 0;
    for (count = 0; !code && (paths[count] = args_next(args, "--effects", &at)); count++)
        ;
    code = code ? code : add_paths(out, paths, count, ROLE_EFFECTS, err);
    free(paths);
    return code;
}

enum err_code sounds_gather(struct sounds *out, const struct args *args, struct err *err)
{
    static const char *const naming[] = { "--role", "--order", "--start" };
    enum err_code code;

    *out = (struct sounds){ 0 };
    code = add_all(out, args, err);
    for (size_t i = 0; i < sizeof naming / sizeof *naming && !code; i++)
        code = check_names(args, naming[i], out, err);
    return code;
}

enum err_code sounds_check_doubles(const struct sounds *sounds, struct err *err)
{
    for (size_t i = 0; i < sounds->count; i++)
        for (size_t j = i + 1; j < sounds->count; j++) {
            const struct sound *a = &sounds->sound[i], *b = &sounds->sound[j];

            if (!strcmp(a->role, b->role) && a->start_samples < b->start_samples + b->samples &&
                b->start_samples < a->start_samples + a->samples &&
                !strcasecmp(a->files.name.cue, b->files.name.cue) &&
                (*a->files.name.cue || same_file(a->files.path[0], b->files.path[0])))
                return err_set(err, ERR_CONFLICT,
                               "%s and %s are both %s%s%s and would play at once; give one of "
                               "them",
                               a->files.path[0], b->files.path[0], a->files.name.cue,
                               *a->files.name.cue ? " " : "", a->role);
        }
    return ERR_NONE;
}

enum err_code sounds_open(struct sounds *out, const struct args *args, struct rate rate,
                          bool with_hashes, struct err *err)
{
    enum err_code code = sounds_gather(out, args, err);

    for (size_t i = 0; i < out->count && !code; i++)
        if (!(code = sound_read(&out->sound[i], args, rate, err)))
            code = set_hashes(&out->sound[i], with_hashes, err);
    return code ? code : sounds_check_doubles(out, err);
}

void sounds_clear(struct sounds *sounds)
{
    free(sounds->sound);
    *sounds = (struct sounds){ 0 };
}

static enum err_code open_sound(struct stem **out, void *ctx, struct err *err)
{
    return sound_stem(out, ctx, err);
}

struct preview_track sounds_track(struct sound *sound)
{
    struct preview_track track = {
        .kind = sound->kind,
        .start_samples = sound->start_samples,
        .samples = sound->samples,
        .audio = sound->audio,
        .open = open_sound,
        .ctx = sound,
    };

    memcpy(track.role, sound->role, sizeof track.role);
    return track;
}

void sounds_roles(char *out, size_t out_bytes, const struct sounds *sounds)
{
    size_t used = 0;

    *out = 0;
    for (size_t i = 0; i < sounds->count; i++) {
        size_t j = 0;

        while (j < i && strcmp(sounds->sound[j].role, sounds->sound[i].role) != 0)
            j++;
        if (j == i && used < out_bytes)
            used += (size_t)snprintf(out + used, out_bytes - used, "%s%s", used ? ", " : "",
                                     sounds->sound[i].role);
    }
}
