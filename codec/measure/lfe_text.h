/* An LFE concern in words. Inside codec/measure only. */
#pragma once

#include "codec/measure/lfe_facts.h"

/* Fills out->text; level, value and second are there already. */
void lfe_text(struct concern *out, const struct lfe_facts *facts);
