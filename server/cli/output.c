#include "server/cli/output.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "codec/core/units.h"
#include "server/cli/outfile.h"
#include "server/cli/wav_out.h"
#include "server/work/ordered.h"

enum {
    PART_SECONDS = SEGMENT_PACKETS * PACKET_SAMPLES / RATE_HZ, /* a part is a segment */
    PART_SAMPLES = PART_SECONDS * RATE_HZ,
    SLOTS_A_THREAD = 2,
    THREADS_MAX = 256,
};

/* One part while it is made and written. */
struct part {
    uint8_t *packets;    /* NULL for WAV */
    struct planes audio; /* the fold-down of these seconds */
};

struct running {
    const struct output *output;
    struct outfile file;
    struct overs *overs;
    unsigned threads;
    struct preview_renderer **renderer; /* one a thread */
    struct part *part;
    void **slot;
    size_t slots;
    uint8_t *bytes; /* of the part being written */
    size_t capacity;
};

enum err_code output_kind(struct output *output, const char *path, struct err *err)
{
    static const struct {
        const char *ending;
        bool is_wav;
        enum container container;
    } kinds[] = {
        { ".opus", false, CONTAINER_OGG },  { ".ogg", false, CONTAINER_OGG },
        { ".webm", false, CONTAINER_WEBM }, { ".mp4", false, CONTAINER_MP4 },
        { ".wav", true, CONTAINER_OGG },
    };
    const char *ending = strrchr(path, '.');

    for (size_t i = 0; ending && i < sizeof kinds / sizeof *kinds; i++) {
        if (strcasecmp(kinds[i].ending, ending) != 0)
            continue;
        output->is_wav = kinds[i].is_wav;
        output->container = kinds[i].container;
        output->path = path;
        return ERR_NONE;
    }
    return err_set(err, ERR_INVALID,
                   "-o %s: expected a name that ends in .opus, .webm, .mp4 or "
                   ".wav",
                   path);
}

static int64_t file_bytes(const struct output *output)
{
    uint8_t header[WAV_OUT_HEADER_MAX];
    struct wav_out wav = { preview_samples(output->preview), 0, "" };

    if (output->is_wav)
        return (int64_t)wav_out_header(header, &wav) + wav.samples * WAV_OUT_FRAME_BYTES;
    return virtual_file_bytes(preview_file(output->preview, output->container));
}

static size_t part_samples(const struct output *output, int64_t index)
{
    int64_t left = preview_samples(output->preview) - index * PART_SAMPLES;

    return left <= 0 ? 0 : left < PART_SAMPLES ? (size_t)left : PART_SAMPLES;
}

/* Renders the segment and keeps its sound, which the overs are read from. */
static enum err_code make_packets(struct preview_renderer *renderer, int64_t index,
                                  struct part *part, struct err *err)
{
    const struct planes *sound = preview_rendered(renderer);
    enum err_code code;

    if ((code = preview_render(renderer, index, part->packets, err)))
        return code;
    part->audio.samples = sound->samples;
    for (int side = 0; side < 2; side++)
        memcpy(part->audio.ch[side], sound->ch[side], sound->samples * sizeof(float));
    return ERR_NONE;
}

static enum err_code make_part(void *ctx, unsigned thread, int64_t index, void *slot,
                               struct err *err)
{
    struct running *running = ctx;
    struct preview_renderer *renderer = running->renderer[thread];
    struct part *part = slot;

    if (part->packets)
        return make_packets(renderer, index, part, err);
    part->audio.samples = part_samples(running->output, index);
    return preview_render_audio(renderer, index * PART_SAMPLES, &part->audio, err);
}

static bool interrupted(void)
{
    sigset_t pending;

    return sigpending(&pending) == 0 &&
           (sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1 ||
            sigismember(&pending, SIGHUP) == 1);
}

static enum err_code write_audio(struct running *running, const struct planes *audio,
                                 struct err *err)
{
    float *out = (float *)(void *)running->bytes;

    for (size_t i = 0; i < audio->samples; i++) {
        out[2 * i] = audio->ch[0][i];
        out[2 * i + 1] = audio->ch[1][i];
    }
    return outfile_write(&running->file, out, audio->samples * WAV_OUT_FRAME_BYTES, err);
}

/* The bytes of the virtual file that this segment is enough for; the first takes the header along.
 */
static enum err_code write_packets(struct running *running, int64_t index, const struct part *part,
                                   struct err *err)
{
    const struct output *output = running->output;
    const struct virtual_file *file = preview_file(output->preview, output->container);
    const uint8_t *packets[1] = { part->packets };
    int64_t begin = index == 0 ? 0 : virtual_file_page_at(file, index * PART_SECONDS);
    int64_t end = index + 1 == preview_segments(output->preview)
                      ? virtual_file_bytes(file)
                      : virtual_file_page_at(file, (index + 1) * PART_SECONDS);
    enum err_code code = ERR_NONE;

