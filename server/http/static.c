#include "server/http/static.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/http/req.h"

static const struct {
    const char *suffix, *media_type;
} types[] = {
    { ".html", "text/html; charset=utf-8" },
    { ".css", "text/css; charset=utf-8" },
    { ".js", "text/javascript; charset=utf-8" },
    { ".mjs", "text/javascript; charset=utf-8" },
    { ".json", "application/json" },
    { ".map", "application/json" },
    { ".webmanifest", "application/manifest+json" },
    { ".svg", "image/svg+xml" },
    { ".png", "image/png" },
    { ".ico", "image/x-icon" },
    { ".woff2", "font/woff2" },
    { ".wasm", "application/wasm" },
    { ".txt", "text/plain; charset=utf-8" },
};

static const char *media_type_of(const char *path)
{
    const char *dot = strrchr(path, '.');

    for (size_t i = 0; dot && i < sizeof types / sizeof *types; i++)
        if (!strcmp(dot, types[i].suffix))
            return types[i].media_type;
    return "application/octet-stream";
}

/* "main-4F2KQ7XA.js": a bundler's content hash of eight base32 or hex digits. */
static bool has_hash(const char *path)
{
    for (const char *at = strchr(path, '-'); at; at = strchr(at + 1, '-'))
        if (strcspn(at + 1, ".") == 8 && at[9] == '.' &&
            (strspn(at + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == 8 ||
             strspn(at + 1, "0123456789abcdef") == 8))
            return true;
    return false;
}

/* Opens step by step, so that no link leads out and no name begins with a dot. */
static int open_below(const char *dir, const char *path)
{
    int at = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);

    while (at >= 0 && *path == '/') {
        char name[256] = "";
        const size_t length = strcspn(++path, "/");
        const int last = !path[length];
        int next = -1;
        if (length > 0 && length < sizeof name && *path != '.') {
            memcpy(name, path, length);
            next = openat(at, name,
                          O_CLOEXEC | O_NOFOLLOW |
                              (last ? O_RDONLY | O_NONBLOCK : O_PATH | O_DIRECTORY));
        } else {
            errno = ENOENT;
        }
        path += length;
        close(at);
        at = next;
    }
    return at;
}

static bool is_missing(int error)
{
    return error == ENOENT || error == ENOTDIR || error == ELOOP || error == EACCES ||
           error == ENXIO;
}

struct file {
    int fd;
};

static ssize_t read_file(void *ctx, int64_t offset, void *out, size_t max, struct waker *waker,
                         struct err *err)
{
    const struct file *file = ctx;
    ssize_t bytes;

    (void)waker;
    do
        bytes = pread(file->fd, out, max, offset);
    while (bytes < 0 && errno == EINTR);
    if (bytes > 0)
        return bytes;
    if (bytes < 0)
        err_set_errno(err, "a file of the page cannot be read");
    else
        err_set(err, ERR_IO, "a file of the page became shorter while it was sent");
    return -1;
}

static void close_file(void *ctx)
{
    close(((struct file *)ctx)->fd);
    free(ctx);
}

/* Opens a regular file; *fd is -1 when there is none. */
static enum err_code open_regular(int *fd, struct stat *info, const char *dir, const char *path,
                                  struct err *err)
{
    *fd = open_below(dir, path);
    if (*fd < 0)
        return is_missing(errno) ? ERR_NONE : err_set_errno(err, "a file of the page");
    if (!fstat(*fd, info) && S_ISREG(info->st_mode))
        return ERR_NONE;
    close(*fd);
    *fd = -1;
    return ERR_NONE;
}

/* "gzip, br;q=0.8": gzip by its name or by "*", and not refused with a weight of 0. */
static bool accepts_gzip(const char *header)
{
    for (const char *at = header; at && *at; at += strcspn(at, ","), at += *at == ',') {
        at += strspn(at, " \t");
        const size_t name = strcspn(at, " \t;,"), length = strcspn(at, ",");
        const char *weight = memchr(at, ';', length);
        const bool is_gzip = name == 4 && !strncasecmp(at, "gzip", 4);
        if (!is_gzip && !(name == 1 && *at == '*'))
            continue;
        weight = weight ? strstr(weight, "q=") : NULL;
        return !weight || weight >= at + length || strtod(weight + 2, NULL) > 0;
    }
    return false;
}

/* Takes the compressed file in place of the plain one, where there is one. */
static enum err_code open_smaller(int *fd, struct stat *info, const char *dir, const char *path,
                                  bool *is_gzip, struct err *err)
{
    char packed[1024];
    struct stat packed_info;
    enum err_code code;
    int packed_fd;

    *is_gzip = false;
    if (snprintf(packed, sizeof packed, "%s.gz", path) >= (int)sizeof packed)
        return ERR_NONE;
    if ((code = open_regular(&packed_fd, &packed_info, dir, packed, err)))
        return code;
    if (packed_fd < 0)
        return ERR_NONE;
    close(*fd);
    *fd = packed_fd;
    *info = packed_info;
    *is_gzip = true;
    return ERR_NONE;
}

static enum err_code reply_file(struct reply *reply, int fd, const struct stat *info,
                                const char *path, struct err *err)
{
    struct file *file = malloc(sizeof *file);
    char etag[80];

    if (!file) {
        close(fd);
        return err_set(err, ERR_NO_MEMORY, "out of memory for a file of the page");
    }
    file->fd = fd;
    snprintf(etag, sizeof etag, "%jx-%jx-%lx-%jx", (uintmax_t)info->st_ino,
             (uintmax_t)info->st_mtim.tv_sec, info->st_mtim.tv_nsec, (uintmax_t)info->st_size);
    return reply_body(reply,
                      &(struct body){ .media_type = media_type_of(path),
                                      .bytes = info->st_size,
                                      .etag = etag,
                                      .cache = has_hash(path)
                                                   ? "public, max-age=31536000, immutable"
                                                   : "no-cache",
                                      .source = { file, read_file, close_file } },
                      err);
}

enum err_code static_reply(struct reply *reply, const char *dir, const char *path,
                           const char *accepts, struct err *err)
{
    struct stat info;
    bool is_gzip = false;
    enum err_code code;
    int fd;

    if ((code = open_regular(&fd, &info, dir, path, err)))
        return code;
    if (fd < 0 && !strchr(path, '.')) {
        path = "/index.html";
        if ((code = open_regular(&fd, &info, dir, path, err)))
            return code;
    }
    if (fd < 0)
        return err_set(err, ERR_NOT_FOUND, "there is nothing at this address");
    if ((accepts_gzip(accepts) && (code = open_smaller(&fd, &info, dir, path, &is_gzip, err))) ||
        (code = reply_header(reply, "Vary", "Accept-Encoding", err)) ||
        (is_gzip && (code = reply_header(reply, "Content-Encoding", "gzip", err)))) {
        close(fd);
        return code;
    }
    return reply_file(reply, fd, &info, path, err);
}
