/* Files that the server has already are not sent again: whoever wants to add one proves that they
 * have its bytes, not only its hash. What somebody may be told is what they could fetch. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec/core/units.h"
#include "server/api/limits.h"
#include "server/api/load.h"
#include "server/api/routes.h"
#include "server/api/upload.h"
#include "server/auth/secret.h"
#include "server/store/challenges.h"

enum { FILES_MAX = 64, RANGE_BYTES = 64 * 1024 };

#define LIFE_MS (INT64_C(10) * 60 * 1000)

/* Where the file is to go. */
struct target {
    struct production production;
    int64_t set_id, picture_id;
};

static enum err_code target_of_set(struct target *out, struct req *req, struct err *err)
{
    struct print_set set;

    *out = (struct target){ .set_id = req->id[0] };
    if (load_set(req->db, req->id[0], &set, &out->production, err))
        return err->code;
    return set.published_at_ms ? set_is_published(&set, err) : ERR_NONE;
}

static enum err_code target_of_picture(struct target *out, struct req *req, struct err *err)
{
    struct picture picture;

    *out = (struct target){ .picture_id = req->id[0] };
    return load_picture(req->db, req->id[0], &picture, &out->production, err);
}

/* ---- have ---- */

/* The whole of a small file; of others some places that nobody can know before. */
static void choose_ranges(struct challenge *challenge)
{
    const int64_t bytes = challenge->bytes;

    if (bytes <= CHALLENGE_RANGES * RANGE_BYTES) {
        for (int64_t at = 0; at < bytes; at += RANGE_BYTES) {
            challenge->range[challenge->ranges].offset = at;
            challenge->range[challenge->ranges++].bytes =
                bytes - at < RANGE_BYTES ? bytes - at : RANGE_BYTES;
        }
        return;
    }
    for (unsigned i = 0; i < CHALLENGE_RANGES; i++) {
        uint64_t random;
        secret_random(&random, sizeof random);
        challenge->range[i].offset = (int64_t)(random % (uint64_t)(bytes - RANGE_BYTES + 1));
        challenge->range[i].bytes = RANGE_BYTES;
    }
    challenge->ranges = CHALLENGE_RANGES;
}

static json_t *challenge_json(const struct challenge *challenge)
{
    json_t *ranges = json_array();

    for (unsigned i = 0; i < challenge->ranges; i++)
        json_push(ranges, json_pack("[I, I]", (json_int_t)challenge->range[i].offset,
                                    (json_int_t)challenge->range[i].bytes));
    return json_pack("{s:I, s:o, s:o}", "id", (json_int_t)challenge->id, "nonce",
                     json_hash(&challenge->nonce), "ranges", ranges);
}

/* A row without its blob (the store was damaged) is as good as none: the file is to be sent. */
static enum err_code is_here(bool *out, struct req *req, const struct target *target,
                             const struct challenge *file, struct err *err)
{
    struct blob_seen seen;
    struct source *blob;
    enum err_code code;

    *out = false;
    if ((code = db_blob_seen(req->db, &file->sha256, req->caller->person_id, target->production.id,
                             &seen, err)) ||
        !seen.found || seen.bytes != file->bytes)
        return code;
    if (!blob_open(&blob, req->app->blobs, &file->sha256, NULL)) {
        *out = blob->bytes == file->bytes;
        source_close(blob);
    }
    return ERR_NONE;
}

static enum err_code look(json_t **out, struct req *req, const struct target *target,
                          struct challenge *file, struct err *err)
{
    enum err_code code;
    bool here;

    if ((code = is_here(&here, req, target, file, err)))
        return code;
    *out = json_pack("{s:o, s:b}", "sha256", json_hash(&file->sha256), "has", (int)here);
    if (!here)
        return ERR_NONE;
    file->person_id = req->caller->person_id;
    file->production_id = target->production.id;
    file->expires_at_ms = db_now_ms(req->db) + LIFE_MS;
    secret_random(&file->nonce, sizeof file->nonce);
    choose_ranges(file);
    if ((code = db_challenge_add(req->db, file, err))) {
        json_decref(*out);
        return code;
    }
    json_object_set_new(*out, "challenge", challenge_json(file));
    return ERR_NONE;
}

static enum err_code read_file(struct challenge *out, json_t *file, size_t number, struct err *err)
{
    char place[24];
    const char *sha256;
    json_int_t bytes;

    *out = (struct challenge){ 0 };
    snprintf(place, sizeof place, "files[%zu]", number);
    if (req_unpack_part(file, place, err, "{s:s, s:I}", "sha256", &sha256, "bytes", &bytes))
        return err->code;
    out->bytes = bytes;
    return hash_parse(&out->sha256, sha256, err);
}

/* What files were asked for, read whole before any is looked at. */
struct asked {
    struct req *req;
    const struct target *target;
    struct challenge *file;
    size_t count;
    json_t *answers;
};

/* One transaction for all challenges: each alone would wait for the disk. */
static enum err_code look_now(struct db *db, void *ctx, struct err *err)
{
    struct asked *asked = ctx;
    enum err_code code = ERR_NONE;
    json_t *answer;

    (void)db;
    for (size_t i = 0; i < asked->count && !code; i++)
        if (!(code = look(&answer, asked->req, asked->target, &asked->file[i], err)))
            json_push(asked->answers, answer);
    return code;
}

static enum err_code have(struct req *req, struct reply *reply, const struct target *target,
                          struct err *err)
{
    struct challenge files[FILES_MAX];
    struct asked asked = { .req = req, .target = target, .file = files };
    json_t *list;
    enum err_code code;

