#include "codec/media/suffix.h"

#include <string.h>
#include <strings.h>

/* Longer ones first where one ends in another ("left surround" in "surround"). What only 7.1 has
 * (Lss, Lsr) and pairs (LR, LsRs) are missing: they are no channel of 5.1. */
static const struct {
    const char *text;
    enum channel channel;
} suffixes[] = {
    { "left surround", CH_LS },
    { "left_surround", CH_LS },
    { "leftsurround", CH_LS },
    { "left sur", CH_LS },
    { "l surround", CH_LS },
    { "surround left", CH_LS },
    { "lsur", CH_LS },
    { "right surround", CH_RS },
    { "right_surround", CH_RS },
    { "rightsurround", CH_RS },
    { "right sur", CH_RS },
    { "r surround", CH_RS },
    { "surround right", CH_RS },
    { "rsur", CH_RS },
    { "centre", CH_C },
    { "center", CH_C },
    { "right", CH_R },
    { "left", CH_L },
    { "lfe", CH_LFE },
    { "sub", CH_LFE },
    { "ctr", CH_C },
    { "cen", CH_C },
    { "ls", CH_LS },
    { "rs", CH_RS },
    { "sl", CH_LS },
    { "sr", CH_RS },
    { "bl", CH_LS },
    { "br", CH_RS },
    { "l", CH_L },
    { "r", CH_R },
    { "c", CH_C },
};

static bool is_separator(char c)
{
    return c == '.' || c == '_' || c == '-' || c == ' ' || c == '(' || c == '[';
}

static bool ends_in(const char *text, size_t bytes, const char *end)
{
    const size_t length = strlen(end);

    return bytes >= length && !strncasecmp(text + bytes - length, end, length) &&
           (bytes == length || is_separator(text[bytes - length - 1]));
}

bool suffix_read(enum channel *out, size_t *base_bytes, const char *text, size_t bytes)
{
    while (bytes > 0 &&
           (text[bytes - 1] == ' ' || text[bytes - 1] == ')' || text[bytes - 1] == ']'))
        bytes--;
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        if (!ends_in(text, bytes, suffixes[i].text))
            continue;
        *out = suffixes[i].channel;
        *base_bytes = bytes - strlen(suffixes[i].text);
        while (*base_bytes > 0 && is_separator(text[*base_bytes - 1]))
            --*base_bytes;
        return true;
    }
    return false;
}
