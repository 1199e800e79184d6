/* What is found in folders, and what names say of cues. */
#include "server/cli/push_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/check.h"
#include "tests/support/wav.h"

enum { FRAMES = 100 };

static const struct args_option options[] = {
    { "--cue", "CUE", "" }, { "--order", "O", "" }, { "--start", "TC", "" }, { "--watch", "D", "" }
};

struct fixture {
    char folder[64];
    struct production production;
    struct args args;
    struct push_list list;
    struct err err;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    snprintf(f->folder, sizeof f->folder, "/tmp/predub-list-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    f->production.stems = 2;
    snprintf(f->production.stem[0], RECIPE_ROLE, "String");
    snprintf(f->production.stem[1], RECIPE_ROLE, "Brass");
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    char line[100];

    push_list_clear(&f->list);
    args_clear(&f->args);
    snprintf(line, sizeof line, "rm -r %s", f->folder);
    assert_int_equal(system(line), 0);
    free(f);
    return 0;
}

static void path_of(char out[200], const struct fixture *f, const char *name)
{
    snprintf(out, 200, "%s/%s", f->folder, name);
}

static void put(const struct fixture *f, const char *name, bool is_told)
{
    static const float silence[FRAMES];
    const float *planes[6] = { silence, silence, silence, silence, silence, silence };
    const struct wav_spec spec = { .channels = 6,
                                   .rate_hz = 48000,
                                   .bits = 24,
                                   .extensible = true,
                                   .mask = is_told ? 0x3f : 0,
                                   .bext = is_told };
    struct wav wav = { 0 };
    char path[200];
    FILE *file;

    wav_build(&wav, &spec, planes, FRAMES);
    path_of(path, f, name);
    file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(wav.data, 1, wav.bytes, file), wav.bytes);
    fclose(file);
    wav_clear(&wav);
}

static enum err_code make(struct fixture *f, char *const *argv)
{
    push_list_clear(&f->list);
    args_clear(&f->args);
    assert_int_equal(args_read(&f->args, options, 4, argv, &f->err), ERR_NONE);
    return push_list_make(&f->list, &f->args, &f->production, &f->err);
}

static void a_folder_is_walked_by_name_without_what_is_hidden_and_loops(void **state)
{
    struct fixture *f = *state;
    char path[200];

    put(f, "1m1_String.wav", true);
    put(f, "1m1_Mix.wav", true);
    put(f, ".1m1_Brass.wav", true);
    path_of(path, f, "deeper");
    assert_int_equal(mkdir(path, 0700), 0);
    put(f, "deeper/1m2_Brass.wav", true);
    path_of(path, f, "deeper/again");
    assert_int_equal(symlink(f->folder, path), 0);
    assert_int_equal(make(f, (char *[]){ f->folder, NULL }), ERR_NONE);
    assert_int_equal(f->list.files, 3);
    assert_string_equal(f->list.file[0].filename, "1m1_Mix.wav");
    assert_string_equal(f->list.file[1].filename, "1m1_String.wav");
    assert_string_equal(f->list.file[2].filename, "1m2_Brass.wav");
    assert_string_equal(f->list.print[2].cue, "1m2");
    assert_int_equal(f->list.print[0].kind, ROLE_MIX);
}

static void what_is_named_must_be_a_print_and_what_a_folder_holds_need_not(void **state)
{
    struct fixture *f = *state;
    char path[200];

    put(f, "1m1_Kazoo.wav", true);
    put(f, "1m1_Brass.txt", true);
    assert_int_equal(make(f, (char *[]){ f->folder, NULL }), ERR_NONE);
    assert_int_equal(f->list.files, 0);
    assert_int_equal(f->list.skips, 2);
    assert_string_equal(f->list.skip[0].reason, "its ending is none of a sound file");
    path_of(path, f, "1m1_Kazoo.wav");
    assert_int_equal(make(f, (char *[]){ path, NULL }), ERR_INVALID);
    assert_non_null(strstr(f->err.text, "String, Brass, Full mix"));
    assert_int_equal(make(f, (char *[]){ "--watch", "x", path, NULL }), ERR_NONE);
}

static void two_files_for_one_role_of_one_cue_clash(void **state)
{
    struct fixture *f = *state;

    put(f, "1m1_Strings_v1.wav", true);
    put(f, "1m01_String_v2.wav", true);
    assert_int_equal(make(f, (char *[]){ f->folder, NULL }), ERR_CONFLICT);
    assert_non_null(strstr(f->err.text, "two files are the String of 1m"));
}

static void what_files_do_not_tell_is_asked_until_it_is_said(void **state)
{
    struct fixture *f = *state;
    const struct push_print *print;

    put(f, "1m1_String.wav", false);
    put(f, "1m1_Brass.wav", true);
    assert_int_equal(make(f, (char *[]){ f->folder, NULL }), ERR_NONE);
    assert_true(f->list.print[1].asks_order && f->list.print[1].asks_start);
    assert_int_equal(
        make(f, (char *[]){ "--order", "film", "--start", "01:00:00:00", f->folder, NULL }),
        ERR_NONE);
    print = &f->list.print[1];
    assert_false(print->asks_order || print->asks_start);
    assert_string_equal(print->order, "film");
    print = &f->list.print[0]; /* it tells its own, and nobody says otherwise */
    assert_null(print->order);
    assert_null(print->start);
}

static void a_cue_is_the_same_however_it_is_written(void **state)
{
    (void)state;
    assert_true(push_same_cue("1m1", "1M01"));
    assert_true(push_same_cue("2m03a", "2m3A"));
    assert_true(push_same_cue("Prologue", "prologue"));
    assert_false(push_same_cue("1m1", "1m10"));
    assert_false(push_same_cue("1m1", "2m1"));
    assert_false(push_same_cue("2m3", "2m3A"));
    assert_false(push_same_cue("Prologue", "Epilogue"));
}

static void a_sound_file_is_told_by_its_ending(void **state)
{
    (void)state;
    assert_true(push_is_sound_name("a/1m1.WAV"));
    assert_true(push_is_sound_name("1m1_String.Ls.wav"));
    assert_true(push_is_sound_name("x.v2/1m1 String.aiff"));
    assert_false(push_is_sound_name("1m1.wav.tmp"));
    assert_false(push_is_sound_name("1m1_String"));
    assert_false(push_is_sound_name("notes.pdf"));
    assert_false(push_is_sound_name(""));
}

static void a_file_that_was_touched_has_changed(void **state)
{
    struct fixture *f = *state;
    char path[200];

    put(f, "1m1_String.wav", true);
    path_of(path, f, "1m1_String.wav");
    assert_int_equal(make(f, (char *[]){ path, NULL }), ERR_NONE);
    assert_true(push_file_is_unchanged(&f->list.file[0]));
    assert_int_equal(truncate(path, 200), 0);
    assert_false(push_file_is_unchanged(&f->list.file[0]));
    assert_int_equal(unlink(path), 0);
    assert_false(push_file_is_unchanged(&f->list.file[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_folder_is_walked_by_name_without_what_is_hidden_and_loops,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(
            what_is_named_must_be_a_print_and_what_a_folder_holds_need_not, setup, teardown),
        cmocka_unit_test_setup_teardown(two_files_for_one_role_of_one_cue_clash, setup, teardown),
        cmocka_unit_test_setup_teardown(what_files_do_not_tell_is_asked_until_it_is_said, setup,
                                        teardown),
        cmocka_unit_test(a_cue_is_the_same_however_it_is_written),
        cmocka_unit_test(a_sound_file_is_told_by_its_ending),
        cmocka_unit_test_setup_teardown(a_file_that_was_touched_has_changed, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
