#include "server/api/position.h"

#include <errno.h>
#include <stdlib.h>

enum err_code position_read(int64_t *start_samples, bool *told, struct rate rate, const char *tc,
                            const char *samples, struct err *err)
{
    char *end = NULL;

    *told = tc || samples;
    if (tc && samples)
        return err_set(err, ERR_INVALID, "say start or start_samples, not both");
    if (tc)
        return timecode_parse(start_samples, rate, tc, err);
    if (!samples)
        return ERR_NONE;
    errno = 0;
    *start_samples = strtoll(samples, &end, 10);
    if (errno || end == samples || *end || *start_samples < 0 ||
        *start_samples >= POSITION_LIMIT_SAMPLES)
        return err_set(err, ERR_INVALID,
                       "start_samples is \"%.24s\"; it counts samples at 48 kHz from midnight",
                       samples);
    return ERR_NONE;
}
