#include "codec/opus/container.h"

#include "codec/core/units.h"
#include "codec/opus/layout.h"
#include "codec/opus/segment.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const int64_t samples_max = (int64_t)24 * 3600 * RATE_HZ;
enum { PACKET_BYTES_MIN = 3, PACKET_BYTES_MAX = 1274 }; /* 50 of them fit the lacing of a page */

static const struct container_kind *const kinds[CONTAINERS] = {
    [CONTAINER_WEBM] = &webm_kind,
    [CONTAINER_MP4] = &mp4_kind,
    [CONTAINER_OGG] = &ogg_kind,
};

const char *container_name(enum container container)
{
    return kinds[container]->name;
}

const char *container_ending(enum container container)
{
    return kinds[container]->ending;
}

const char *container_media_type(enum container container)
{
    return kinds[container]->media_type;
}

enum err_code container_parse(enum container *out, const char *name, struct err *err)
{
    for (enum container i = 0; i < CONTAINERS; i++)
        if (!strcmp(name, kinds[i]->name) || !strcmp(name, kinds[i]->ending)) {
            *out = i;
            return ERR_NONE;
        }
    return err_set(err, ERR_INVALID, "\"%.40s\" is no preview format; choose webm, mp4 or ogg",
                   name);
}

/* The length of the UTF-8 character that starts here; 0 if there is none. */
static size_t character_bytes(const uint8_t *text)
{
    const size_t bytes = text[0] < 0x80   ? 1
                         : text[0] < 0xc2 ? 0
                         : text[0] < 0xe0 ? 2
                         : text[0] < 0xf0 ? 3
                         : text[0] < 0xf5 ? 4
                                          : 0;

    for (size_t i = 1; i < bytes; i++)
        if ((text[i] & 0xc0) != 0x80)
            return 0;
    return bytes;
}

/* Players refuse or complain about tags that are not UTF-8, so what is not becomes '?'. */
static void title_copy(char out[TITLE_BYTES + 1], const char *title)
{
    const uint8_t *in = (const uint8_t *)title;
    size_t used = 0;

    while (*in) {
        const size_t valid = character_bytes(in);
        const size_t bytes = valid ? valid : 1;

        if (used + bytes > TITLE_BYTES)
            break;
        memcpy(out + used, valid ? (const char *)in : "?", bytes);
        in += bytes;
        used += bytes;
    }
    out[used] = 0;
}

struct page virtual_file_page(const struct virtual_file *file, int64_t second)
{
    struct page page = { .index = second, .packets = 1 };

    if (second < 0)
        return page;
    page.first_packet = 1 + PAGE_PACKETS * second;
    page.last = second == file->pages - 1;
    page.packets =
        page.last ? (unsigned)(file->packets - page.first_packet) : (unsigned)PAGE_PACKETS;
    return page;
}

unsigned virtual_file_padding_samples(const struct virtual_file *file)
{
    return (unsigned)((file->packets - 1) * PACKET_SAMPLES - file->samples);
}

static size_t page_bytes(const struct virtual_file *file, const struct page *page)
{
    return file->kind->page_bytes(file, page);
}

static enum err_code header_make(struct virtual_file *file, struct err *err)
{
    struct bytes out = { 0 };

    file->kind->header(file, &out);
    if (!(file->header = malloc(out.used)))
        return err_set(err, ERR_NO_MEMORY, "no memory for the header of a preview");
    file->header_bytes = out.used;
    out = (struct bytes){ .data = file->header, .room = file->header_bytes };
    file->kind->header(file, &out);
    assert(out.used == file->header_bytes);
    return ERR_NONE;
}

static enum err_code spec_check(const struct virtual_spec *spec, struct err *err)
{
    if (spec->samples <= 0)
        return err_set(err, ERR_INVALID, "a preview needs at least one sample");
    if (spec->samples > samples_max)
        return err_set(err, ERR_TOO_BIG, "a preview of %lld s is too long; the limit is 24 h",
                       (long long)(spec->samples / RATE_HZ));
    if (spec->packet_bytes < PACKET_BYTES_MIN || spec->packet_bytes > PACKET_BYTES_MAX)
        return err_set(err, ERR_INVALID, "Opus packets of %zu bytes; %d to %d are possible",
                       spec->packet_bytes, PACKET_BYTES_MIN, PACKET_BYTES_MAX);
    return ERR_NONE;
}

