/* What a mail or a hook says about a bundle of events (work/notices.h). */
#pragma once

#include "server/work/notices.h"

/* A notices_write_fn. */
enum err_code notice_write(struct db *db, const struct notice *notice, const char *public_url,
                           struct notice_text *out, struct err *err);
