#include "server/http/outlet.h"

#include <stdlib.h>

/* What is asked for and sent at a time: a whole request of the page's player in one go, and still
 * served from the heap without an mmap per request. */
enum { BLOCK_BYTES = 96 * 1024, ENDLESS_BLOCK_BYTES = 8 * 1024 };

struct outlet {
    struct exchange *exchange; /* valid while libmicrohttpd reads */
    struct body_source source;
    struct waker *waker;
    int64_t first;
    bool endless;
};

static ssize_t over(const struct outlet *outlet)
{
    return outlet->endless ? MHD_CONTENT_READER_END_OF_STREAM : MHD_CONTENT_READER_END_WITH_ERROR;
}

static ssize_t failed(const struct outlet *outlet, const struct err *error)
{
    if (outlet->endless && error->code == ERR_CANCELLED)
        return MHD_CONTENT_READER_END_OF_STREAM;
    exchange_log(outlet->exchange, reply_status_of(error->code), error);
    return MHD_CONTENT_READER_END_WITH_ERROR;
}

static ssize_t read_block(void *cls, uint64_t offset, char *out, size_t max)
{
    struct outlet *outlet = cls;
    struct err error = { 0 };
    enum wait wait = WAIT_AGAIN;

    if (waker_is_over(outlet->waker))
        return over(outlet);
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
    return wait == WAIT_SUSPENDED ? 0 : over(outlet);
}

static void outlet_free(void *cls)
{
    struct outlet *outlet = cls;

    outlet->source.close(outlet->source.ctx);
    waker_drop(outlet->waker);
    free(outlet);
}

/* Fills what wanted leaves open; bytes and block are for libmicrohttpd. */
static struct MHD_Response *respond(struct exchange *exchange, struct outlet wanted, uint64_t bytes,
                                    size_t block)
{
    struct waker *waker = exchange_waker(exchange);
    struct outlet *outlet = waker ? malloc(sizeof *outlet) : NULL;
    struct MHD_Response *response = NULL;

    if (!outlet)
        return NULL;
    *outlet = wanted;
    outlet->exchange = exchange;
    outlet->waker = waker;
    response = MHD_create_response_from_callback(bytes, block, read_block, outlet, outlet_free);
    if (!response) {
        free(outlet);
        return NULL;
    }
    waker_hold(waker);
    if (outlet->endless)
        waker_endless(waker);
    return response;
}

struct MHD_Response *outlet_new(struct exchange *exchange, struct body_source *source,
                                int64_t first, int64_t bytes)
{
    const size_t block = bytes < BLOCK_BYTES ? (size_t)bytes : BLOCK_BYTES;
    const struct outlet outlet = { .source = *source, .first = first };
    struct MHD_Response *response = respond(exchange, outlet, (uint64_t)bytes, block);

    if (response)
        *source = (struct body_source){ 0 };
    return response;
}

struct MHD_Response *outlet_endless(struct exchange *exchange, struct body_source *source)
{
    const struct outlet outlet = { .source = *source, .endless = true };
    struct MHD_Response *response =
        respond(exchange, outlet, MHD_SIZE_UNKNOWN, ENDLESS_BLOCK_BYTES);

    if (response)
        *source = (struct body_source){ 0 };
    return response;
}
