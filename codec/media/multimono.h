/* The mono files of one print, made into one. */
#pragma once

#include "codec/media/reader.h"

/* Checks that 2 to 6 files belong together (same base name, rate, kind of samples, length and
 * start, one channel each, no channel twice) and puts each at the place of its channel: of two
 * files L and R at 0 and 1, of all others in predub's own order, NULL where one is missing. Their
 * channels come from the ends of their names; where no name ends in one, from their iXML; where
 * none tells, the person's order numbers the files as given. info gets the facts of the print.
 * The readers stay the caller's. */
enum err_code multimono_join(struct stem_info *info, struct reader *readers[CHANNELS],
                             unsigned count, const struct order *person, struct err *err);
