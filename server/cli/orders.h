/* Opens prints with the channel order that --order says. */
#pragma once

#include "codec/media/stem.h"
#include "server/cli/args.h"
#include "server/cli/prints.h"

/* --order FILE=ORDER goes before what the file tells; --order ORDER is for files that do not tell
 * theirs. */
enum err_code orders_open(struct stem **out, const struct args *args,
                          const struct print_files *files, struct err *err);

/* Opens again with an order; *stem is closed first. */
enum err_code orders_reopen(struct stem **stem, const struct print_files *files,
                            const struct order *order, struct err *err);
