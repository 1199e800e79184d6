/* Results come out of the cache as they went in, or not at all. */
#include <math.h>

#include "codec/measure/analyzer.h"
#include "server/work/analyses.h"
#include "server/work/lanes_result.h"
#include "server/work/overview.h"
#include "server/work/set_results.h"
#include "tests/support/signal.h"
#include "tests/unit/server_store/folder.h"

enum { SAMPLES = 48000 };

static struct analysis *analysis_of_noise(void)
{
    struct analyzer *analyzer;
    struct analysis *analysis;
    struct planes planes;

    assert_int_equal(planes_init(&planes, CHANNELS, SAMPLES, NULL), ERR_NONE);
    for (unsigned c = 0; c < CHANNELS; c++)
        signal_noise(planes.ch[c], SAMPLES, c + 1, -20);
    assert_int_equal(analyzer_new(&analyzer, 4800, SAMPLES, 0x3f, NULL), ERR_NONE);
    assert_int_equal(analyzer_add(analyzer, &planes, NULL), ERR_NONE);
    assert_int_equal(analyzer_finish(analyzer, &analysis, NULL), ERR_NONE);
    planes_clear(&planes);
    return analysis;
}

/* Every byte that is wrong, and every end that is missing, is found. */
static void refuses_damage(enum err_code (*open)(const struct buffer *in), const struct buffer *in)
{
    struct buffer copy = { malloc(in->bytes), in->bytes };
    char *byte = copy.data;

    assert_non_null(byte);
    memcpy(byte, in->data, in->bytes);
    assert_int_equal(open(&copy), ERR_NONE);
    for (size_t i = 0; i < in->bytes; i += 1 + in->bytes / 97) {
        byte[i] ^= 0x20;
        assert_int_equal(open(&copy), ERR_DAMAGED);
        byte[i] ^= 0x20;
        assert_int_equal(open(&(struct buffer){ copy.data, i }), ERR_DAMAGED);
    }
    buffer_clear(&copy);
}

static enum err_code open_overview(const struct buffer *in)
{
    struct analysis *analysis;
    const enum err_code code = overview_unpack(&analysis, in, NULL);

    analysis_free(analysis);
    return code;
}

static void an_overview_keeps_figures_and_waveform(void **state)
{
    struct analysis *whole = analysis_of_noise(), *read;
    struct buffer file;

    (void)state;
    assert_int_equal(overview_pack(whole, &file, NULL), ERR_NONE);
    assert_int_equal(overview_unpack(&read, &file, NULL), ERR_NONE);
    assert_int_equal(read->peak_blocks, whole->peak_blocks);
    assert_memory_equal(read->peaks, whole->peaks,
                        whole->peak_blocks * CHANNELS * sizeof *whole->peaks);
    assert_memory_equal(read->level, whole->level, sizeof whole->level);
    assert_true(read->start_samples == 4800 && read->samples == SAMPLES && read->frames == 0);
    assert_int_equal(hash_compare(&read->audio, &whole->audio), 0);
    refuses_damage(open_overview, &file);
    buffer_clear(&file);
    analysis_free(read);
    analysis_free(whole);
}

static enum err_code open_null(const struct buffer *in)
{
    struct null_result result;
    const enum err_code code = null_result_unpack(&result, in, NULL);

    if (!code)
        null_result_clear(&result);
    return code;
}

static void a_null_test_keeps_its_diagnoses_and_ranges(void **state)
{
    struct null_residual residuals[2] = { { .verdict = NULL_CLOSE, .residual_db = -70 },
                                          { .verdict = NULL_EXACT, .residual_db = -INFINITY } };
    const struct null_range ranges[2] = { { 0, 10 }, { 10, 20 } };
    struct nulltest test = { .range = residuals, .range_count = 2, .diagnoses = 1 };
    struct null_result read;
    struct buffer file;

    (void)state;
    test.diagnosis[0].kind = NULL_OFFSET;
    test.diagnosis[0].value = -37;
    snprintf(test.diagnosis[0].stem, NULL_NAME, "Brass");
    assert_int_equal(null_result_pack(&test, ranges, &file, NULL), ERR_NONE);
    assert_int_equal(null_result_unpack(&read, &file, NULL), ERR_NONE);
    assert_int_equal(read.test.range_count, 2);
    assert_int_equal(read.test.range[0].verdict, NULL_CLOSE);
    assert_true(isinf(read.test.range[1].residual_db));
    assert_int_equal(read.range[1].out_samples, 20);
    assert_string_equal(read.test.diagnosis[0].stem, "Brass");
    refuses_damage(open_null, &file);
    null_result_clear(&read);
    buffer_clear(&file);
}

static enum err_code open_qc(const struct buffer *in)
{
    struct qc_result result;
    const enum err_code code = qc_result_unpack(&result, in, NULL);

