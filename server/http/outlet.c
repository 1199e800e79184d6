#include "server/http/outlet.h"

#include <stdlib.h>

/* What is asked for and sent at a time: a whole request of the page's player in one go, and still
 * served from the heap without an mmap per request. */
enum { BLOCK_BYTES = 96 * 1024 };

struct outlet {
    struct exchange *exchange; /* valid while libmicrohttpd reads */
    struct body_source source;
    struct waker *waker;
    int64_t first;
};

static ssize_t failed(const struct outlet *outlet, const struct err *error)
{
    exchange_log(outlet->exchange, reply_status_of(error->code), error);
    return MHD_CONTENT_READER_END_WITH_ERROR;
}

static ssize_t read_block(void *cls, uint64_t offset, char *out, size_t max)
{
    struct outlet *outlet = cls;
    struct err error = { 0 };
    enum wait wait = WAIT_AGAIN;

    if (waker_is_over(outlet->waker))
        return MHD_CONTENT_READER_END_WITH_ERROR;
    while (wait == WAIT_AGAIN) {
        ssize_t bytes;
        waker_expect(outlet->waker);
        bytes = outlet->source.read(outlet->source.ctx, outlet->first + (int64_t)offset, out, max,
                                    outlet->waker, &error);
        if (bytes != 0) {
            waker_forget(outlet->waker);
            return bytes > 0 ? bytes : failed(outlet, &error);
        }
        wait = waker_wait(outlet->waker, true);
    }
    return wait == WAIT_SUSPENDED ? 0 : MHD_CONTENT_READER_END_WITH_ERROR;
}

static void outlet_free(void *cls)
{
    struct outlet *outlet = cls;

    outlet->source.close(outlet->source.ctx);
    waker_drop(outlet->waker);
    free(outlet);
}

struct MHD_Response *outlet_new(struct exchange *exchange, struct body_source *source,
                                int64_t first, int64_t bytes)
{
    const size_t block = bytes < BLOCK_BYTES ? (size_t)bytes : BLOCK_BYTES;
    struct waker *waker = exchange_waker(exchange);
    struct outlet *outlet = waker ? malloc(sizeof *outlet) : NULL;
    struct MHD_Response *response = NULL;

    if (!outlet)
        return NULL;
    *outlet = (struct outlet){ exchange, *source, waker, first };
    response =
        MHD_create_response_from_callback((uint64_t)bytes, block, read_block, outlet, outlet_free);
    if (!response) {
        free(outlet);
        return NULL;
    }
    waker_hold(waker);
    *source = (struct body_source){ 0 };
    return response;
}
