/* tus 1.0.0, the protocol of uploads that can be resumed: what its headers say. Knows no resource;
 * what is done with an upload is the handlers' own. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "codec/core/checksum.h"
#include "server/http/reply.h"
#include "server/http/req.h"

enum {
    TUS_METADATA = 4096, /* bytes of a whole Upload-Metadata, with the terminating 0 */
    TUS_PARTS = 256,     /* of a concatenation */
    TUS_DATE = 32,
    /* statuses that no code of ours has */
    TUS_GONE = 410,
    TUS_WRONG_VERSION = 412,
    TUS_WRONG_TYPE = 415,
    TUS_LOCKED = 423,
    TUS_CHECKSUM_MISMATCH = 460
};

/* Every address of tus passes here before anything else (ROUTE_TUS): adds Tus-Resumable to whatever
 * the answer will be, and refuses another version with 412. OPTIONS and GET may speak none. */
enum err_code tus_admit(struct req *req, struct reply *reply, struct err *err);

/* Answers OPTIONS: 204 with what is supported. */
enum err_code tus_options(struct reply *reply, int64_t max_bytes, struct err *err);

/* The method that a POST stands for by X-HTTP-Method-Override; else the method as it is. */
const char *tus_method(const struct req *req);

/* Upload-Length and Upload-Offset: ERR_INVALID when missing or no number below 2^63. */
enum err_code tus_number(const struct req *req, const char *name, int64_t *out, struct err *err);

/* Is the body the next bytes of the file? ERR_INVALID, with status 415, when it is called something
 * else. */
enum err_code tus_check_type(const struct req *req, struct reply *reply, struct err *err);

/* Upload-Metadata: "key base64,key base64,key". Checks the whole of it, every key once; text is
 * then good for tus_metadata. */
enum err_code tus_metadata_check(const char *text, struct err *err);

/* Decodes the value of a key of a checked text; *found: it is there. ERR_INVALID when it doesn't
 * fit out, or holds a 0. */
enum err_code tus_metadata(const char *text, const char *key, char *out, size_t bytes, bool *found,
                           struct err *err);

/* Upload-Checksum: "sha1 base64". */
struct tus_checksum {
    enum checksum_kind kind;
    uint8_t value[CHECKSUM_BYTES];
};
enum err_code tus_checksum_read(struct tus_checksum *out, const char *text, struct err *err);

/* Upload-Concat: "partial", or "final;" and addresses with blanks between, of which the paths are
 * given without scheme and host, as texts in `room`. */
struct tus_concat {
    bool is_partial, is_final;
    unsigned parts;
    const char *part[TUS_PARTS];
    char room[8192];
};
enum err_code tus_concat_read(struct tus_concat *out, const char *text, struct err *err);

/* "Sun, 22 Nov 2026 17:49:50 GMT" */
void tus_date(char out[TUS_DATE], int64_t at_ms);

/* Adds a header with a number. */
enum err_code tus_header_number(struct reply *reply, const char *name, int64_t value,
                                struct err *err);
