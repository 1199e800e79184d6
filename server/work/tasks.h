/* Threads for work that blocks (fsync, opening a new print), so that no HTTP thread does. */
#pragma once

#include "codec/core/err.h"

struct tasks;
enum err_code tasks_start(struct tasks **out, unsigned threads, struct err *err);

/* Queues a task; ERR_BUSY when too many wait. run is called once, on one of the threads. */
enum err_code tasks_add(struct tasks *tasks, void (*run)(void *ctx), void *ctx, struct err *err);

/* Runs what is queued, then ends the threads. NULL is accepted. */
void tasks_stop(struct tasks *tasks);
