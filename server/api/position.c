#include "server/api/position.h"

#include <errno.h>
#include <stdlib.h>

enum err_code position_read(int64_t *position_samples, struct rate rate, const char *tc,
                            const char *samples, struct err *err)
{
    char *end = NULL;

    *position_samples = -1;
    if (tc && samples)
        return err_set(err, ERR_INVALID, "say start or start_samples, not both");
    if (tc)
        return timecode_parse(position_samples, rate, tc, err);
    if (!samples)
        return ERR_NONE;
    errno = 0;
    *position_samples = strtoll(samples, &end, 10);
    if (errno || end == samples || *end || *position_samples < 0 ||
        *position_samples >= POSITION_LIMIT_SAMPLES)
        return err_set(err, ERR_INVALID,
                       "start_samples is \"%.24s\"; it counts samples at 48 kHz from midnight",
                       samples);
    return ERR_NONE;
}
