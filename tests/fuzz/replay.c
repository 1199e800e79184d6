/* Feeds every file of the folders and files named on the command line to one fuzz target. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *data = NULL;
    long size = -1;

    if (file && !fseek(file, 0, SEEK_END) && (size = ftell(file)) >= 0 &&
        (data = malloc((size_t)size + 1)) != NULL) {
        rewind(file);
        if (fread(data, 1, (size_t)size, file) == (size_t)size)
            LLVMFuzzerTestOneInput(data, (size_t)size);
        else
            size = -1;
    }
    free(data);
    if (file)
        fclose(file);
    return data && size >= 0 ? 1 : -1;
}

static int replay_folder(const char *path)
{
    struct dirent **names = NULL;
    int replayed = 0;
    const int count = scandir(path, &names, NULL, alphasort);

    for (int i = 0; i < count; i++) {
        char file[4096];
        struct stat info;
        snprintf(file, sizeof file, "%s/%s", path, names[i]->d_name);
        if (!stat(file, &info) && S_ISREG(info.st_mode) && replay_file(file) == 1)
            replayed++;
        free(names[i]);
    }
    free(names);
    return replayed;
}

int main(int argc, char **argv)
{
    int replayed = 0;

    for (int i = 1; i < argc; i++)
        replayed += replay_folder(argv[i]);
    printf("%d inputs replayed\n", replayed);
    return replayed > 0 ? 0 : 1; /* an empty corpus would be a test that cannot fail */
}