    if (req_unpack(req, err, "{s:o}", "files", &list))
        return err->code;
    if (!json_is_array(list) || json_array_size(list) > FILES_MAX)
        return err_set(err, ERR_INVALID, "files is a list of at most %d", FILES_MAX);
    for (; asked.count < json_array_size(list); asked.count++)
        if (read_file(&files[asked.count], json_array_get(list, asked.count), asked.count, err))
            return err->code;
    asked.answers = json_array();
    if (!(code = db_txn(req->db, look_now, &asked, err)))
        return reply_take(reply, 200, json_list("files", asked.answers), err);
    json_decref(asked.answers);
    return code;
}

enum err_code api_set_have(struct req *req, struct reply *reply, struct err *err)
{
    struct target target;

    return target_of_set(&target, req, err) ? err->code : have(req, reply, &target, err);
}

enum err_code api_picture_have(struct req *req, struct reply *reply, struct err *err)
{
    struct target target;

    return target_of_picture(&target, req, err) ? err->code : have(req, reply, &target, err);
}

/* ---- prove ---- */

struct proof {
    json_int_t challenge;
    const char *text;
    struct upload_words words;
};

static enum err_code add_range(struct hasher *hasher, struct source *blob, int64_t offset,
                               int64_t bytes, struct err *err)
{
    uint8_t data[4096];

    while (bytes > 0) {
        const size_t most = bytes < (int64_t)sizeof data ? (size_t)bytes : sizeof data;
        const ssize_t got = source_read(blob, data, most, offset);
        if (got < (ssize_t)most)
            return err_set(err, ERR_DAMAGED, "a stored file can't be read: send the file");
        hasher_add(hasher, data, most);
        offset += got;
        bytes -= got;
    }
    return ERR_NONE;
}

static enum err_code expected(struct hash *out, struct blobs *blobs,
                              const struct challenge *challenge, struct err *err)
{
    struct hasher *hasher = NULL;
    struct source *blob = NULL;
    enum err_code code;

    if ((code = hasher_new(&hasher, err)) ||
        (code = blob_open(&blob, blobs, &challenge->sha256, err)))
        goto done;
    hasher_add(hasher, challenge->nonce.byte, sizeof challenge->nonce.byte);
    for (unsigned i = 0; i < challenge->ranges && !code; i++)
        code = add_range(hasher, blob, challenge->range[i].offset, challenge->range[i].bytes, err);
    *out = hasher_result(hasher);
done:
    source_close(blob);
    hasher_free(hasher);
    return code;
}

static enum err_code refuse(struct err *err)
{
    return err_set(err, ERR_FORBIDDEN,
                   "this does not prove that you have the file: ask again, or send it");
}

/* The challenge is over in any case. */
static enum err_code check_proof(struct challenge *challenge, struct req *req,
                                 const struct target *target, const struct proof *proof,
                                 struct err *err)
{
    struct hash given, wanted;
    bool found;
    enum err_code code;

    if ((code = db_challenge_take(req->db, proof->challenge, req->caller->person_id, challenge,
                                  &found, err)))
        return code;
    if (!found || challenge->production_id != target->production.id ||
        hash_parse(&given, proof->text, NULL))
        return refuse(err);
    if ((code = expected(&wanted, req->app->blobs, challenge, err)))
        return code;
    return secret_same(&given, &wanted) ? ERR_NONE : refuse(err);
}

/* Bytes that the production has already take no more of what it may store; and since the answer
 * was given, the person may have left the production that has them. */
static enum err_code check_place(struct req *req, const struct target *target,
                                 const struct challenge *challenge, struct err *err)
{
    struct blob_seen seen;
    enum err_code code;

    if ((code = db_blob_seen(req->db, &challenge->sha256, req->caller->person_id,
                             target->production.id, &seen, err)))
        return code;
    if (!seen.found)
        return refuse(err);
    return seen.in_production
               ? ERR_NONE
               : limits_quota(req->app, req->db, target->production.id, challenge->bytes, err);
}

static enum err_code prove(struct req *req, const struct target *target, struct err *err)
{
    const struct upload_target place = { &target->production, target->set_id, target->picture_id };
    struct proof proof = { 0 };
    struct challenge challenge;
    struct upload *upload;
    enum err_code code;

    if (req_unpack(req, err, "{s:I, s:s, s:s, s?s, s?s, s?s, s?s}", "challenge", &proof.challenge,
                   "proof", &proof.text, "filename", &proof.words.filename, "role",
                   &proof.words.role, "order", &proof.words.order, "channel", &proof.words.channel,
                   "start", &proof.words.start))
        return err->code;
    if ((code = check_proof(&challenge, req, target, &proof, err)) ||
        (code = check_place(req, target, &challenge, err)) ||
        (code = upload_new(&upload, req->app, req->caller, &place, &proof.words, err)))
        return code;
    upload->stored = challenge.sha256;
    upload->bytes = challenge.bytes;
    upload_later(req, upload);
    return ERR_NONE;
}

enum err_code api_set_prove(struct req *req, struct reply *reply, struct err *err)
{
    struct target target;

    (void)reply;
    return target_of_set(&target, req, err) ? err->code : prove(req, &target, err);
}

enum err_code api_picture_prove(struct req *req, struct reply *reply, struct err *err)
{
    struct target target;

    (void)reply;
    return target_of_picture(&target, req, err) ? err->code : prove(req, &target, err);
}
