/* The requests of one upload. What the answers mean for the next one is told as a step. */
#pragma once

#include "server/cli/client.h"
#include "server/cli/push_plan.h"

enum tus_step {
    TUS_ON,          /* go on */
    TUS_DONE,        /* the file is in its place */
    TUS_AGAIN,       /* the line or the server failed (err says how): pause, then look again */
    TUS_CHECKS,      /* all is there and is looked at: ask again shortly */
    TUS_OTHER_BYTES, /* what arrived is not what was hashed: begin anew */
    TUS_FAILED       /* err says why */
};

struct tus {
    struct client *client;
    const struct push_file *file;
    int fd;
    char address[PUSH_ADDRESS];
    int64_t id;     /* of the upload; 0: none is known */
    int64_t offset; /* what the server has, if is_sure */
    bool is_sure;
    int64_t given;      /* bytes of the last part that left here */
    struct err refusal; /* what the server said to the last part */
    bool was_other;     /* the last part ended the file, and its bytes were not those promised */
    unsigned spoilt;    /* refusals of parts, one after the other, that the line may have caused */
    unsigned begun;     /* how often */
};

enum err_code tus_open(struct tus *tus, struct err *err);
void tus_close(struct tus *tus);

/* Finds the upload of this very file that broke off, or begins one. */
enum tus_step tus_find(struct tus *tus, struct err *err);

/* Asks how far it is. */
enum tus_step tus_look(struct tus *tus, struct err *err);

/* Sends so many bytes, which the server keeps only if they arrive as they are here. */
enum tus_step tus_part(struct tus *tus, int64_t bytes, struct err *err);

/* All is sent: was it accepted? */
enum tus_step tus_outcome(struct tus *tus, struct err *err);

/* Gives the upload up; the server forgets it. The file is closed. */
void tus_drop(struct tus *tus);