    if (!code)
        qc_result_clear(&result);
    return code;
}

static void findings_are_told_by_recording(void **state)
{
    struct qc_finding findings[] = {
        { .level = QC_MUST, .code = "rate", .file = 1, .at_samples = -1, .text = "44.1 kHz" },
        { .level = QC_INFO, .code = "pop", .file = 0, .at_samples = 99, .text = "a pop" },
    };
    const struct qc_report report = { .finding = findings, .count = 2 };
    const int64_t ids[] = { 11, 22 };
    struct qc_result read;
    struct buffer file;

    (void)state;
    assert_int_equal(qc_result_pack(&report, ids, &file, NULL), ERR_NONE);
    assert_int_equal(qc_result_unpack(&read, &file, NULL), ERR_NONE);
    assert_int_equal(read.count, 2);
    assert_int_equal(read.note[0].recording_id, 22);
    assert_string_equal(read.note[0].code, "rate");
    assert_int_equal(read.note[1].at_samples, 99);
    refuses_damage(open_qc, &file);
    qc_result_clear(&read);
    buffer_clear(&file);
}

static enum err_code open_lanes(const struct buffer *in)
{
    struct scene_lanes lanes;
    const enum err_code code = lanes_result_unpack(&lanes, in, NULL);

    scene_lanes_clear(&lanes);
    return code;
}

static void lanes_keep_their_values(void **state)
{
    float values[(LANE_STEM + 1) * 3];
    struct scene_lanes lanes = { .in_samples = 5, .frames = 3, .stems = 1, .value = values }, read;
    struct buffer file;

    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        values[i] = (float)i;
    snprintf(lanes.stem[0], STEM_NAME, "Brass");
    assert_int_equal(lanes_result_pack(&lanes, &file, NULL), ERR_NONE);
    assert_int_equal(lanes_result_unpack(&read, &file, NULL), ERR_NONE);
    assert_memory_equal(read.value, values, sizeof values);
    assert_string_equal(read.stem[0], "Brass");
    refuses_damage(open_lanes, &file);
    scene_lanes_clear(&read);
    buffer_clear(&file);
}

static void keep(struct derived *derived, const struct analysis *analysis, const struct hash *key)
{
    struct buffer file;

    assert_int_equal(analysis_pack(analysis, &file.data, &file.bytes, NULL), ERR_NONE);
    assert_int_equal(derived_put(derived, DERIVED_ANALYSIS, key, &file, NULL), ERR_NONE);
    buffer_clear(&file);
}

static void analyses_are_read_once_and_dropped_when_nobody_holds_them(void **state)
{
    const struct hash keys[] = { hash_of("a", 1), hash_of("b", 1), hash_of("c", 1) };
    struct folder *folder = *state;
    struct analysis *whole = analysis_of_noise();
    const struct analysis *first, *again, *second;
    struct analyses *analyses;
    struct derived *derived;

    assert_int_equal(derived_open(&derived, folder->path, 0, NULL), ERR_NONE);
    assert_int_equal(analyses_new(&analyses, derived, 1, NULL), ERR_NONE);
    keep(derived, whole, &keys[0]);
    keep(derived, whole, &keys[1]);
    assert_int_equal(analyses_get(&first, analyses, &keys[0], NULL), ERR_NONE);
    assert_int_equal(analyses_get(&second, analyses, &keys[1], NULL), ERR_NONE);
    derived_drop(derived, DERIVED_ANALYSIS, &keys[0]);
    assert_int_equal(analyses_get(&again, analyses, &keys[0], NULL), ERR_NONE);
    assert_ptr_equal(again, first);
    assert_int_equal(first->samples, SAMPLES);
    analyses_give(analyses, again);
    analyses_give(analyses, first); /* more than one byte that nobody holds: it goes */
    assert_int_equal(analyses_get(&first, analyses, &keys[0], NULL), ERR_NOT_FOUND);
    analyses_give(analyses, second);
    assert_int_equal(
        derived_put(derived, DERIVED_ANALYSIS, &keys[2], &(struct buffer){ folder->path, 4 }, NULL),
        ERR_NONE);
    assert_int_equal(analyses_get(&first, analyses, &keys[2], NULL), ERR_NOT_FOUND);
    assert_false(derived_has(derived, DERIVED_ANALYSIS, &keys[2]));
    analyses_free(analyses);
    derived_close(derived);
    analysis_free(whole);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_setup, folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_overview_keeps_figures_and_waveform),
        TEST(a_null_test_keeps_its_diagnoses_and_ranges),
        TEST(findings_are_told_by_recording),
        TEST(lanes_keep_their_values),
        TEST(analyses_are_read_once_and_dropped_when_nobody_holds_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
