/* Which of the sounds play and how: the recipe of `predub preview`. */
#pragma once

#include "codec/mix/recipe.h"
#include "server/cli/sounds.h"

/* From --recipe FILE, or from --mix, --only, --mute, --gain, --fold, --lfe and --no-centre. By
 * default all stems and temps play at 0 dB and full mixes do not. */
enum err_code selection_read(struct recipe *out, const struct args *args,
                             const struct sounds *sounds, struct err *err);
