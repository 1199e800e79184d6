#include "server/work/overview.h"

#include <stdlib.h>
#include <string.h>

#include "server/work/sealed.h"

enum { BLOCK_BYTES = CHANNELS * sizeof(struct peak_pair) };

static const struct seal seal = { "PDOV", ANALYSIS_VERSION };

/* The same without what is kept elsewhere. */
static void strip(struct analysis *analysis)
{
    analysis->frames = analysis->lows = 0;
    analysis->loudness_blocks = analysis->hash_blocks = 0;
    analysis->band = analysis->envelope = NULL;
    analysis->lfe = analysis->mains = analysis->energy = NULL;
    analysis->block_hash = NULL;
    analysis->peaks = NULL;
}

enum err_code overview_pack(const struct analysis *analysis, struct buffer *out, struct err *err)
{
    struct analysis copy = *analysis;
    const struct sealed_part parts[] = {
        { &copy, sizeof copy },
        { analysis->peaks, analysis->peak_blocks * BLOCK_BYTES },
    };

    strip(&copy);
    return sealed_make(out, seal, parts, 2, err);
}

enum err_code overview_unpack(struct analysis **out, const struct buffer *in, struct err *err)
{
    struct analysis *analysis;
    struct sealed_part inside;
    enum err_code code;

    *out = NULL;
    if ((code = sealed_open(&inside, seal, in, err)))
        return code;
    if (!(analysis = calloc(1, sizeof *analysis)))
        return err_set(err, ERR_NO_MEMORY, "no memory for an overview");
    if (inside.bytes >= sizeof *analysis)
        memcpy(analysis, inside.data, sizeof *analysis);
    if (inside.bytes != sizeof *analysis + analysis->peak_blocks * BLOCK_BYTES) {
        free(analysis);
        return err_set(err, ERR_DAMAGED, "a stored overview is another program's");
    }
    if (!(analysis->peaks = malloc(inside.bytes - sizeof *analysis + 1))) {
        free(analysis);
        return err_set(err, ERR_NO_MEMORY, "no memory for an overview");
    }
    memcpy(analysis->peaks, (const char *)inside.data + sizeof *analysis,
           inside.bytes - sizeof *analysis);
    *out = analysis;
    return ERR_NONE;
}
