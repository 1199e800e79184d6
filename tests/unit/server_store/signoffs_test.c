/* A signature is bound to the sound, replaced by a newer one, and never gone. */
#include "server/store/signoffs.h"

#include "server/store/scene_lfe.h"
#include "tests/unit/server_store/signing.h"

static struct signoff signoff_of(struct signing *signing, const struct person *person,
                                 enum side side, const char *sound)
{
    static char heard[] = "{\"heard\":[]}", text[] = "good";

    return (struct signoff){ .id = signing_event(signing, "scene.sign", person),
                             .production_id = signing->production.id,
                             .scene_id = signing->scene[0].id,
                             .person_id = person->id,
                             .side = side,
                             .at_ms = 5000,
                             .in_samples = 0,
                             .out_samples = 480000,
                             .sounds = hash_of(sound, strlen(sound)),
                             .monitoring = MONITORING_ROOM_5_1,
                             .heard = heard,
                             .text = text,
                             .receipt = hash_of("event", 5) };
}

struct signing_act {
    const struct signoff *signoff;
    const struct signoff_sound *sounds;
    size_t count;
};

static enum err_code sign_now(struct db *db, void *ctx, struct err *err)
{
    const struct signing_act *act = ctx;

    return db_signoff_add(db, act->signoff, act->sounds, act->count, err);
}

/* Signs with Brass and String as they sound by that name; gives the outcome, and the id. */
static enum err_code sign(struct signing *signing, const struct person *person, enum side side,
                          const char *sound, int64_t *id)
{
    const struct signoff signoff = signoff_of(signing, person, side, sound);
    const struct signoff_sound sounds[] = {
        { .cue_id = signing->cue.id,
          .set_id = signing->set.id,
          .role = "String",
          .sound = hash_of("string", 6) },
        { .cue_id = signing->cue.id,
          .set_id = signing->set.id,
          .role = "Brass",
          .sound = hash_of(sound, strlen(sound)) },
    };
    struct signing_act act = { &signoff, sounds, 2 };

    *id = signoff.id;
    return db_txn(signing->folder.db, sign_now, &act, NULL);
}

static int64_t signed_by(struct signing *signing, const struct person *person, enum side side,
                         const char *sound)
{
    int64_t id;

    assert_int_equal(sign(signing, person, side, sound, &id), ERR_NONE);
    return id;
}

static void a_signature_is_read_as_it_was_given(void **state)
{
    struct signing *signing = *state;
    const int64_t id = signed_by(signing, &signing->mara, SIDE_MUSIC, "a");
    const struct hash sound = hash_of("a", 1), receipt = hash_of("event", 5);
    struct signoffs read;
    const struct signoff *signoff;

    assert_int_equal(db_signoff(signing->folder.db, id, &read, NULL), ERR_NONE);
    signoff = read.list;
    assert_int_equal(read.count, 1);
    assert_int_equal(signoff->id, id);
    assert_int_equal(signoff->scene_id, signing->scene[0].id);
    assert_int_equal(signoff->side, SIDE_MUSIC);
    assert_int_equal(signoff->person_id, signing->mara.id);
    assert_int_equal(signoff->out_samples, 480000);
    assert_int_equal(hash_compare(&signoff->sounds, &sound), 0);
    assert_int_equal(signoff->monitoring, MONITORING_ROOM_5_1);
    assert_string_equal(signoff->heard, "{\"heard\":[]}");
    assert_string_equal(signoff->text, "good");
    assert_int_equal(signoff->state, SIGNOFF_CURRENT);
    assert_string_equal(signoff->reason, "");
    assert_int_equal(signoff->ended_at_ms, 0);
    assert_int_equal(hash_compare(&signoff->receipt, &receipt), 0);
    assert_int_equal(read.sound_count, 2);
    assert_string_equal(read.sounds[0].role, "Brass");
    assert_string_equal(read.sounds[0].cue, "1m1");
    assert_int_equal(read.sounds[0].version, 1);
    assert_int_equal(hash_compare(&read.sounds[0].sound, &sound), 0);
    signoffs_clear(&read);
    assert_int_equal(db_signoff(signing->folder.db, id + 1, &read, NULL), ERR_NOT_FOUND);
}

