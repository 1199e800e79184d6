/* Starting, ending and starting again after the worst. */
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include "tests/unit/server_api/fixture.h"

static void path_of_blob(char out[PATH_MAX], const struct fixture *fixture, const struct wav *wav)
{
    const struct hash hash = hash_of(wav->data, wav->bytes);
    char text[HASH_TEXT], name[HASH_TEXT + 8];

    hash_format(text, &hash);
    snprintf(name, sizeof name, "blobs/%.2s/%s", text, text + 2);
    folder_file(out, &fixture->folder, name);
}

static void only_one_server_holds_a_folder(void **state)
{
    struct fixture *fixture = *state;
    struct app_options options = { .data_dir = fixture->folder.path };
    struct app *second;
    struct err err;

    assert_int_equal(app_open(&second, &options, &err), ERR_BUSY);
    assert_null(second);
    assert_non_null(strstr(err.text, fixture->folder.path));
    fixture_restart(fixture);
}

static void a_clean_restart_repairs_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct wav wav = noise_wav(good_spec(), 1);

    fixture_film(fixture);
    json_decref(expect(upload(fixture, "/api/sets/1/prints/1m1_Brass.wav", &wav), 201));
    fixture_restart(fixture);
    assert_int_equal(fixture->app->repairs.incoming_removed, 0);
    assert_int_equal(fixture->app->repairs.blobs_removed, 0);
    assert_int_equal(fixture->app->repairs.blobs_missing, 0);
    assert_string_equal(fixture->log, "");
    wav_clear(&wav);
}

static void what_was_never_acknowledged_is_gone_after_a_start(void **state)
{
    struct fixture *fixture = *state;
    struct wav kept = noise_wav(good_spec(), 1), stray = noise_wav(good_spec(), 2);
    struct blob_put *put;
    struct answer answer;
    char path[PATH_MAX];
    struct hash hash;
    int64_t bytes;

    fixture_film(fixture);
    json_decref(expect(upload(fixture, "/api/sets/1/prints/1m1_Brass.wav", &kept), 201));
    /* the crash came between the blob and its row */
    assert_int_equal(blob_put_begin(&put, fixture->app->blobs, -1, NULL), ERR_NONE);
    assert_int_equal(blob_put_write(put, stray.data, stray.bytes, NULL), ERR_NONE);
    assert_int_equal(blob_put_finish(put, &hash, &bytes, NULL), ERR_NONE);
    /* and another upload was half there */
    folder_file(path, &fixture->folder, "incoming/0123456789abcdef");
    fclose(fopen(path, "w"));
    fixture_restart(fixture);
    assert_int_equal(fixture->app->repairs.incoming_removed, 1);
    assert_int_equal(fixture->app->repairs.blobs_removed, 1);
    assert_non_null(strstr(fixture->log, "never acknowledged"));
    path_of_blob(path, fixture, &stray);
    assert_int_not_equal(access(path, F_OK), 0);
    answer = get(fixture, "/api/prints/1/files/0");
    assert_memory_equal(answer.data, kept.data, kept.bytes);
    answer_clear(&answer);
    json_decref(expect(upload(fixture, "/api/sets/1/prints/1m1_Perc.wav", &stray), 201));
    wav_clear(&kept);
    wav_clear(&stray);
}

static void a_missing_file_is_reported_and_healed_by_sending_it_again(void **state)
{
    struct fixture *fixture = *state;
    struct wav wav = noise_wav(good_spec(), 1);
    struct answer answer;
    char path[PATH_MAX];

    fixture_film(fixture);
    json_decref(expect(upload(fixture, "/api/sets/1/prints/1m1_Brass.wav", &wav), 201));
    path_of_blob(path, fixture, &wav);
    assert_int_equal(unlink(path), 0);
    fixture_restart(fixture);
    assert_int_equal(fixture->app->repairs.blobs_missing, 1);
    assert_non_null(strstr(fixture->log, "1m1_Brass.wav"));
    json_decref(expect(upload(fixture, "/api/sets/1/prints/1m1_Brass.wav", &wav), 200));
    answer = get(fixture, "/api/prints/1/files/0");
    assert_int_equal(answer.bytes, wav.bytes);
    answer_clear(&answer);
    fixture_restart(fixture);
    assert_int_equal(fixture->app->repairs.blobs_missing, 0);
    wav_clear(&wav);
}

