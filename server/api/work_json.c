#include "server/api/work_json.h"

#include <math.h>

json_t *json_seconds(double seconds)
{
    return isfinite(seconds) ? json_real(ceil(seconds * 10) / 10) : json_null();
}

/* All work that waits or runs, as if the cores went on as they did so far. */
static double all_left(const struct jobs_sum *sum, unsigned threads)
{
    const double speed = sum->done_s > 0 && sum->spent_s > 0 ? sum->done_s / sum->spent_s : 1;

    return sum->active == 0 ? 0 : sum->left_s / speed / threads;
}

json_t *work_json(const struct jobs_sum *sum, unsigned threads)
{
    const double all_s = sum->done_s + sum->left_s + 1e-9;

    return json_pack("{s:I, s:f, s:o}", "active", (json_int_t)sum->active, "progress",
                     sum->active == 0 ? 1.0 : sum->done_s / all_s, "seconds_left",
                     json_seconds(all_left(sum, threads)));
}
