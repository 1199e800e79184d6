/* lists_bench DIR TENTHS: fills a record as a long production leaves it behind, and prints two
 * tokens: of a manager on the music side, and of a member on the stage's. Ten tenths are 200
 * scenes, 60 cues of 10 print sets, 100,000 notes and 1,000,000 events; the prints are rows alone,
 * without files. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "codec/core/units.h"
#include "server/api/acts.h"
#include "server/auth/secret.h"
#include "server/store/cues.h"
#include "server/store/pictures.h"
#include "server/store/recordings.h"
#include "server/store/scenes.h"
#include "server/store/sets.h"
#include "server/store/sounds.h"
#include "server/store/tokens.h"

enum {
    SCENES = 20,
    CUES = 6,
    SETS = 10,
    ROLES = 6,
    NOTES = 10000,
    EVENTS = 100000, /* all a tenth */
    SCENE_S = 30,
    CUE_S = 100,
    BATCH = 5000 /* events in one transaction */
};

static const int64_t first_samples = INT64_C(3600) * RATE_HZ;

struct fill {
    struct db *db;
    int64_t tenths, production_id, picture_id;
    struct scene *scenes;
    size_t scene_count;
    int64_t *notes, noted, events;
    struct caller who;
};

static void must(enum err_code code, const struct err *err)
{
    if (!code)
        return;
    fprintf(stderr, "lists_bench: %s\n", err->text);
    exit(1);
}

static struct hash number_hash(int64_t a, int64_t b)
{
    const int64_t numbers[2] = { a, b };

    return hash_of(numbers, sizeof numbers);
}

/* One on each side, each with a token. */
static enum err_code add_people(struct db *db, void *ctx, struct err *err)
{
    static const char *const names[] = { "Music", "Stage" };
    struct fill *fill = ctx;
    char secret[SECRET_TEXT];
    struct hash kept;

    for (int i = 0; i < 2; i++) {
        struct person person = { .password = "none", .is_owner = i == 0 };
        struct token token = { .name = "bench", .scopes = SCOPE_ALL };
        snprintf(person.name, sizeof person.name, "%s", names[i]);
        must(db_person_add(db, &person, err), err);
        token.person_id = person.id;
        secret_make(secret, &kept, "pdt_");
        must(db_token_add(db, &token, &kept, err), err);
        printf("%s\n", secret);
    }
    fill->who = (struct caller){ .person_id = 1, .side = SIDE_MUSIC, .production_id = 1 };
    return ERR_NONE;
}

static enum err_code add_members(struct db *db, void *ctx, struct err *err)
{
    const struct fill *fill = ctx;

    for (int64_t id = 1; id <= 2; id++)
        must(db_member_put(db,
                           &(struct member){ .production_id = fill->production_id,
                                             .person_id = id,
                                             .side = id == 1 ? SIDE_MUSIC : SIDE_STAGE,
                                             .may_manage = id == 1 },
                           err),
             err);
    return ERR_NONE;
}

static enum err_code add_production(struct db *db, void *ctx, struct err *err)
{
    struct fill *fill = ctx;
    static const char *const stems[] = { "String", "Brass", "Atmospheric", "FX inst",
                                         "Percussion" };
    struct production production = { .name = "Big", .headroom_db = -6, .stems = 5 };

    rate_parse(&production.rate, "24", err);
    for (unsigned i = 0; i < 5; i++)
        snprintf(production.stem[i], RECIPE_ROLE, "%s", stems[i]);
    must(db_production_add(db, &production, err), err);
    fill->production_id = production.id;
    return ERR_NONE;
}

static void add_scenes(struct fill *fill, struct err *err)
{
    struct picture picture = { .production_id = fill->production_id, .name = "Cut 1" };
    const size_t count = (size_t)(SCENES * fill->tenths);
    struct scene *scenes = calloc(count, sizeof *scenes);

    must(db_picture_add(fill->db, &picture, err), err);
    fill->picture_id = picture.id;
    for (size_t i = 0; i < count; i++) {
        snprintf(scenes[i].number, sizeof scenes[i].number, "%zu", i + 1);
        scenes[i].in_samples = first_samples + (int64_t)i * SCENE_S * RATE_HZ;
        scenes[i].out_samples = scenes[i].in_samples + (int64_t)SCENE_S * RATE_HZ;
    }
    must(db_scenes_put(fill->db, picture.id, scenes, count, err), err);
    free(scenes);
    must(db_scenes(fill->db, picture.id, &fill->scenes, &fill->scene_count, err), err);
}

/* One print and what it sounds like in every scene it reaches. */
static void add_print(struct fill *fill, struct db *db, const struct print_set *set, int role,
                      struct err *err)
{
    static const char *const roles[ROLES] = { "String",  "Brass",      "Atmospheric",
                                              "FX inst", "Percussion", "Full mix" };
    struct recording print = { .set_id = set->id,
                               .kind = role < 5 ? ROLE_STEM : ROLE_MIX,
                               .format = "WAV",
                               .rate_hz = RATE_HZ,
                               .bits = 24,
                               .channels = 6,
                               .samples = (int64_t)CUE_S * RATE_HZ,
                               .start_known_by = START_BEXT,
                               .files = 1 };
    struct recording_file file = { .bytes = 86400000, .hash = number_hash(set->id, role) };
    struct range_sound ranges[CUE_S / SCENE_S + 2];
    size_t count = 0;

