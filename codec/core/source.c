#include "codec/core/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static ssize_t file_pread(void *ctx, void *out, size_t bytes, int64_t offset)
{
    return pread((int)(intptr_t)ctx, out, bytes, offset);
}

static void file_close(void *ctx)
{
    close((int)(intptr_t)ctx);
}

enum err_code source_open_file(struct source **out, const char *path, struct err *err)
{
    struct source *source = NULL;
    struct stat info;
    enum err_code code = ERR_NONE;
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a FIFO must not hang us */

    *out = NULL;
    if (fd < 0)
        return err_set_errno(err, "%s can't be opened", path);
    if (fstat(fd, &info) < 0)
        code = err_set_errno(err, "%s can't be read", path);
    else if (!S_ISREG(info.st_mode))
        code = err_set(err, ERR_INVALID, "%s is not a file", path);
    else if (!(source = malloc(sizeof *source)))
        code = err_set(err, ERR_NO_MEMORY, "no memory to open %s", path);
    if (code) {
        close(fd);
        return code;
    }
    *source = (struct source){ info.st_size, (void *)(intptr_t)fd, file_pread, file_close };
    *out = source;
    return ERR_NONE;
}

struct memory {
    const uint8_t *data;
    int64_t bytes;
};

static ssize_t memory_pread(void *ctx, void *out, size_t bytes, int64_t offset)
{
    const struct memory *memory = ctx;

    if (offset < 0) {
        errno = EINVAL;
        return -1;
    }
    if (offset >= memory->bytes)
        return 0;
    if ((int64_t)bytes > memory->bytes - offset)
        bytes = (size_t)(memory->bytes - offset);
    memcpy(out, memory->data + offset, bytes);
    return (ssize_t)bytes;
}

enum err_code source_open_memory(struct source **out, const void *data, size_t bytes,
                                 struct err *err)
{
    struct source *source = malloc(sizeof *source);
    struct memory *memory = malloc(sizeof *memory);

    *out = NULL;
    if (!source || !memory) {
        free(source);
        free(memory);
        return err_set(err, ERR_NO_MEMORY, "no memory to open a buffer");
    }
    *memory = (struct memory){ data, (int64_t)bytes };
    *source = (struct source){ (int64_t)bytes, memory, memory_pread, free };
    *out = source;
    return ERR_NONE;
}

ssize_t source_read(struct source *source, void *out, size_t bytes, int64_t offset)
{
    size_t done = 0;

    while (done < bytes) {
        const ssize_t got =
            source->pread(source->ctx, (char *)out + done, bytes - done, offset + (int64_t)done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        done += (size_t)got;
    }
    return (ssize_t)done;
}

void source_close(struct source *source)
{
    if (!source)
        return;
    source->close(source->ctx);
    free(source);
}
