/* What the music does to the dialogue of a scene: facts once, concerns for any thresholds. */
#pragma once

#include "codec/measure/concern.h"
#include "codec/measure/sources.h"

enum { DIALOGUE_CONCERNS = 2 };

struct dialogue_facts; /* immutable: shared between threads */

/* A scene without a dialogue temp, without music or without active dialogue gives facts, too: they
 * say why there is no figure. Fails only for want of memory. */
enum err_code dialogue_facts_new(struct dialogue_facts **out, const struct scene_input *input,
                                 struct err *err);
void dialogue_facts_free(struct dialogue_facts *facts); /* NULL is accepted */

/* A flat buffer of its own, without version or checksum: those are report.c's, round all parts. The
 * caller frees *out. Unpacking checks every length and that figures are what they can be;
 * ERR_DAMAGED if not. */
enum err_code dialogue_facts_pack(const struct dialogue_facts *facts, void **out, size_t *bytes,
                                  struct err *err);
enum err_code dialogue_facts_unpack(struct dialogue_facts **out, const void *data, size_t bytes,
                                    struct err *err);

/* CONCERN_DIALOGUE_AUDIBILITY and CONCERN_CENTRE_BUSY, in this order. */
void dialogue_concerns(struct concern out[DIALOGUE_CONCERNS], const struct dialogue_facts *facts,
                       const struct thresholds *thresholds);

/* 0 clear to 100, from the frame concern c(t) and the thresholds; NAN when nothing was measured.
 * A scene in which nobody speaks is measured and scores 0. */
double dialogue_score(const struct dialogue_facts *facts, const struct thresholds *thresholds);
