/* Previews between the record and the renderers. */
#pragma once

#include "server/api/app.h"
#include "server/store/previews.h"

/* A preview in use, with its row. */
struct preview_use {
    struct preview_row row;
    struct recipe recipe;
    const struct preview *preview;
};

/* Makes the preview of a row whose id and key are not known yet, and fills both. Takes row, also
 * when it fails. Clear it after success. */
enum err_code preview_use_new(struct preview_use *out, struct app *app, struct preview_row *row,
                              struct err *err);

/* The one with this id, from the renderers or made again from its row. Clear it after success. */
enum err_code preview_use_load(struct preview_use *out, struct app *app, struct db *db,
                               const char *id, struct err *err);

void preview_use_clear(struct preview_use *use, struct app *app);