static void a_newer_record_is_left_alone(void **state)
{
    struct fixture *fixture = *state;
    struct app_options options = { .data_dir = fixture->folder.path };
    static const char newer[] = "PRAGMA user_version = 9999";
    struct query q;
    struct app *app;
    struct err err;
    struct db *db = app_db_take(fixture->app, NULL);

    q = db_query(db, newer);
    assert_int_equal(db_change(&q, NULL, NULL), ERR_NONE);
    app_db_give(fixture->app, db);
    app_close(fixture->app);
    fixture->app = NULL;
    assert_int_equal(app_open(&app, &options, &err), ERR_CONFLICT);
    assert_non_null(strstr(err.text, "9999"));
}

/* Uploads until it is killed, and writes a byte for each acknowledgement. */
static void upload_for_ever(struct fixture *fixture, int acknowledged)
{
    char target[96], byte = 1;

    for (uint64_t seed = 1;; seed++) {
        struct wav wav = noise_wav(good_spec(), seed);
        struct answer answer;
        snprintf(target, sizeof target, "/api/pictures/1/temps/R%llu_FX.wav",
                 (unsigned long long)seed);
        answer = upload(fixture, target, &wav);
        /* 200: an earlier life had sent it already */
        if ((answer.status != 201 && answer.status != 200) || write(acknowledged, &byte, 1) != 1)
            _exit(1);
        answer_clear(&answer);
        wav_clear(&wav);
    }
}

static void kill_while_uploading(struct fixture *fixture, unsigned after_us, unsigned *acknowledged)
{
    char bytes[256];
    ssize_t got;
    int pipes[2], status;
    pid_t child;

    assert_int_equal(pipe(pipes), 0);
    app_close(fixture->app); /* threads do not survive a fork: the child opens its own */
    fixture->app = NULL;
    if ((child = fork()) == 0) {
        if (fixture_open(fixture, NULL))
            _exit(1);
        upload_for_ever(fixture, pipes[1]);
    }
    close(pipes[1]);
    /* a slow machine has not stored anything yet when the time is up */
    assert_int_equal(poll(&(struct pollfd){ .fd = pipes[0], .events = POLLIN }, 1, 20000), 1);
    usleep(after_us);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    while ((got = read(pipes[0], bytes, sizeof bytes)) > 0)
        *acknowledged += (unsigned)got;
    close(pipes[0]);
    assert_int_equal(fixture_open(fixture, NULL), ERR_NONE);
}

static void assert_temp_is_whole(struct fixture *fixture, const json_t *temp)
{
    const json_t *file = json_array_get(json_object_get(temp, "files"), 0);
    char target[64], text[HASH_TEXT];
    struct answer answer;
    struct hash hash;

    snprintf(target, sizeof target, "/api/temps/%lld/files/0", (long long)number_of(temp, "id"));
    answer = get(fixture, target);
    hash = hash_of(answer.data, answer.bytes);
    hash_format(text, &hash);
    assert_string_equal(text, text_of(file, "sha256"));
    answer_clear(&answer);
}

/* The record may hold one more than was acknowledged: the answer may have been under way. */
static void what_was_acknowledged_survives_a_kill(void **state)
{
    struct fixture *fixture = *state;
    uint64_t random = 42;
    unsigned total = 0;

    fixture_film(fixture);
    for (int round = 0; round < 8; round++) {
        unsigned acknowledged = 0;
        json_t *json, *temps;
        kill_while_uploading(fixture, (unsigned)(signal_random(&random) % 120000), &acknowledged);
        json = expect(get(fixture, "/api/pictures/1/temps"), 200);
        temps = json_object_get(json, "temps");
        assert_true(json_array_size(temps) >= acknowledged);
        assert_int_equal(fixture->app->repairs.blobs_missing, 0);
        assert_int_equal(folder_count(&fixture->folder, "incoming"), 0);
        for (size_t i = 0; i < json_array_size(temps); i++)
            assert_temp_is_whole(fixture, json_array_get(temps, i));
        json_decref(json);
        total += acknowledged;
    }
    assert_true(total > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(only_one_server_holds_a_folder),
        TEST(a_clean_restart_repairs_nothing),
        TEST(what_was_never_acknowledged_is_gone_after_a_start),
        TEST(a_missing_file_is_reported_and_healed_by_sending_it_again),
        TEST(a_newer_record_is_left_alone),
        TEST(what_was_acknowledged_survives_a_kill),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
