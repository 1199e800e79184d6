/* A folder whose files are sent when a workstation has finished writing them. */
#pragma once

#include "server/cli/push_run.h"

/* Goes on until the person stops it, which is no error. push has its args and client. */
enum err_code watch_run(struct push *push, const char *folder, struct err *err);
