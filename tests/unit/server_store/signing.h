/* A scene with a cue and two people, whose words are events of the record. */
#pragma once

#include "server/store/cues.h"
#include "server/store/events.h"
#include "server/store/people.h"
#include "server/store/pictures.h"
#include "server/store/scenes.h"
#include "server/store/sets.h"
#include "tests/unit/server_store/folder.h"

struct signing {
    struct folder folder;
    struct production production;
    struct picture picture;
    struct cue cue; /* 1m1 */
    struct print_set set;
    struct person mara, stan;
    struct scene scene[2]; /* of ten seconds each */
};

static inline int64_t signing_event(struct signing *signing, const char *kind,
                                    const struct person *person)
{
    struct event event = { .production_id = signing->production.id,
                           .scene_id = signing->scene[0].id,
                           .person_id = person->id,
                           .detail = (char[]){ "{}" } };

    snprintf(event.kind, sizeof event.kind, "%s", kind);
    assert_int_equal(db_event_add(signing->folder.db, &event, NULL), ERR_NONE);
    return event.id;
}

/* Reads the scenes of the list again: at most two. */
static inline void signing_scenes(struct signing *signing)
{
    struct scene *list;
    size_t count;

    assert_int_equal(db_scenes(signing->folder.db, signing->picture.id, &list, &count, NULL),
                     ERR_NONE);
    assert_true(count <= 2);
    memcpy(signing->scene, list, count * sizeof *list);
    free(list);
}

static inline int signing_setup(void **state)
{
    static const struct scene scenes[] = {
        { .number = "1", .in_samples = 0, .out_samples = 480000 },
        { .number = "2", .in_samples = 480000, .out_samples = 960000 },
    };
    static struct signing signing;
    struct db *db;

    signing = (struct signing){ .production = { .name = "Tideline", .rate = { 24, 1, false } },
                                .picture = { .name = "Cut 14" },
                                .cue = { .name = "1m1", .reel = 1, .number = 1 },
                                .mara = { .name = "Mara", .password = "!" },
                                .stan = { .name = "Stan", .password = "!" } };
    folder_make(&signing.folder);
    folder_db(&signing.folder);
    db = signing.folder.db;
    assert_int_equal(db_person_add(db, &signing.mara, NULL), ERR_NONE);
    assert_int_equal(db_person_add(db, &signing.stan, NULL), ERR_NONE);
    assert_int_equal(db_production_add(db, &signing.production, NULL), ERR_NONE);
    signing.picture.production_id = signing.cue.production_id = signing.production.id;
    assert_int_equal(db_picture_add(db, &signing.picture, NULL), ERR_NONE);
    assert_int_equal(db_cue_add(db, &signing.cue, NULL), ERR_NONE);
    signing.set = (struct print_set){ .cue_id = signing.cue.id, .picture_id = signing.picture.id };
    assert_int_equal(db_set_add(db, &signing.set, NULL), ERR_NONE);
    assert_int_equal(db_scenes_put(db, signing.picture.id, scenes, 2, NULL), ERR_NONE);
    signing_scenes(&signing);
    *state = &signing;
    return 0;
}

static inline int signing_teardown(void **state)
{
    folder_remove(&((struct signing *)*state)->folder);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, signing_setup, signing_teardown)
