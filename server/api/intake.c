/* What happens to the bytes of an upload: they are opened where they arrived, and only what is
 * sound is kept; the row comes last. So nothing that was refused was ever stored, and whatever a
 * crash leaves is either acknowledged or removed at the next start. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "server/api/material.h"
#include "server/api/position.h"
#include "server/api/upload.h"
#include "server/store/sets.h"
#include "server/store/uploads.h"
#include "server/work/opener.h"

enum { TRIES = 64 };

enum fate { FATE_NEW, FATE_JOIN, FATE_SAME };

/* One try to place the file among what is there. */
struct intake {
    struct upload *upload;
    struct recording_file file; /* the arrived one */
    struct recording existing;  /* as it was when the files were opened */
    struct recording result;
    enum fate fate;
    bool stale; /* the record has changed meanwhile: look again */
};

/* Until it is durable the file is where it arrived, then among the blobs. */
static enum err_code open_arrived(struct source **out, const struct intake *intake, struct err *err)
{
    struct upload *upload = intake->upload;

    return upload->put ? blob_put_open(out, upload->put, err)
                       : blob_open(out, upload->app->blobs, &intake->file.hash, err);
}

/* What a name without its ending says. */
static void name_base(char out[RECORDING_NAME], const char *filename)
{
    char *ending;

    snprintf(out, RECORDING_NAME, "%s", filename);
    if ((ending = strrchr(out, '.')) != NULL)
        *ending = '\0';
}

/* Is it one channel of a print that comes as mono files? Somebody who tells the order of a mono
 * file (mono) says that it is a whole one. */
static void tell_member(struct intake *intake, const struct stem_info *info)
{
    struct upload *upload = intake->upload;
    struct recording *wanted = &upload->wanted;
    struct name_facts facts;

    name_read(&facts, wanted->filename);
    name_base(wanted->base, wanted->filename);
    wanted->is_gathered = info->order.channels == 1 && !upload->has_order &&
                          (upload->has_channel || facts.has_channel);
    intake->file.is_mono = wanted->is_gathered;
    if (!wanted->is_gathered)
        return;
    intake->file.channel = upload->has_channel ? upload->channel : facts.channel;
    if (facts.has_channel)
        memcpy(wanted->base, facts.base, sizeof wanted->base);
}

static void take_warnings(struct recording *recording, const struct stem_info *info)
{
    size_t used = 0;

    recording->warnings[0] = '\0';
    for (unsigned i = 0; i < info->warnings && used < sizeof recording->warnings; i++) {
        const size_t left = sizeof recording->warnings - used;
        const size_t bytes = strlen(info->warning[i]);
        if (bytes + 2 > left)
            break;
        used += (size_t)snprintf(recording->warnings + used, left, "%s%s", used ? "\n" : "",
                                 info->warning[i]);
    }
}

static void add_warning(struct recording *recording, const char *sentence)
{
    const size_t used = strlen(recording->warnings);

    if (used + strlen(sentence) + 2 <= sizeof recording->warnings)
        snprintf(recording->warnings + used, sizeof recording->warnings - used, "%s%s",
                 used ? "\n" : "", sentence);
}

/* A person's word goes before the file's; a time stamp that no day has is as good as none. */
static void take_start(struct intake *intake, const struct stem_info *info)
{
    const struct upload *upload = intake->upload;
    struct recording *result = &intake->result;
    const bool told = info->start_known_by != START_UNKNOWN;
    const bool sane = info->start_samples >= 0 && info->start_samples < POSITION_LIMIT_SAMPLES;

    if (intake->fate == FATE_JOIN && intake->existing.start_known_by == START_PERSON)
        return;
    result->start_known_by = told && sane ? info->start_known_by : START_UNKNOWN;
    result->start_samples = told && sane ? info->start_samples : 0;
    if (told && !sane)
        add_warning(result, "the time stamp of the file is beyond 24 hours and is not used");
    if (!upload->has_start)
        return;
    result->start_known_by = START_PERSON;
    result->start_samples = upload->start_samples;
}