    while (!code && begin < end) {
        const struct preview_range range = {
            .container = output->container,
            .offset = begin,
            .bytes = end - begin < (int64_t)running->capacity ? (size_t)(end - begin)
                                                              : running->capacity,
        };

        if (!(code = preview_read(output->preview, &range, packets, running->bytes, err)))
            code = outfile_write(&running->file, running->bytes, range.bytes, err);
        begin += (int64_t)range.bytes;
    }
    return code;
}

static enum err_code take_part(void *ctx, int64_t index, void *slot, struct err *err)
{
    struct running *running = ctx;
    const struct output *output = running->output;
    const struct part *part = slot;
    int64_t samples = preview_samples(output->preview);
    int64_t done = (index + 1) * PART_SAMPLES;
    enum err_code code;

    if (interrupted())
        return err_set(err, ERR_CANCELLED, "interrupted; %s was not written", output->path);
    overs_add(running->overs, index * PART_SAMPLES, &part->audio);
    code = output->is_wav ? write_audio(running, &part->audio, err)
                          : write_packets(running, index, part, err);
    if (!code && output->progress)
        output->progress(output->progress_ctx, done < samples ? done : samples, samples);
    return code;
}

static enum err_code set_up(struct running *running, struct err *err)
{
    const struct output *output = running->output;
    size_t packets_bytes = preview_segment_bytes(output->preview, 0);
    enum err_code code = ERR_NONE;

    running->slots = (size_t)SLOTS_A_THREAD * running->threads;
    running->renderer = calloc(running->threads, sizeof *running->renderer);
    running->part = calloc(running->slots, sizeof *running->part);
    running->slot = calloc(running->slots, sizeof *running->slot);
    running->capacity = (size_t)PART_SAMPLES * WAV_OUT_FRAME_BYTES;
    running->bytes = malloc(running->capacity);
    if (!running->renderer || !running->part || !running->slot || !running->bytes)
        return err_set(err, ERR_NO_MEMORY, "out of memory for %u threads", running->threads);
    for (size_t i = 0; i < running->threads && !code; i++)
        code = preview_renderer_new(&running->renderer[i], output->preview, err);
    for (size_t i = 0; i < running->slots && !code; i++) {
        running->slot[i] = &running->part[i];
        code = planes_init(&running->part[i].audio, 2, PART_SAMPLES, err);
        /* the first segment is the longest: it has the pre-skip packet, too */
        if (!code && !output->is_wav && !(running->part[i].packets = malloc(packets_bytes)))
            code = err_set(err, ERR_NO_MEMORY, "out of memory for %zu bytes", packets_bytes);
    }
    return code;
}

static void tear_down(struct running *running)
{
    for (size_t i = 0; running->renderer && i < running->threads; i++)
        preview_renderer_free(running->renderer[i]);
    for (size_t i = 0; running->part && i < running->slots; i++) {
        planes_clear(&running->part[i].audio);
        free(running->part[i].packets);
    }
    free(running->renderer);
    free(running->part);
    free(running->slot);
    free(running->bytes);
    outfile_clear(&running->file);
}

static enum err_code write_wav_header(struct running *running, struct err *err)
{
    const struct output *output = running->output;
    const struct wav_out wav = { preview_samples(output->preview), output->start_samples,
                                 output->description };
    uint8_t header[WAV_OUT_HEADER_MAX];

    return outfile_write(&running->file, header, wav_out_header(header, &wav), err);
}

static unsigned threads_of(const struct output *output)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    int64_t parts = preview_segments(output->preview);
    unsigned threads = output->threads ? output->threads : cores > 0 ? (unsigned)cores : 1;

    if (threads > THREADS_MAX)
        threads = THREADS_MAX;
    return parts < (int64_t)threads ? (unsigned)parts : threads;
}

enum err_code output_run(const struct output *output, struct overs *overs, int64_t *bytes,
                         struct err *err)
{
    struct running running = {
        .output = output, .file = { .fd = -1 }, .overs = overs, .threads = threads_of(output)
    };
    struct ordered row = { .threads = running.threads,
                           .count = preview_segments(output->preview),
                           .ctx = &running,
                           .make = make_part,
                           .take = take_part };
    enum err_code code;

    overs_init(overs);
    *bytes = file_bytes(output);
    if ((code = set_up(&running, err)) ||
        (code = outfile_begin(&running.file, output->path, *bytes, err)) ||
        (output->is_wav && (code = write_wav_header(&running, err))))
        goto done;
    row.slot = running.slot;
    row.slots = running.slots;
    if (!(code = ordered_run(&row, err)))
        code = outfile_finish(&running.file, err);
done:
    tear_down(&running);
    return code;
}
