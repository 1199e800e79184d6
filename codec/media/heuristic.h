/* The order of six channels found in the signal itself, for files without a layout. */
#pragma once

#include "codec/media/reader.h"

/* Listens to short stretches all over the file. Known by ORDER_HEURISTIC only where one channel
 * alone is bass (its LFE) and the others pair off clearly into one of the known orders; otherwise
 * ORDER_UNKNOWN with channels in file order. Deterministic. */
enum err_code heuristic_order(struct order *out, struct reader *reader, struct err *err);