static void take_info(struct intake *intake, const struct stem_info *info)
{
    struct recording *result = &intake->result;

    snprintf(result->format, sizeof result->format, "%s", info->format);
    result->rate_hz = info->rate_hz;
    result->bits = info->bits;
    result->is_float = info->is_float;
    result->samples = info->samples;
    take_warnings(result, info);
    take_start(intake, info);
    if (!result->is_gathered) {
        result->order = info->order;
        result->channels = info->order.channels;
        return;
    }
    result->channels = result->files;
    result->order.channels = result->files;
    for (unsigned i = 0; i < result->files; i++)
        result->order.slot[i] = result->file[i].channel;
    result->order.known_by =
        intake->upload->has_channel || intake->existing.order.known_by == ORDER_PERSON
            ? ORDER_PERSON
            : ORDER_SUFFIX;
}

/* Opens the arrived file alone: damaged and foreign files end here, and a mono file is told. */
static enum err_code open_alone(struct intake *intake, struct err *err)
{
    const struct upload *upload = intake->upload;
    struct stem_file file = { .name = upload->wanted.filename };
    struct stem *stem;
    enum err_code code;

    if ((code = open_arrived(&file.source, intake, err)) ||
        (code = stem_open(&stem, &file, 1, upload->has_order ? &upload->order : NULL, err)))
        return code;
    tell_member(intake, stem_info(stem));
    intake->result = upload->wanted;
    intake->result.files = 1;
    intake->result.file[0] = intake->file;
    take_info(intake, stem_info(stem));
    stem_close(stem);
    if (intake->result.samples > POSITION_LIMIT_SAMPLES)
        return err_set(err, ERR_UNSUPPORTED, "%.200s is longer than 24 hours: cut it into reels",
                       upload->wanted.filename);
    return ERR_NONE;
}

static void insert_by_channel(struct recording *recording, const struct recording_file *file)
{
    unsigned place = recording->files++;

    while (place > 0 && recording->file[place - 1].channel > file->channel) {
        recording->file[place] = recording->file[place - 1];
        place--;
    }
    recording->file[place] = *file;
}

/* Opens it with the other files of its set: they must agree in rate, depth, length and start. */
static enum err_code open_together(struct intake *intake, struct err *err)
{
    struct recording *result = &intake->result;
    struct stem_file files[CHANNELS] = { 0 };
    char names[CHANNELS][OPENER_NAME];
    struct stem *stem;
    unsigned opened = 0;
    enum err_code code = ERR_NONE;

    *result = intake->existing;
    insert_by_channel(result, &intake->file);
    for (; opened < result->files && !code; opened++) {
        const struct recording_file *file = &result->file[opened];
        opener_name(names[opened], file, result->base);
        files[opened].name = names[opened];
        code = file->channel == intake->file.channel
                   ? open_arrived(&files[opened].source, intake, err)
                   : blob_open(&files[opened].source, intake->upload->app->blobs, &file->hash, err);
    }
    if (code) {
        for (unsigned i = 0; i < opened; i++)
            source_close(files[i].source);
        return code;
    }
    if ((code = stem_open(&stem, files, result->files, NULL, err)))
        return code;
    take_info(intake, stem_info(stem));
    stem_close(stem);
    return ERR_NONE;
}

static enum err_code conflict(const struct intake *intake, const struct recording *there,
                              struct err *err)
{
    if (there->set_id)
        return err_set(err, ERR_CONFLICT,
                       "the set has other audio as its %s already (%.100s); prints are never "
                       "replaced: make a new set of the cue",
                       there->role, there->filename);
    return err_set(err, ERR_CONFLICT,
                   "the picture version has other audio as its %s \"%.100s\" already; temps are "
                   "never replaced: give %.100s another name",
                   there->role, there->base, intake->upload->wanted.filename);
}

/* Finds what holds the place already and says what that means for the arrived file. */
static enum err_code decide(struct db *db, const struct intake *intake, struct recording *there,
                            enum fate *fate, struct err *err)
{
    const struct recording *wanted = &intake->upload->wanted;
    const struct recording_file *file = &intake->file;
    enum err_code code;
    bool found, taken = false;

    *fate = FATE_NEW;
    if ((code = db_recording_like(db, wanted, there, &found, err)) || !found)
        return code;
    for (unsigned i = 0; i < there->files; i++) {
        const bool same_place = !there->is_gathered || there->file[i].channel == file->channel;
        taken = taken || same_place;
        if (same_place && there->is_gathered == wanted->is_gathered &&
            !hash_compare(&there->file[i].hash, &file->hash)) {
            *fate = FATE_SAME;
            return ERR_NONE;
        }
    }
    if (taken || !there->is_gathered || !wanted->is_gathered ||
        (strcasecmp(there->base, wanted->base) && !intake->upload->has_channel))
        return conflict(intake, there, err);
    *fate = FATE_JOIN;
    return ERR_NONE;
}

