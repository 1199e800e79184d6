#include "server/api/upload_row.h"

#include <string.h>

#include "server/api/text.h"
#include "server/http/tus.h"

enum { WORD = 128 };

/* "the key" of metadata as a word; NULL when it is not there. */
static enum err_code read_word(const char **out, char room[WORD], const char *metadata,
                               const char *key, struct err *err)
{
    bool found;
    const enum err_code code = tus_metadata(metadata, key, room, WORD, &found, err);

    *out = found ? room : NULL;
    return code;
}

static enum err_code read_sha256(struct db_upload *row, struct err *err)
{
    char text[WORD];
    bool found;
    enum err_code code;

    if ((code = tus_metadata(row->metadata, "sha256", text, sizeof text, &found, err)) || !found)
        return code;
    row->has_sha256 = true;
    return hash_parse(&row->sha256, text, err);
}

enum err_code upload_row_read(struct db_upload *row, struct err *err)
{
    const struct text_rule filename_rule = { "the file name", !row->is_partial },
                           identity_rule = { "the identity", false };
    char name[sizeof row->filename], identity[sizeof row->identity];
    bool found;
    enum err_code code;

    if ((code = tus_metadata_check(row->metadata, err)) ||
        (code = tus_metadata(row->metadata, "filename", name, sizeof name, &found, err)) ||
        (code = text_copy(row->filename, sizeof row->filename, name, filename_rule, err)) ||
        (code = tus_metadata(row->metadata, "identity", identity, sizeof identity, &found, err)) ||
        (code = text_copy(row->identity, sizeof row->identity, identity, identity_rule, err)))
        return code;
    return read_sha256(row, err);
}

enum err_code upload_of_row(struct upload **out, struct app *app, struct db *db,
                            const struct caller *who, const struct db_upload *row, struct err *err)
{
    struct production production;
    const struct upload_target target = { &production, row->set_id, row->picture_id };
    struct upload_words words = { .filename = row->filename };
    char role[WORD], order[WORD], channel[WORD], start[WORD], start_samples[WORD];
    const char *metadata = row->metadata;
    enum err_code code;

    *out = NULL;
    if ((code = db_production(db, row->production_id, &production, err)) ||
        (code = read_word(&words.role, role, metadata, "role", err)) ||
        (code = read_word(&words.order, order, metadata, "order", err)) ||
        (code = read_word(&words.channel, channel, metadata, "channel", err)) ||
        (code = read_word(&words.start, start, metadata, "start", err)) ||
        (code = read_word(&words.start_samples, start_samples, metadata, "start_samples", err)) ||
        (code = upload_new(out, app, who, &target, &words, err)))
        return code;
    (*out)->row_id = row->id;
    return ERR_NONE;
}