    print.start_samples = first_samples + (set->cue_id - 1) * CUE_S * RATE_HZ;
    order_parse(&print.order, "smpte", err);
    print.order.known_by = ORDER_MASK;
    snprintf(print.role, sizeof print.role, "%s", roles[role]);
    snprintf(print.base, sizeof print.base, "%lld_%d", (long long)set->cue_id, role);
    memcpy(print.filename, print.base, sizeof print.filename);
    memcpy(file.filename, print.base, sizeof file.filename);
    must(db_recording_add(db, &print, err), err);
    must(db_recording_file_add(db, print.id, &file, err), err);
    for (size_t i = 0; i < fill->scene_count && set->version == SETS; i++) {
        const struct scene *scene = &fill->scenes[i];
        if (scene->in_samples < print.start_samples + print.samples &&
            scene->out_samples > print.start_samples)
            ranges[count++] = (struct range_sound){ .in_samples = scene->in_samples,
                                                    .out_samples = scene->out_samples,
                                                    .sound = number_hash(print.id, (int)i) };
    }
    must(db_sounds_put(db, print.id, ranges, count, err), err);
}

static enum err_code add_prints(struct db *db, void *ctx, struct err *err)
{
    struct fill *fill = ctx;
    struct print_set *sets;
    size_t count;
    bool published;

    must(db_sets_of_production(db, fill->production_id, &sets, &count, err), err);
    for (size_t i = 0; i < count; i++) {
        for (int role = 0; role < ROLES; role++)
            add_print(fill, db, &sets[i], role, err);
        must(db_set_publish(db, sets[i].id, &published, err), err);
    }
    free(sets);
    return ERR_NONE;
}

static enum err_code add_cues(struct db *db, void *ctx, struct err *err)
{
    struct fill *fill = ctx;

    for (int i = 0; i < CUES * (int)fill->tenths; i++) {
        struct cue cue = { .production_id = fill->production_id,
                           .reel = 1 + i / 10,
                           .number = 1 + i % 10 };
        snprintf(cue.name, sizeof cue.name, "%dm%d", cue.reel, cue.number);
        must(db_cue_add(db, &cue, err), err);
        for (int k = 0; k < SETS; k++) {
            struct print_set set = { .cue_id = cue.id, .picture_id = fill->picture_id };
            must(db_set_add(db, &set, err), err);
        }
    }
    return ERR_NONE;
}

static void note(struct fill *fill, struct db *db, struct err *err)
{
    static const char *const about[] = { "lfe", "centre", "anything" };
    const int64_t n = fill->noted;
    struct event event;
    const struct act act = {
        .kind = "note.add",
        .production_id = fill->production_id,
        .scene_id = fill->scenes[n * 7919 % (int64_t)fill->scene_count].id,
        .detail = json_pack("{s:s, s:I, s:I, s:s}", "about", about[n % 3], "from_samples",
                            (json_int_t)(n % SCENE_S) * RATE_HZ, "to_samples",
                            (json_int_t)(n % SCENE_S + 1) * RATE_HZ, "text",
                            "The low end comes and goes here; is that meant?"),
    };

    must(act_add(db, &fill->who, &act, &event, err), err);
    fill->notes[fill->noted++] = event.id;
}

/* Nine of ten notes are resolved; what is left of the events are answers to notes. */
static void answer(struct fill *fill, struct db *db, struct err *err)
{
    const int64_t n = fill->events % NOTES;
    const bool resolve = fill->events < 2 * NOTES * fill->tenths && n % 10;
    const struct act act = {
        .kind = resolve ? "note.state" : "note.reply",
        .production_id = fill->production_id,
        .detail = json_pack("{s:I, s:s, s:s*}", "note_id",
                            (json_int_t)fill->notes[fill->events % fill->noted], "text",
                            "Heard in the room: it is.", "state", resolve ? "resolved" : NULL),
    };

    must(act_add(db, &fill->who, &act, NULL, err), err);
}

static enum err_code add_batch(struct db *db, void *ctx, struct err *err)
{
    struct fill *fill = ctx;

    for (int i = 0; i < BATCH; i++, fill->events++)
        if (fill->noted < NOTES * fill->tenths)
            note(fill, db, err);
        else
            answer(fill, db, err);
    return ERR_NONE;
}

int main(int argc, char **argv)
{
    struct fill fill = { .tenths = argc > 2 ? atoi(argv[2]) : 0 };
    char path[4096];
    struct err err;

    if (fill.tenths < 1 || (mkdir(argv[1], 0750) && argc > 3)) {
        fprintf(stderr, "usage: lists_bench DIR TENTHS\n");
        return 2;
    }
    snprintf(path, sizeof path, "%s/predub.db", argv[1]);
    fill.notes = calloc((size_t)(NOTES * fill.tenths), sizeof *fill.notes);
    must(db_open(&fill.db, path, &err), &err);
    must(db_migrate(fill.db, &err), &err);
    must(db_txn(fill.db, add_people, &fill, &err), &err);
    must(db_txn(fill.db, add_production, &fill, &err), &err);
    must(db_txn(fill.db, add_members, &fill, &err), &err);
    add_scenes(&fill, &err);
    must(db_txn(fill.db, add_cues, &fill, &err), &err);
    must(db_txn(fill.db, add_prints, &fill, &err), &err);
    while (fill.events < EVENTS * fill.tenths)
        must(db_txn(fill.db, add_batch, &fill, &err), &err);
    free(fill.notes);
    free(fill.scenes);
    db_close(fill.db);
    return 0;
}
