/* What went wrong, in one word for the program and one sentence for the person. */
#pragma once

enum err_code {
    ERR_NONE = 0,
    ERR_INVALID,     /* the caller's input breaks a rule that the sentence names */
    ERR_NOT_FOUND,   /* no such thing, or none that this person may see */
    ERR_CONFLICT,    /* it exists already, or has changed meanwhile */
    ERR_TOO_BIG,     /* over a limit that the sentence names */
    ERR_DAMAGED,     /* a file that is not what it says: cut, hostile or not finished */
    ERR_UNSUPPORTED, /* sound input of a kind predub does not read */
    ERR_UNKNOWN,     /* something must be asked of a person first, a channel order for example */
    ERR_RANGE,       /* bytes or time outside what exists */
    ERR_FORBIDDEN,   /* known, but not allowed */
    ERR_SIGN_IN,     /* whoever asks has to sign in first */
    ERR_TOO_OFTEN,   /* tried too often: wait as long as the sentence says */
    ERR_IO,          /* the operating system refused a read or a write */
    ERR_NO_SPACE,    /* the disk or a quota is full */
    ERR_NO_MEMORY,
    ERR_BUSY,      /* try again shortly */
    ERR_CANCELLED, /* nobody waits for the result any more */
    ERR_INTERNAL,  /* a fault of predub's own */
    ERR_CODES
};

struct err {
    enum err_code code;
    char text[512]; /* a sentence, UTF-8, cut at a character if it is too long */
};

/* Fills err (NULL is allowed: the sentence is dropped) and returns code. Set it once, where it
 * happens; pass it on unchanged. */
enum err_code err_set(struct err *err, enum err_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same for a failed system call: appends strerror(errno); ENOSPC, EDQUOT and ENOMEM choose
 * their own codes, everything else is ERR_IO. */
enum err_code err_set_errno(struct err *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Leaves out a folder where the sentence names files in it, for readers who need not know where
 * things lie: "folder/a/b" becomes "a/b". NULL changes nothing. */
void err_leave_out(struct err *err, const char *folder);

/* The code as API text: "invalid", "not_found", ... */
const char *err_name(enum err_code code);