static void a_newer_signature_of_the_side_replaces_the_older(void **state)
{
    struct signing *signing = *state;
    const int64_t first = signed_by(signing, &signing->mara, SIDE_MUSIC, "a");
    const int64_t other = signed_by(signing, &signing->stan, SIDE_STAGE, "a");
    const int64_t second = signed_by(signing, &signing->stan, SIDE_MUSIC, "b");
    struct signoffs read;

    assert_int_equal(db_signoffs(signing->folder.db, signing->scene[0].id, &read, NULL), ERR_NONE);
    assert_int_equal(read.count, 3);
    assert_int_equal(read.list[0].id, second);
    assert_int_equal(read.list[0].state, SIGNOFF_CURRENT);
    assert_int_equal(read.list[1].id, other);
    assert_int_equal(read.list[1].state, SIGNOFF_CURRENT);
    assert_int_equal(read.list[2].id, first);
    assert_int_equal(read.list[2].state, SIGNOFF_REPLACED);
    assert_int_equal(read.list[2].ended_by, signing->stan.id);
    assert_int_equal(read.list[2].ended_at_ms, 5000);
    assert_int_equal(read.sound_count, 6);
    signoffs_clear(&read);
}

static void the_same_sound_is_signed_once_a_side(void **state)
{
    struct signing *signing = *state;
    const int64_t first = signed_by(signing, &signing->mara, SIDE_MUSIC, "a");
    struct signoffs read;
    int64_t id;

    assert_int_equal(sign(signing, &signing->stan, SIDE_MUSIC, "a", &id), ERR_CONFLICT);
    assert_int_equal(db_signoff(signing->folder.db, first, &read, NULL), ERR_NONE);
    assert_int_equal(read.list[0].state, SIGNOFF_CURRENT);
    signoffs_clear(&read);
}

static enum err_code take_back(struct signing *signing, int64_t id)
{
    const struct revocation revocation = { id, signing->stan.id, 6000, "wrong mix" };

    return db_signoff_revoke(signing->folder.db, &revocation, NULL);
}

static void a_revoked_one_stays_with_its_reason_and_can_be_signed_again(void **state)
{
    struct signing *signing = *state;
    const int64_t first = signed_by(signing, &signing->mara, SIDE_MUSIC, "a");
    struct signoffs read;
    int64_t again;

    assert_int_equal(take_back(signing, first), ERR_NONE);
    assert_int_equal(take_back(signing, first), ERR_CONFLICT);
    assert_int_equal(take_back(signing, 999), ERR_CONFLICT);
    assert_int_equal(db_signoff(signing->folder.db, first, &read, NULL), ERR_NONE);
    assert_int_equal(read.list[0].state, SIGNOFF_REVOKED);
    assert_string_equal(read.list[0].reason, "wrong mix");
    assert_int_equal(read.list[0].ended_by, signing->stan.id);
    assert_int_equal(read.list[0].ended_at_ms, 6000);
    signoffs_clear(&read);
    again = signed_by(signing, &signing->mara, SIDE_MUSIC, "a");
    assert_int_equal(db_signoff(signing->folder.db, again, &read, NULL), ERR_NONE);
    assert_int_equal(read.list[0].state, SIGNOFF_CURRENT);
    signoffs_clear(&read);
}

static size_t newest(struct signing *signing, struct scene_scope scope, struct signoffs *out)
{
    assert_int_equal(db_signoffs_newest(signing->folder.db, scope, out, NULL), ERR_NONE);
    return out->count;
}

