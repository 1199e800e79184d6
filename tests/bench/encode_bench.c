/* A whole preview on one thread against the bare libopus encoder, which gets the same stereo
 * samples ready-made, those of the pre-roll too: encode_bench PAIRS FILES… One line a pair: "pair
 * BARE_S PREVIEW_S BARE_CPU_S PREVIEW_CPU_S". The two take turns, segment by segment, so that
 * whatever else the machine does meets both. A pair that is not counted comes first. */
#include "codec/core/units.h"
#include "codec/preview.h"

#include <opus.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* Five minutes a pair: long enough to measure, short enough that the files stay in memory. */
enum { FILES_MAX = RECIPE_SOURCES, PAIR_SAMPLES = 300 * RATE_HZ };
enum {
    SEGMENT_SAMPLES = SEGMENT_PACKETS * PACKET_SAMPLES,
    SEGMENT_SAMPLES_MAX = (PRE_ROLL_PACKETS + 1 + SEGMENT_PACKETS) * PACKET_SAMPLES,
};

struct seconds {
    double wall, cpu;
};

struct bench {
    struct preview_track track[FILES_MAX];
    struct preview_spec spec;
    struct preview *preview;
    struct preview_renderer *renderer;
    OpusEncoder *bare;
    float *interleaved; /* all that the segments hear, from segment_audio_start(0) on */
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

static enum err_code mix_all(struct bench *bench, struct err *err)
{
    const int64_t last = preview_segments(bench->preview) - 1, start = segment_audio_start(0);
    const size_t samples = (size_t)(segment_audio_start(last) - start) + SEGMENT_SAMPLES_MAX;
    struct planes block;
    enum err_code code;

    if (!(bench->interleaved = malloc(2 * samples * sizeof *bench->interleaved)))
        return err_set(err, ERR_NO_MEMORY, "no memory for the samples");
    if ((code = planes_init(&block, 2, PACKET_SAMPLES, err)))
        return code;
    for (size_t at = 0; at + PACKET_SAMPLES <= samples && !code; at += PACKET_SAMPLES) {
        code = preview_render_audio(bench->renderer, start + (int64_t)at, &block, err);
        for (size_t i = 0; i < 2 * PACKET_SAMPLES; i++)
            bench->interleaved[2 * at + i] = block.ch[i % 2][i / 2];
    }
    planes_clear(&block);
    return code;
}

static enum err_code prepare(struct bench *bench, struct err *err)
{
    enum err_code code;

    bench->spec.track = bench->track;
    if ((code = preview_new(&bench->preview, &bench->spec, err)) ||
        (code = preview_renderer_new(&bench->renderer, bench->preview, err)) ||
        (code = mix_all(bench, err)))
        return code;
    bench->packets = malloc((SEGMENT_PACKETS + 1) * preview_packet_bytes(bench->preview));
    bench->bare = opus_encoder_create(RATE_HZ, 2, OPUS_APPLICATION_AUDIO, NULL);
    if (!bench->packets || !bench->bare)
        return err_set(err, ERR_NO_MEMORY, "no memory");
    opus_encoder_ctl(bench->bare, OPUS_SET_BITRATE(bench->spec.settings.bitrate_bps));
    opus_encoder_ctl(bench->bare, OPUS_SET_VBR(0));
    opus_encoder_ctl(bench->bare, OPUS_SET_COMPLEXITY(bench->spec.settings.complexity));
    opus_encoder_ctl(bench->bare, OPUS_SET_SIGNAL(OPUS_SIGNAL_MUSIC));
    return ERR_NONE;
}

static enum err_code encode_bare(struct bench *bench, int64_t segment, struct err *err)
{
    const opus_int32 bytes = (opus_int32)preview_packet_bytes(bench->preview);
    const int64_t packets = opus_packet_count(preview_samples(bench->preview));
    const size_t samples = segment_audio_samples(segment, packets);
    const float *in =
        bench->interleaved + 2 * (segment_audio_start(segment) - segment_audio_start(0));

    for (size_t at = 0; at < samples; at += PACKET_SAMPLES)
        if (opus_encode_float(bench->bare, in + 2 * at, PACKET_SAMPLES, bench->packets, bytes) !=
            bytes)
            return err_set(err, ERR_INTERNAL, "a packet of another size");
    return ERR_NONE;
}

static enum err_code run_pair(struct bench *bench, bool counted, struct err *err)
{
    struct seconds bare = { 0 }, preview = { 0 };
    enum err_code code = ERR_NONE;

    for (int64_t i = 0; i < preview_segments(bench->preview) && !code; i++) {
        start(&bare);
        code = encode_bare(bench, i, err);
        stop(&bare);
        if (code)
            return code;
        start(&preview);
        code = preview_render(bench->renderer, i, bench->packets, err);
        stop(&preview);
    }
    if (!code && counted)
        printf("pair %.6f %.6f %.6f %.6f\n", bare.wall, preview.wall, bare.cpu, preview.cpu);
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
    preview_renderer_free(bench.renderer);
    preview_free(bench.preview);
    return code != ERR_NONE;
}
