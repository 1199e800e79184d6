/* How fast one connection may make us render: 4 x real time after the first 8 s.
 *
 * A browser pulls a preview as fast as the network lets it, and throws most of it away at the next
 * seek. Holding it to a few times real time costs nobody anything and bounds what is rendered in
 * vain. Browsers stop by themselves some three minutes ahead of what plays; whoever has had more
 * than four minutes in one go is downloading and is let through. Only segments that nobody has made
 * yet count. Plain arithmetic, no clock of its own. */
#pragma once

#include <stdint.h>

enum { PACE_SPEED = 4, PACE_FREE_MS = 8000, PACE_DOWNLOAD_MS = 240000 };

struct pace {
    int64_t paid_until_ms; /* when real time x PACE_SPEED has caught up with what was granted */
    int64_t granted_ms;    /* since the start */
};

/* Starts afresh, as after a seek. */
void pace_init(struct pace *pace, int64_t now_ms);

/* Asks for audio_ms more: 0 grants it, otherwise nothing is granted and it is the time to wait. */
int64_t pace_take(struct pace *pace, int64_t now_ms, int64_t audio_ms);
