/* Any bytes as a print: opening and reading must end, in bounds, with a sentence or with audio. */
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "codec/media/stem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { BLOCK_SAMPLES = 700 };

static void check_block(const struct planes *block)
{
    for (unsigned c = 0; c < CHANNELS; c++) {
        for (size_t i = 0; i < block->samples; i++)
            assert(isfinite(block->ch[c][i]));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct stem_file file = { "fuzz.Ls.wav", NULL };
    struct planes block = { 0 };
    struct stem *stem = NULL;
    struct err err = { 0 };

    if (source_open_memory(&file.source, data, size, NULL))
        return 0;
    if (stem_open(&stem, &file, 1, NULL, &err)) {
        assert(!stem && strstr(err.text, "fuzz"));
        return 0;
    }
    const struct stem_info *const info = stem_info(stem);
    assert(info->samples > 0 && info->warnings <= STEM_WARNINGS);
    if (!planes_init(&block, CHANNELS, BLOCK_SAMPLES, NULL)) {
        const int64_t places[] = { -350, info->samples / 2, info->samples - 350 };
        for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
            if (!stem_read(stem, places[i], &block, &err))
                check_block(&block);
        }
    }
    planes_clear(&block);
    stem_close(stem);
    return 0;
}