enum err_code virtual_file_new(struct virtual_file **out, const struct virtual_spec *spec,
                               struct err *err)
{
    struct virtual_file *file = NULL;
    enum err_code code;

    *out = NULL;
    if ((code = spec_check(spec, err)))
        return code;
    if (!(file = calloc(1, sizeof *file)))
        return err_set(err, ERR_NO_MEMORY, "no memory for a preview");
    file->kind = kinds[spec->container];
    file->samples = spec->samples;
    file->packets = opus_packet_count(spec->samples);
    file->pages = (file->packets - 1 + PAGE_PACKETS - 1) / PAGE_PACKETS;
    file->packet_bytes = spec->packet_bytes;
    title_copy(file->title, spec->title);
    file->pre_skip_bytes = page_bytes(file, &(struct page){ .index = -1, .packets = 1 });
    file->page_bytes = page_bytes(file, &(struct page){ .packets = PAGE_PACKETS });
    const struct page last = virtual_file_page(file, file->pages - 1);
    file->last_bytes = page_bytes(file, &last);
    if ((code = header_make(file, err)))
        goto done;
    *out = file;
    file = NULL;
done:
    virtual_file_free(file);
    return code;
}

void virtual_file_free(struct virtual_file *file)
{
    if (!file)
        return;
    free(file->header);
    free(file);
}

int64_t virtual_file_bytes(const struct virtual_file *file)
{
    return virtual_file_page_at(file, file->pages);
}

size_t virtual_file_header_bytes(const struct virtual_file *file)
{
    return file->header_bytes;
}

int64_t virtual_file_page_at(const struct virtual_file *file, int64_t second)
{
    int64_t at = (int64_t)file->header_bytes;

    assert(second >= -1 && second <= file->pages);
    if (second < 0)
        return at;
    at += (int64_t)file->pre_skip_bytes;
    if (second < file->pages)
        return at + second * (int64_t)file->page_bytes;
    return at + (file->pages - 1) * (int64_t)file->page_bytes + (int64_t)file->last_bytes;
}

/* The page a byte behind the header lies in. */
static int64_t page_of(const struct virtual_file *file, int64_t offset)
{
    const int64_t behind = offset - virtual_file_page_at(file, 0);
    const int64_t second = behind / (int64_t)file->page_bytes;

    if (behind < 0)
        return -1;
    return second < file->pages ? second : file->pages - 1; /* the last may be the longest */
}

static void range_check(const struct virtual_file *file, int64_t offset, size_t bytes)
{
    assert(offset >= 0 && offset <= virtual_file_bytes(file));
    assert(bytes <= (size_t)(virtual_file_bytes(file) - offset));
    (void)file;
    (void)offset;
    (void)bytes;
}

void virtual_file_packets(const struct virtual_file *file, int64_t offset, size_t bytes,
                          int64_t *first, int64_t *count)
{
    const int64_t end = offset + (int64_t)bytes;

    range_check(file, offset, bytes);
    *first = *count = 0;
    if (!bytes || end <= (int64_t)file->header_bytes)
        return;
    const struct page from = virtual_file_page(file, page_of(file, offset));
    const struct page to = virtual_file_page(file, page_of(file, end - 1));
    *first = from.first_packet;
    *count = to.first_packet + to.packets - from.first_packet;
}

/* How much of [offset, ...) stands before `at`. */
static size_t gap(int64_t offset, int64_t at)
{
    return offset < at ? (size_t)(at - offset) : 0;
}

void virtual_file_read(const struct virtual_file *file, int64_t offset, size_t bytes,
                       const uint8_t *packets, uint8_t *out)
{
    const int64_t end = offset + (int64_t)bytes;
    struct sink sink = { .out = out, .left = bytes };

    range_check(file, offset, bytes);
    sink.skip = (size_t)offset < file->header_bytes ? (size_t)offset : file->header_bytes;
    sink_put(&sink, file->header, file->header_bytes);
    for (int64_t second = page_of(file, offset); sink.left; second++) {
        const struct page page = virtual_file_page(file, second);
        const int64_t at = virtual_file_page_at(file, second);

        sink.skip = gap(at, offset);
        file->kind->page(file, &page, packets, &sink);
        packets += page.packets * file->packet_bytes;
    }
    assert(sink.out == out + (end - offset));
    (void)end;
}
