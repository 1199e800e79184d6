/* Opus packets of constant size, encoded in independent segments of 5 s.
 *
 * Packet 0 is the pre-skip and decodes to the 20 ms before the preview; packet k >= 1 decodes to
 * [960 (k-1), 960 k) of it. The encoder looks 312 samples ahead, which is why a segment's audio is
 * asked for so much later. Every segment is encoded by a fresh encoder that first hears 640 ms of
 * the real audio before it and whose packets of that time are dropped: joins are inaudible (320 ms
 * is enough for music and speech, 640 ms also for pure tones) and segments can be made in any
 * order. */
#pragma once

#include "codec/core/planes.h"

#include <stdint.h>

enum {
    PACKET_SAMPLES = 960,
    PRE_SKIP_SAMPLES = 960,
    LOOKAHEAD_SAMPLES = 312,
    SEGMENT_PACKETS = 250,
    PRE_ROLL_PACKETS = 32,
};

struct opus_settings {
    int32_t bitrate_bps; /* 64000 to 256000 in steps of 400; 128000 makes packets of 320 bytes */
    int complexity;      /* 0 to 10; 8 is the default */
};

extern const struct opus_settings opus_defaults;

/* ERR_INVALID names the setting that is out of range. */
enum err_code opus_settings_check(const struct opus_settings *settings, struct err *err);

size_t opus_packet_bytes(const struct opus_settings *settings);

/* Adds settings and the library's version to a hash: other settings or another libopus, other
 * bytes. */
struct hasher;
void opus_settings_hash(const struct opus_settings *settings, struct hasher *hasher);

/* Packets of a preview of this length, the pre-skip packet included; the last may be padded. */
int64_t opus_packet_count(int64_t samples);
int64_t opus_segment_count(int64_t samples);

/* Segment 0 is packets [0, 251), segment n >= 1 is [1 + 250 n, 251 + 250 n), the last one may be
 * shorter. */
int64_t segment_first_packet(int64_t segment);
int64_t segment_packets(int64_t segment, int64_t packets_total);
int64_t segment_of_packet(int64_t packet);

/* The audio a segment is made of, relative to the start of the preview (may be negative): pre-roll
 * and look-ahead included. */
int64_t segment_audio_start(int64_t segment);
size_t segment_audio_samples(int64_t segment, int64_t packets_total);

struct segment_encoder; /* one thread at a time; reusable, keeps no state between segments */
enum err_code segment_encoder_new(struct segment_encoder **out,
                                  const struct opus_settings *settings, struct err *err);
void segment_encoder_free(struct segment_encoder *encoder);

/* Encodes stereo (two planes of a segment's audio: segment_audio_samples from segment_audio_start)
 * into segment_packets * opus_packet_bytes bytes. Same input, same bytes. */
enum err_code segment_encode(struct segment_encoder *encoder, const struct planes *stereo,
                             uint8_t *packets, struct err *err);