static enum err_code add_row(struct db *db, struct intake *intake, struct err *err)
{
    struct recording *result = &intake->result;
    enum err_code code = intake->fate == FATE_NEW ? db_recording_add(db, result, err)
                                                  : db_recording_put(db, result, err);

    if (code || (code = db_recording_file_add(db, result->id, &intake->file, err)))
        return code;
    return material_uploaded(db, &intake->upload->who, result, &intake->file, err);
}

/* What was published never changes, and a draft may have been dropped while its file arrived. */
static enum err_code check_set(struct db *db, const struct intake *intake, enum fate fate,
                               struct err *err)
{
    const int64_t set_id = intake->upload->wanted.set_id;
    struct print_set set;
    enum err_code code;

    if (!set_id || fate == FATE_SAME)
        return ERR_NONE;
    code = db_set(db, set_id, &set, err);
    return code || !set.published_at_ms ? code : set_is_published(&set, err);
}

/* The record alone decides: between the look and now another upload may have come. */
static enum err_code commit(struct db *db, void *ctx, struct err *err)
{
    struct intake *intake = ctx;
    const struct upload *upload = intake->upload;
    struct recording there;
    enum fate fate;
    enum err_code code;

    if ((code = decide(db, intake, &there, &fate, err)))
        return code;
    intake->stale = fate != intake->fate || there.files != intake->existing.files;
    if (intake->stale)
        return ERR_NONE;
    if ((code = check_set(db, intake, fate, err)))
        return code;
    if (fate != FATE_SAME && (code = add_row(db, intake, err)))
        return code;
    return upload->row_id ? db_upload_done(db, upload->row_id, intake->result.id, err) : ERR_NONE;
}

static enum err_code make_durable(struct intake *intake, struct err *err)
{
    struct upload *upload = intake->upload;
    struct blob_put *put = upload->put;
    struct source *stored;
    enum err_code code;

    if (!put) { /* it was there already: is it still? */
        if (!(code = blob_open(&stored, upload->app->blobs, &intake->file.hash, err)))
            source_close(stored);
        return code;
    }
    upload->put = NULL;
    return blob_put_finish(put, &intake->file.hash, &intake->file.bytes, err);
}

static enum err_code try_once(struct intake *intake, struct db *db, struct err *err)
{
    enum err_code code;

    intake->existing = (struct recording){ 0 };
    intake->fate = FATE_NEW;
    if ((code = open_alone(intake, err)) ||
        (code = decide(db, intake, &intake->existing, &intake->fate, err)) ||
        (code = check_set(db, intake, intake->fate, err)))
        return code;
    if (intake->fate == FATE_JOIN && (code = open_together(intake, err)))
        return code;
    if (intake->fate == FATE_SAME)
        intake->result = intake->existing;
    blobs_keep(intake->upload->app->blobs);
    if (!(code = make_durable(intake, err)))
        code = db_txn(db, commit, intake, err);
    blobs_let_go(intake->upload->app->blobs);
    return code;
}

enum err_code upload_keep(struct upload *upload, struct db *db, struct err *err)
{
    struct intake intake = { .upload = upload, .stale = true };
    enum channel missing[CHANNELS];
    enum err_code code = ERR_NONE;

    intake.file.hash = upload->put ? blob_put_hash(upload->put) : upload->stored;
    intake.file.bytes = upload->bytes;
    memcpy(intake.file.filename, upload->wanted.filename, sizeof intake.file.filename);
    for (int i = 0; i < TRIES && intake.stale && !code; i++)
        code = try_once(&intake, db, err);
    if (!code && intake.stale)
        code = err_set(err, ERR_BUSY, "the set changes all the time: send %.100s again",
                       upload->wanted.filename);
    blob_put_abort(upload->put);
    upload->put = NULL;
    if (code)
        return code;
    upload->recording = intake.result;
    upload->status = intake.fate == FATE_SAME                         ? 200
                     : recording_missing(&intake.result, missing) > 0 ? 202
                                                                      : 201;
    return ERR_NONE;
}
