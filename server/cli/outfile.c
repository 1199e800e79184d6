#include "server/cli/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static size_t folder_bytes(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? (size_t)(slash - path) + 1 : 0;
}

static enum err_code make_names(struct outfile *out, const char *path, struct err *err)
{
    size_t folder = folder_bytes(path);

    out->path = strdup(path);
    if (!out->path || asprintf(&out->temp, "%.*s.%s.%d.part", (int)folder, path, path + folder,
                               (int)getpid()) < 0) {
        out->temp = NULL;
        return err_set(err, ERR_NO_MEMORY, "out of memory for a file name");
    }
    return ERR_NONE;
}

enum err_code outfile_begin(struct outfile *out, const char *path, int64_t bytes, struct err *err)
{
    struct stat info;
    enum err_code code;

    *out = (struct outfile){ .fd = -1 };
    if (stat(path, &info) == 0 && !S_ISREG(info.st_mode))
        return err_set(err, ERR_INVALID, "%s is there and is no file; name another", path);
    if ((code = make_names(out, path, err)))
        return code;
    out->fd = open(out->temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (out->fd < 0)
        return err_set_errno(err, "%s can't be written", path);
    /* Other failures only mean that this file system takes no room in advance. */
    if (fallocate(out->fd, FALLOC_FL_KEEP_SIZE, 0, bytes) != 0 &&
        (errno == ENOSPC || errno == EDQUOT || errno == EFBIG))
        return err_set_errno(err, "%s needs %.1f MB", path, (double)bytes / 1e6);
    return ERR_NONE;
}

enum err_code outfile_write(struct outfile *out, const void *data, size_t bytes, struct err *err)
{
    const char *at = data;

    while (bytes > 0) {
        ssize_t written = write(out->fd, at, bytes);

        if (written < 0 && errno != EINTR)
            return err_set_errno(err, "%s can't be written", out->path);
        if (written > 0) {
            at += written;
            bytes -= (size_t)written;
        }
    }
    return ERR_NONE;
}

/* The rename itself must survive a power cut, too. */
static enum err_code sync_folder(const struct outfile *out, struct err *err)
{
    char *folder = strndup(out->path, folder_bytes(out->path));
    int fd = folder ? open(*folder ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    enum err_code code = ERR_NONE;

    if (fd < 0 || (fsync(fd) != 0 && errno != EINVAL))
        code = err_set_errno(err, "the folder of %s can't be synced", out->path);
    if (fd >= 0)
        close(fd);
    free(folder);
    return code;
}

enum err_code outfile_finish(struct outfile *out, struct err *err)
{
    int fd = out->fd;

    if (fsync(fd) != 0)
        return err_set_errno(err, "%s can't be written", out->path);
    out->fd = -1;
    if (close(fd) != 0)
        return err_set_errno(err, "%s can't be written", out->path);
    if (rename(out->temp, out->path) != 0)
        return err_set_errno(err, "%s can't be put in its place", out->path);
    free(out->temp);
    out->temp = NULL;
    return sync_folder(out, err);
}

void outfile_clear(struct outfile *out)
{
    if (out->fd >= 0)
        close(out->fd);
    if (out->temp)
        unlink(out->temp);
    free(out->temp);
    free(out->path);
    *out = (struct outfile){ .fd = -1 };
}