static void a_picture_tells_the_newest_of_each_scene_and_side(void **state)
{
    struct signing *signing = *state;
    const struct scene_scope picture = { .picture_id = signing->picture.id };
    const struct scene_scope scene = { .scene_id = signing->scene[0].id };
    const struct scene_scope other = { .scene_id = signing->scene[1].id };
    const int64_t stage = signed_by(signing, &signing->stan, SIDE_STAGE, "a");
    int64_t music = signed_by(signing, &signing->mara, SIDE_MUSIC, "a");
    struct signoffs read;

    assert_int_equal(take_back(signing, stage), ERR_NONE);
    music = signed_by(signing, &signing->mara, SIDE_MUSIC, "b");
    assert_int_equal(newest(signing, picture, &read), 2);
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(read.list[i].id, read.list[i].side == SIDE_STAGE ? stage : music);
    assert_int_equal(read.sound_count, 4);
    assert_int_equal(read.sounds[0].signoff_id, stage);
    assert_int_equal(read.sounds[3].signoff_id, music);
    signoffs_clear(&read);
    assert_int_equal(newest(signing, scene, &read), 2);
    assert_int_equal(read.sound_count, 4);
    signoffs_clear(&read);
    assert_int_equal(newest(signing, other, &read), 0);
    signoffs_clear(&read);
}

static void a_scene_that_is_gone_keeps_its_signatures(void **state)
{
    struct signing *signing = *state;
    const struct scene_scope picture = { .picture_id = signing->picture.id };
    const struct scene_scope scene = { .scene_id = signing->scene[0].id };
    struct signoffs read;

    signed_by(signing, &signing->mara, SIDE_MUSIC, "a");
    assert_int_equal(
        db_scenes_put(signing->folder.db, signing->picture.id, &signing->scene[1], 1, NULL),
        ERR_NONE);
    assert_int_equal(newest(signing, picture, &read), 0);
    signoffs_clear(&read);
    assert_int_equal(newest(signing, scene, &read), 1);
    signoffs_clear(&read);
}

static void verdict(struct signing *signing, bool is_complete)
{
    const struct lfe_verdict verdict = { .id = signing_event(signing, "scene.lfe", &signing->mara),
                                         .production_id = signing->production.id,
                                         .scene_id = signing->scene[0].id,
                                         .person_id = signing->mara.id,
                                         .side = SIDE_MUSIC,
                                         .is_complete = is_complete,
                                         .sounds = hash_of("a", 1),
                                         .text = "weight only",
                                         .at_ms = 5000 };

    assert_int_equal(db_lfe_verdict_add(signing->folder.db, &verdict, NULL), ERR_NONE);
}

static void the_newest_word_about_the_lfe_counts(void **state)
{
    struct signing *signing = *state;
    const struct scene_scope picture = { .picture_id = signing->picture.id };
    const struct scene_scope other = { .scene_id = signing->scene[1].id };
    const struct hash sounds = hash_of("a", 1);
    struct lfe_verdict *read;
    size_t count;

    verdict(signing, true);
    verdict(signing, false);
    assert_int_equal(db_lfe_verdicts(signing->folder.db, picture, &read, &count, NULL), ERR_NONE);
    assert_int_equal(count, 1);
    assert_int_equal(read[0].scene_id, signing->scene[0].id);
    assert_false(read[0].is_complete);
    assert_int_equal(read[0].side, SIDE_MUSIC);
    assert_string_equal(read[0].text, "weight only");
    assert_int_equal(hash_compare(&read[0].sounds, &sounds), 0);
    free(read);
    assert_int_equal(db_lfe_verdicts(signing->folder.db, other, &read, &count, NULL), ERR_NONE);
    assert_int_equal(count, 0);
    free(read);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_signature_is_read_as_it_was_given),
        TEST(a_newer_signature_of_the_side_replaces_the_older),
        TEST(the_same_sound_is_signed_once_a_side),
        TEST(a_revoked_one_stays_with_its_reason_and_can_be_signed_again),
        TEST(a_picture_tells_the_newest_of_each_scene_and_side),
        TEST(a_scene_that_is_gone_keeps_its_signatures),
        TEST(the_newest_word_about_the_lfe_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
