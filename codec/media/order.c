#include "codec/media/order.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "codec/media/suffix.h"

static const struct {
    const char *name;
    unsigned channels;
    enum channel slot[CHANNELS];
} known_orders[] = {
    { "smpte", 6, { CH_L, CH_R, CH_C, CH_LFE, CH_LS, CH_RS } },
    { "film", 6, { CH_L, CH_C, CH_R, CH_LS, CH_RS, CH_LFE } },
    { "dts", 6, { CH_L, CH_R, CH_LS, CH_RS, CH_C, CH_LFE } },
    { "aac", 6, { CH_C, CH_L, CH_R, CH_LS, CH_RS, CH_LFE } },
    { "stereo", 2, { CH_L, CH_R } },
    { "mono", 1, { CH_C } },
};

enum { KNOWN_ORDERS = sizeof known_orders / sizeof *known_orders };

const char *order_known_by_name(enum order_known_by known_by)
{
    static const char *const names[] = {
        [ORDER_UNKNOWN] = "unknown", [ORDER_MASK] = "mask",     [ORDER_IXML] = "ixml",
        [ORDER_SUFFIX] = "suffix",   [ORDER_PERSON] = "person", [ORDER_HEURISTIC] = "heuristic",
    };

    return known_by <= ORDER_HEURISTIC ? names[known_by] : "unknown";
}

static bool channel_of_name(enum channel *out, const char *name, size_t bytes)
{
    for (enum channel channel = CH_L; channel < CHANNELS; channel++) {
        const char *const known = channel_name(channel);
        if (strlen(known) == bytes && !strncasecmp(known, name, bytes)) {
            *out = channel;
            return true;
        }
    }
    return false;
}

static bool all_differ(const struct order *order)
{
    unsigned seen = 0;

    for (unsigned i = 0; i < order->channels; i++) {
        if (seen & 1u << order->slot[i])
            return false;
        seen |= 1u << order->slot[i];
    }
    return true;
}

static bool is_between(char c)
{
    return c == ',' || isspace((unsigned char)c);
}

/* Reads "L,R,C,LFE,Ls,Rs" (commas, blanks or both between them). */
static bool parse_names(struct order *out, const char *text)
{
    while (*text) {
        const char *end = text;
        while (*end && !is_between(*end))
            end++;
        if (end > text) {
            if (out->channels == CHANNELS ||
                !channel_of_name(&out->slot[out->channels], text, (size_t)(end - text)))
                return false;
            out->channels++;
        }
        text = *end ? end + 1 : end;
    }
    return (out->channels == 1 || out->channels == 2 || out->channels == CHANNELS) &&
           all_differ(out);
}

enum err_code order_parse(struct order *out, const char *text, struct err *err)
{
    *out = (struct order){ .known_by = ORDER_PERSON };
    for (size_t i = 0; i < KNOWN_ORDERS; i++) {
        if (!strcasecmp(text, known_orders[i].name)) {
            out->channels = known_orders[i].channels;
            memcpy(out->slot, known_orders[i].slot, sizeof out->slot);
            return ERR_NONE;
        }
    }
    if (parse_names(out, text))
        return ERR_NONE;
    *out = (struct order){ 0 };
    return err_set(err, ERR_INVALID,
                   "\"%.60s\" is no channel order; say smpte, film, dts, aac, stereo or mono, or "
                   "name each of the 1, 2 or 6 channels once: L,R,C,LFE,Ls,Rs",
                   text);
}

void order_format(char out[ORDER_TEXT], const struct order *order)
{
    size_t used = 0;

    out[0] = 0;
    for (unsigned i = 0; i < order->channels; i++)
        used += (size_t)snprintf(out + used, ORDER_TEXT - used, "%s%s", i ? " " : "",
                                 channel_name(order->slot[i]));
}

bool order_from_mask(struct order *out, uint32_t mask, unsigned channels)
{
    static const struct {
        uint32_t mask;
        const char *name;
    } masks[] = { { 0x3f, "smpte" }, { 0x60f, "smpte" }, { 0x3, "stereo" }, { 0x4, "mono" } };

    for (size_t i = 0; i < sizeof masks / sizeof *masks; i++) {
        struct order order;
        if (masks[i].mask != mask || order_parse(&order, masks[i].name, NULL) ||
            order.channels != channels)
            continue;
        *out = order;
        out->known_by = ORDER_MASK;
        return true;
    }
    return false;
}

bool order_from_names(struct order *out, const char *const *names, unsigned channels)
{
    struct order order = { .channels = channels, .known_by = ORDER_IXML };
    size_t base;

    if (channels == 0 || channels > CHANNELS)
        return false;
    for (unsigned i = 0; i < channels; i++) {
        if (!names[i] || !suffix_read(&order.slot[i], &base, names[i], strlen(names[i])))
            return false;
    }
    if (!all_differ(&order))
        return false;
    *out = order;
    return true;
}
