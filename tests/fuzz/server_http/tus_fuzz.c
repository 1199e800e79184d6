/* Upload-Metadata, Upload-Concat and Upload-Checksum, from anybody. */
#include <stdlib.h>
#include <string.h>

#include "server/http/tus.h"

static void read_metadata(const char *text)
{
    static const char *const keys[] = { "filename", "sha256", "identity", "role", "" };
    char out[32];
    bool found;

    if (tus_metadata_check(text, NULL))
        return;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (!tus_metadata(text, keys[i], out, sizeof out, &found, NULL) &&
            strlen(out) >= sizeof out)
            abort();
}

static void read_concat(const char *text)
{
    static struct tus_concat concat;

    if (tus_concat_read(&concat, text, NULL))
        return;
    if (concat.is_final != (concat.parts > 0) || concat.is_final == concat.is_partial)
        abort();
    for (unsigned i = 0; i < concat.parts; i++)
        if (strlen(concat.part[i]) >= sizeof concat.room)
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    char *text = malloc(bytes + 1);
    struct tus_checksum checksum;

    if (!text)
        return 0;
    memcpy(text, data, bytes);
    text[bytes] = '\0';
    read_metadata(text);
    read_concat(text);
    tus_checksum_read(&checksum, text, NULL);
    free(text);
    return 0;
}
