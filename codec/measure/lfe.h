/* What the music's LFE does in a scene, L1 to L7: facts once, concerns for any thresholds. */
#pragma once

#include "codec/measure/concern.h"
#include "codec/measure/sources.h"

enum { LFE_CONCERNS = 8 };

struct lfe_facts; /* immutable: shared between threads */

/* A scene without music or without effects gives facts, too: they say why a figure is missing.
 * Fails for want of memory, and for a scene outside all days or longer than one. */
enum err_code lfe_facts_new(struct lfe_facts **out, const struct scene_input *input,
                            struct err *err);
void lfe_facts_free(struct lfe_facts *facts); /* NULL is accepted */

/* A flat buffer of its own, without version or checksum: those are report.c's, round all parts. The
 * caller frees *out. Unpacking checks every length; ERR_DAMAGED if one is wrong. */
enum err_code lfe_facts_pack(const struct lfe_facts *facts, void **out, size_t *bytes,
                             struct err *err);
enum err_code lfe_facts_unpack(struct lfe_facts **out, const void *data, size_t bytes,
                               struct err *err);

/* CONCERN_LFE_ACTIVE to CONCERN_LFE_CANCELLATION, in the order of enum concern_kind. */
void lfe_concerns(struct concern out[LFE_CONCERNS], const struct lfe_facts *facts,
                  const struct thresholds *thresholds);

/* 0 clear to 100; NAN when nothing was measured. */
double lfe_score(const struct lfe_facts *facts, const struct thresholds *thresholds);
