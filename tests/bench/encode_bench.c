/* A whole preview on one thread against the bare libopus encoder, which gets the same stereo
 * samples ready-made: encode_bench PAIRS FILES… One line a pair: "pair BARE_S PREVIEW_S BARE_CPU_S
 * PREVIEW_CPU_S". The two take turns, segment by segment, so that whatever else the machine does
 * meets both. Of the preview's seconds, the share of the pre-roll packets is taken off. A pair that
 * is not counted comes first. */
#include "codec/core/units.h"
#include "codec/preview.h"

#include <opus.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* Five minutes a pair: long enough to measure, short enough that the files stay in memory. */
enum { FILES_MAX = RECIPE_SOURCES, PAIR_SAMPLES = 300 * RATE_HZ, SEGMENT_SAMPLES = 5 * RATE_HZ };

struct seconds {
    double wall, cpu;
};

struct bench {
    struct preview_track track[FILES_MAX];
    struct preview_spec spec;
    struct preview *preview;
    struct preview_renderer *renderer;
    OpusEncoder *bare;
    struct planes stereo;
    float *interleaved;
    uint8_t *packets;
};

static double clock_s(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void start(struct seconds *seconds)
{
    seconds->wall -= clock_s(CLOCK_MONOTONIC);
    seconds->cpu -= clock_s(CLOCK_THREAD_CPUTIME_ID);
}

static void stop(struct seconds *seconds)
{
    seconds->cpu += clock_s(CLOCK_THREAD_CPUTIME_ID);
    seconds->wall += clock_s(CLOCK_MONOTONIC);
}

static enum err_code open_path(struct stem **out, void *path, struct err *err)
{
    const char *const paths[] = { path };

    return stem_open_paths(out, paths, 1, NULL, err);
}

/* All files start together, whatever they say. */
static enum err_code add_file(struct bench *bench, char *path, struct err *err)
{
    struct preview_track *track = &bench->track[bench->spec.tracks];
    struct stem *stem;
    enum err_code code;

    if (bench->spec.tracks == FILES_MAX)
        return err_set(err, ERR_TOO_BIG, "%d files are the most", FILES_MAX);
    *track = (struct preview_track){ .kind = ROLE_STEM, .open = open_path, .ctx = path };
    snprintf(track->role, sizeof track->role, "Stem %02zu", bench->spec.tracks);
    if ((code = open_path(&stem, path, err)))
        return code;
    track->samples = stem_info(stem)->samples;
    stem_close(stem);
    bench->spec.tracks++;
    if (track->samples > bench->spec.out_samples)
        bench->spec.out_samples = track->samples < PAIR_SAMPLES ? track->samples : PAIR_SAMPLES;
    return recipe_add(&bench->spec.recipe, track->role, 0, err);
}

static enum err_code prepare(struct bench *bench, struct err *err)
{
    enum err_code code;

    bench->spec.track = bench->track;
    if ((code = preview_new(&bench->preview, &bench->spec, err)) ||
        (code = preview_renderer_new(&bench->renderer, bench->preview, err)) ||
        (code = planes_init(&bench->stereo, 2, SEGMENT_SAMPLES, err)))
        return code;
    bench->packets = malloc((SEGMENT_PACKETS + 1) * preview_packet_bytes(bench->preview));
    bench->interleaved = malloc(2 * SEGMENT_SAMPLES * sizeof *bench->interleaved);
    bench->bare = opus_encoder_create(RATE_HZ, 2, OPUS_APPLICATION_AUDIO, NULL);
    if (!bench->packets || !bench->interleaved || !bench->bare)
        return err_set(err, ERR_NO_MEMORY, "no memory");
    opus_encoder_ctl(bench->bare, OPUS_SET_BITRATE(bench->spec.settings.bitrate_bps));
    opus_encoder_ctl(bench->bare, OPUS_SET_VBR(0));
    opus_encoder_ctl(bench->bare, OPUS_SET_COMPLEXITY(bench->spec.settings.complexity));
    opus_encoder_ctl(bench->bare, OPUS_SET_SIGNAL(OPUS_SIGNAL_MUSIC));
    return ERR_NONE;
}

static enum err_code encode_bare(struct bench *bench, int64_t segment, struct seconds *spent,
                                 struct err *err)
{
    const opus_int32 bytes = (opus_int32)preview_packet_bytes(bench->preview);
    enum err_code code;

    if ((code =
             preview_render_audio(bench->renderer, segment * SEGMENT_SAMPLES, &bench->stereo, err)))
        return code;
    for (size_t i = 0; i < 2 * SEGMENT_SAMPLES; i++)
        bench->interleaved[i] = bench->stereo.ch[i % 2][i / 2];
    start(spent);
    for (size_t i = 0; i < SEGMENT_PACKETS; i++)
        if (opus_encode_float(bench->bare, bench->interleaved + 2 * PACKET_SAMPLES * i,
                              PACKET_SAMPLES, bench->packets, bytes) != bytes)
            code = err_set(err, ERR_INTERNAL, "a packet of another size");
    stop(spent);
    return code;
}

static enum err_code run_pair(struct bench *bench, bool counted, struct err *err)
{
    const double heard = (double)SEGMENT_PACKETS / (SEGMENT_PACKETS + PRE_ROLL_PACKETS);
    struct seconds bare = { 0 }, preview = { 0 };
    enum err_code code = ERR_NONE;

    for (int64_t i = 0; i < preview_segments(bench->preview) && !code; i++) {
        if ((code = encode_bare(bench, i, &bare, err)))
            return code;
        start(&preview);
        code = preview_render(bench->renderer, i, bench->packets, err);
        stop(&preview);
    }
    if (!code && counted)
        printf("pair %.6f %.6f %.6f %.6f\n", bare.wall, preview.wall * heard, bare.cpu,
               preview.cpu * heard);
    return code;
}

static enum err_code run(struct bench *bench, int count, char **argument, struct err *err)
{
    const int pairs = count > 1 ? atoi(argument[1]) : 0;
    enum err_code code = ERR_NONE;

    if (pairs < 1 || count < 3)
        return err_set(err, ERR_INVALID, "usage: encode_bench PAIRS FILES...");
    for (int i = 2; i < count && !code; i++)
        code = add_file(bench, argument[i], err);
    bench->spec.out_samples -= bench->spec.out_samples % SEGMENT_SAMPLES;
    if (code || (code = prepare(bench, err)))
        return code;
    for (int pair = 0; pair <= pairs && !code; pair++)
        code = run_pair(bench, pair > 0, err);
    return code;
}

int main(int count, char **argument)
{
    struct bench bench = {
        .spec = { .recipe = { .centre = true, .headroom_db = -6 },
                  .settings = opus_defaults,
                  .title = "" },
    };
    struct err err;
    const enum err_code code = run(&bench, count, argument, &err);

    if (code)
        fprintf(stderr, "encode_bench: %s\n", err.text);
    if (bench.bare)
        opus_encoder_destroy(bench.bare);
    free(bench.interleaved);
    free(bench.packets);
    planes_clear(&bench.stereo);
    preview_renderer_free(bench.renderer);
    preview_free(bench.preview);
    return code != ERR_NONE;
}
