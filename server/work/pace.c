#include "server/work/pace.h"

void pace_init(struct pace *pace, int64_t now_ms)
{
    *pace = (struct pace){ .paid_until_ms = now_ms };
}

int64_t pace_take(struct pace *pace, int64_t now_ms, int64_t audio_ms)
{
    int64_t debt_ms;

    /* A pause earns no more than the first seconds: else a tab left paused for an hour could ask
     * for four hours at once. */
    if (pace->paid_until_ms < now_ms)
        pace->paid_until_ms = now_ms;
    debt_ms = pace->paid_until_ms - now_ms;
    if (debt_ms > PACE_FREE_MS / PACE_SPEED && pace->granted_ms < PACE_DOWNLOAD_MS)
        return debt_ms - PACE_FREE_MS / PACE_SPEED;
    pace->paid_until_ms += audio_ms / PACE_SPEED;
    pace->granted_ms += audio_ms;
    return 0;
}
