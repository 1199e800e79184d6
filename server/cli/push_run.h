/* One push from the files to what came of them: for the command, and for a watched folder. */
#pragma once

#include "server/cli/command.h"
#include "server/cli/progress.h"
#include "server/cli/push_send.h"
#include "server/cli/push_table.h"

struct push {
    const struct args *args; /* whose files are the files */
    struct client *client;
    json_t *production; /* as the server told it at last */
    struct push_list list;
    struct push_plan plan;
    struct push_sending sending;
    struct progress progress;
};

/* Reads --parallel and --retry-for. */
enum err_code push_read_options(struct push *push, struct err *err);

/* Reads the production from the server. push_prepare does it, too. */
enum err_code push_fetch(struct push *push, struct err *err);

/* Finds, hashes and plans: nothing is changed on the server. */
enum err_code push_prepare(struct push *push, struct err *err);

/* Sends, publishes what --incomplete wants, and waits for QC. ERR_CANCELLED: the person stopped it.
 * What became of each file stands in the list, of each set in the plan. */
enum err_code push_carry_out(struct push *push, struct err *err);

/* Whether all is well with what came of it; else err says what is not. */
enum err_code push_judge(const struct push *push, struct err *err);

/* Frees what belongs to these files; the client stays. */
void push_clear(struct push *push);
