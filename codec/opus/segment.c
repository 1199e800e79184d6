#include "codec/opus/segment.h"

#include "codec/core/hash.h"
#include "codec/core/units.h"

#include <assert.h>
#include <opus.h>
#include <stdlib.h>
#include <string.h>

enum { OUTPUTS = 2, PACKETS_PER_S = RATE_HZ / PACKET_SAMPLES };
enum { BITRATE_STEP_BPS = 8 * PACKETS_PER_S }; /* one byte more in each packet */
enum { BITRATE_MIN_BPS = 64000, BITRATE_MAX_BPS = 256000, PACKET_BYTES_MAX = 640 };

const struct opus_settings opus_defaults = { .bitrate_bps = 128000, .complexity = 8 };

struct segment_encoder {
    struct opus_settings settings;
    OpusEncoder *opus; /* memory only: set up anew for each segment */
    float input[OUTPUTS * PACKET_SAMPLES];
    uint8_t dropped[PACKET_BYTES_MAX];
};

size_t opus_packet_bytes(const struct opus_settings *settings)
{
    return (size_t)(settings->bitrate_bps / BITRATE_STEP_BPS);
}

enum err_code opus_settings_check(const struct opus_settings *settings, struct err *err)
{
    if (settings->bitrate_bps < BITRATE_MIN_BPS || settings->bitrate_bps > BITRATE_MAX_BPS ||
        settings->bitrate_bps % BITRATE_STEP_BPS)
        return err_set(
            err, ERR_INVALID, "the Opus bit rate is %d b/s; choose a multiple of %d from %d to %d",
            (int)settings->bitrate_bps, BITRATE_STEP_BPS, BITRATE_MIN_BPS, BITRATE_MAX_BPS);
    if (settings->complexity < 0 || settings->complexity > 10)
        return err_set(err, ERR_INVALID, "the Opus complexity is %d; choose 0 to 10",
                       settings->complexity);
    return ERR_NONE;
}

void opus_settings_hash(const struct opus_settings *settings, struct hasher *hasher)
{
    const char *version = opus_get_version_string();
    const int32_t fields[] = { settings->bitrate_bps, settings->complexity };

    hasher_add(hasher, fields, sizeof fields);
    hasher_add(hasher, version, strlen(version) + 1);
}

int64_t opus_packet_count(int64_t samples)
{
    return 1 + (samples + PACKET_SAMPLES - 1) / PACKET_SAMPLES;
}

int64_t opus_segment_count(int64_t samples)
{
    return (opus_packet_count(samples) - 1 + SEGMENT_PACKETS - 1) / SEGMENT_PACKETS;
}

int64_t segment_first_packet(int64_t segment)
{
    return segment ? 1 + SEGMENT_PACKETS * segment : 0;
}

int64_t segment_packets(int64_t segment, int64_t packets_total)
{
    const int64_t first = segment_first_packet(segment);
    const int64_t next = segment_first_packet(segment + 1);

    assert(segment >= 0 && first < packets_total);
    return (next < packets_total ? next : packets_total) - first;
}

int64_t segment_of_packet(int64_t packet)
{
    return packet ? (packet - 1) / SEGMENT_PACKETS : 0;
}

int64_t segment_audio_start(int64_t segment)
{
    const int64_t packet = segment_first_packet(segment) - PRE_ROLL_PACKETS;

    return packet * PACKET_SAMPLES - PRE_SKIP_SAMPLES + LOOKAHEAD_SAMPLES;
}

size_t segment_audio_samples(int64_t segment, int64_t packets_total)
{
    const int64_t packets = PRE_ROLL_PACKETS + segment_packets(segment, packets_total);

    return (size_t)packets * PACKET_SAMPLES;
}

/* A whole new encoder, not OPUS_RESET_STATE: nothing of the segment before may colour this one. */
static int opus_start(struct segment_encoder *encoder)
{
    OpusEncoder *opus = encoder->opus;
    opus_int32 lookahead = 0;

    if (opus_encoder_init(opus, RATE_HZ, OUTPUTS, OPUS_APPLICATION_AUDIO) != OPUS_OK ||
        opus_encoder_ctl(opus, OPUS_SET_BITRATE(encoder->settings.bitrate_bps)) != OPUS_OK ||
        opus_encoder_ctl(opus, OPUS_SET_VBR(0)) != OPUS_OK ||
        opus_encoder_ctl(opus, OPUS_SET_COMPLEXITY(encoder->settings.complexity)) != OPUS_OK ||
        opus_encoder_ctl(opus, OPUS_SET_SIGNAL(OPUS_SIGNAL_MUSIC)) != OPUS_OK ||
        opus_encoder_ctl(opus, OPUS_GET_LOOKAHEAD(&lookahead)) != OPUS_OK)
        return -1;
    return (int)lookahead;
}

enum err_code segment_encoder_new(struct segment_encoder **out,
                                  const struct opus_settings *settings, struct err *err)
{
    struct segment_encoder *encoder = NULL;
    enum err_code code;
    int lookahead;

    *out = NULL;
    if ((code = opus_settings_check(settings, err)))
        return code;
    if (!(encoder = calloc(1, sizeof *encoder)) ||
        !(encoder->opus = malloc((size_t)opus_encoder_get_size(OUTPUTS)))) {
        code = err_set(err, ERR_NO_MEMORY, "no memory for an Opus encoder");
        goto done;
    }
    encoder->settings = *settings;
    if ((lookahead = opus_start(encoder)) != LOOKAHEAD_SAMPLES) {
        code = err_set(err, ERR_INTERNAL,
                       "%s looks %d samples ahead where predub counts on %d, so previews would not "
                       "start on their sample; install libopus 1.1 to 1.5",
                       opus_get_version_string(), lookahead, LOOKAHEAD_SAMPLES);
        goto done;
    }
    *out = encoder;
    encoder = NULL;
done:
    segment_encoder_free(encoder);
    return code;
}

void segment_encoder_free(struct segment_encoder *encoder)
{
    if (!encoder)
        return;
    free(encoder->opus);
    free(encoder);
}

static void interleave(const struct planes *stereo, size_t at, float *out)
{
    const float *left = stereo->ch[CH_L] + at;
    const float *right = stereo->ch[CH_R] + at;

    for (size_t i = 0; i < PACKET_SAMPLES; i++) {
        out[2 * i] = left[i];
        out[2 * i + 1] = right[i];
    }
}

enum err_code segment_encode(struct segment_encoder *encoder, const struct planes *stereo,
                             uint8_t *packets, struct err *err)
{
    const size_t bytes = opus_packet_bytes(&encoder->settings);
    const size_t count = stereo->samples / PACKET_SAMPLES;

    assert(stereo->channels == OUTPUTS);
    assert(count > PRE_ROLL_PACKETS && stereo->samples % PACKET_SAMPLES == 0);
    opus_start(encoder); /* worked in segment_encoder_new with the same arguments */
    for (size_t i = 0; i < count; i++) {
        uint8_t *packet =
            i < PRE_ROLL_PACKETS ? encoder->dropped : packets + (i - PRE_ROLL_PACKETS) * bytes;
        opus_int32 written;

        interleave(stereo, i * PACKET_SAMPLES, encoder->input);
        written = opus_encode_float(encoder->opus, encoder->input, PACKET_SAMPLES, packet,
                                    (opus_int32)bytes);
        if (written != (opus_int32)bytes)
            return err_set(err, ERR_INTERNAL, "%s gave a packet of %d bytes, not %zu",
                           opus_get_version_string(), (int)written, bytes);
    }
    return ERR_NONE;
}
