#include "codec/media/names.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "codec/media/suffix.h"
#include "codec/media/text.h"

enum { TOKENS = 48, ROLE_WORDS = 3 };

struct token {
    const char *text;
    size_t bytes;
    bool used; /* told something else than the role */
};

struct tokens {
    struct token token[TOKENS];
    size_t count;
    size_t after_cue; /* the first token behind the cue, 0 if there is none */
};

static void copy_part(char *out, size_t out_bytes, const char *text, size_t bytes)
{
    snprintf(out, out_bytes, "%.*s", (int)bytes, text);
}

static bool token_is(const struct token *token, const char *word)
{
    return token->bytes == strlen(word) && !strncasecmp(token->text, word, token->bytes);
}

static size_t digits_at(const char *text, size_t bytes)
{
    size_t count = 0;

    while (count < bytes && isdigit((unsigned char)text[count]))
        count++;
    return count;
}

static int number_of(const char *digits, size_t count)
{
    int number = 0;

    for (size_t i = 0; i < count; i++)
        number = number * 10 + (digits[i] - '0');
    return number;
}

/* "Name.Ls.wav" keeps its ".Ls", "v3.2 c0917 Main Title" all of it: only endings of audio files are
 * cut off. */
static size_t without_extension(const char *name, size_t bytes)
{
    static const char *const extensions[] = { ".wav",  ".wave", ".bwf",  ".rf64", ".bw64", ".w64",
                                              ".aiff", ".aif",  ".aifc", ".caf",  ".flac" };

    for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++) {
        const size_t length = strlen(extensions[i]);
        if (bytes >= length && !strncasecmp(name + bytes - length, extensions[i], length))
            return bytes - length;
    }
    return bytes;
}

/* A dot between digits is part of a version, not a border. */
static bool is_border(const char *text, size_t at)
{
    if (text[at] == '.')
        return !(at > 0 && isdigit((unsigned char)text[at - 1]) &&
                 isdigit((unsigned char)text[at + 1]));
    return strchr(" _-()[]", text[at]) != NULL;
}

static void split(struct tokens *out, const char *base)
{
    for (size_t at = 0; base[at] && out->count < TOKENS;) {
        const size_t start = at;
        while (base[at] && !is_border(base, at))
            at++;
        if (at > start)
            out->token[out->count++] = (struct token){ base + start, at - start, false };
        if (base[at])
            at++;
    }
}

/* "v3.2": the digits and dots behind the v. */
static bool read_version(struct name_facts *out, const char *text, size_t bytes)
{
    bool digit = false; /* before this character stood one */

    if (bytes < 2 || (text[0] != 'v' && text[0] != 'V'))
        return false;
    for (size_t i = 1; i < bytes; i++) {
        if (text[i] == '.' ? !digit : !isdigit((unsigned char)text[i]))
            return false;
        digit = text[i] != '.';
    }
    if (digit)
        copy_part(out->version, sizeof out->version, text + 1, bytes - 1);
    return digit;
}

/* "1m01", "2m03A", and "1m1v2" with its version stuck on. */
static bool read_cue(struct name_facts *out, const char *text, size_t bytes)
{
    const size_t reel = digits_at(text, bytes);
    size_t number, end;

    if (reel < 1 || reel > 2 || reel == bytes || tolower((unsigned char)text[reel]) != 'm')
        return false;
    number = digits_at(text + reel + 1, bytes - reel - 1);
    if (number < 1 || number > 3)
        return false;
    for (end = reel + 1 + number; end < bytes && isalpha((unsigned char)text[end]); end++)
        ;
    if (end < bytes && !read_version(out, text + end - 1, bytes - end + 1))
        return false;
    if (end < bytes)
        end--;
    copy_part(out->cue, sizeof out->cue, text, end);
    out->cue[reel] = 'm';
    out->reel = number_of(text, reel);
    out->number = number_of(text + reel + 1, number);
    return true;
}

/* "c0917" */
static bool read_picture(struct name_facts *out, const struct token *token)
{
    if (token->bytes < 2 || tolower((unsigned char)token->text[0]) != 'c' ||
        digits_at(token->text + 1, token->bytes - 1) != token->bytes - 1)
        return false;
    copy_part(out->picture, sizeof out->picture, token->text + 1, token->bytes - 1);
    return true;
}

/* "s01e01", "r1": what stands in front is the project where no cue tells. */
static bool is_episode_or_reel(const struct token *token)
{
    const char *const text = token->text;
    const size_t first = digits_at(text + 1, token->bytes - 1);

    if (tolower((unsigned char)text[0]) == 'r')
        return first >= 1 && first <= 2 && token->bytes == first + 1;
    return tolower((unsigned char)text[0]) == 's' && first >= 1 && first + 2 < token->bytes &&
           tolower((unsigned char)text[first + 1]) == 'e' &&
           digits_at(text + first + 2, token->bytes - first - 2) == token->bytes - first - 2;
}

/* What stands before token[end] is the project, unless it is a role ("Strings 1m1"). */
static void read_project(struct name_facts *out, struct tokens *tokens, size_t end)
{
    char role[NAME_TEXT], text[NAME_TEXT];

    if (end == 0)
        return;
    for (size_t i = 0; i < end; i++) {
        copy_part(text, sizeof text, tokens->token[i].text, tokens->token[i].bytes);
        if (name_role(role, text) != ROLE_UNKNOWN || is_episode_or_reel(&tokens->token[i]))
            return;
    }
    const struct token *const last = &tokens->token[end - 1];
    copy_part(out->project, sizeof out->project, tokens->token[0].text,
              (size_t)(last->text - tokens->token[0].text) + last->bytes);
    for (size_t i = 0; i < end; i++)
        tokens->token[i].used = true;
}

static void read_facts(struct name_facts *out, struct tokens *tokens)
{
    for (size_t i = 0; i < tokens->count; i++) {
        struct token *const token = &tokens->token[i];
        if (!out->cue[0] && read_cue(out, token->text, token->bytes)) {
            token->used = true;
            tokens->after_cue = i + 1;
            read_project(out, tokens, i);
        } else {
            token->used =
                (!out->version[0] && read_version(out, token->text, token->bytes)) ||
                (!out->picture[0] && (out->cue[0] || out->version[0]) && read_picture(out, token));
        }
    }
    for (size_t i = 0; i < tokens->count && !out->cue[0]; i++) {
        if (is_episode_or_reel(&tokens->token[i])) {
            tokens->token[i].used = true;
            read_project(out, tokens, i);
            break;
        }
    }
}

/* The text of `count` tokens from `first`, blanks between; "" if one of them is used or missing. */
static void join(char out[NAME_TEXT], const struct tokens *tokens, size_t first, size_t count)
{
    size_t used = 0;

    out[0] = 0;
    for (size_t i = first; i < first + count; i++) {
        if (i >= tokens->count || tokens->token[i].used ||
            used + tokens->token[i].bytes + 2 > NAME_TEXT) {
            out[0] = 0;
            return;
        }
        if (i > first)
            out[used++] = ' ';
        copy_part(out + used, NAME_TEXT - used, tokens->token[i].text, tokens->token[i].bytes);
        used += tokens->token[i].bytes;
    }
}

/* What the words of a name say together. */
struct findings {
    char of_kind[ROLE_EFFECTS + 1][NAME_TEXT]; /* the last role of each kind, "" if none */
    bool full_mix;                             /* said in full, not just "mix" */
    bool temp;
    size_t stem_at; /* the word "stem", tokens->count if it does not occur */
};

/* "Low strings" and "High strings" are stems of their own, not both "String". */
static bool is_part_of_section(const struct token *token)
{
    static const char *const words[] = { "low",   "lo",   "high",   "hi",   "solo",
                                         "short", "long", "shorts", "longs" };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (token_is(token, words[i]))
            return true;
    }
    return false;
}

/* Takes the longest role that starts at a token; returns how many tokens it has, at least 1. */
static size_t take_role(struct findings *out, const struct tokens *tokens, size_t at)
{
    char text[NAME_TEXT], role[NAME_TEXT];
    enum role_kind kind = ROLE_UNKNOWN;
    size_t words;

    for (words = ROLE_WORDS; words > 0 && kind == ROLE_UNKNOWN; words--) {
        join(text, tokens, at, words);
        kind = name_role(role, text);
    }
    if (kind == ROLE_UNKNOWN)
        return 1;
    words++;
    if (kind == ROLE_STEM && at > 0 && is_part_of_section(&tokens->token[at - 1]))
        join(role, tokens, at - 1, 2);
    if (kind == ROLE_MIX && (words > 1 || tokens->token[at].bytes > strlen("mix")))
        out->full_mix = true;
    memcpy(out->of_kind[kind], role, sizeof role);
    return words;
}

static void find_roles(struct findings *out, const struct tokens *tokens)
{
    out->stem_at = tokens->count;
    for (size_t i = 0; i < tokens->count; i++) {
        if (token_is(&tokens->token[i], "temp"))
            out->temp = true;
        if (token_is(&tokens->token[i], "stem") || token_is(&tokens->token[i], "stems"))
            out->stem_at = i;
    }
    for (size_t i = 0; i < tokens->count;)
        i += take_role(out, tokens, i);
}

/* A stem of the production's own: the words between the cue and "stem". */
static void read_own_stem(struct name_facts *out, const struct findings *found,
                          const struct tokens *tokens)
{
    size_t first = tokens->after_cue;

    while (first < found->stem_at && tokens->token[first].used)
        first++;
    if (found->stem_at == tokens->count || first >= found->stem_at)
        return;
    join(out->role, tokens, first, found->stem_at - first);
    if (out->role[0])
        out->kind = ROLE_STEM;
}

/* One name can hold words of several kinds: "FX" is a stem in a cue and the temp effects in a reel,
 * and a temp of music, or of dialogue and effects in one, is none of the roles there are. */
static void read_role(struct name_facts *out, const struct tokens *tokens)
{
    struct findings found = { 0 };
    enum role_kind kind = ROLE_UNKNOWN;

    find_roles(&found, tokens);
    if (found.of_kind[ROLE_EFFECTS][0] && out->cue[0] && !found.temp) {
        found.of_kind[ROLE_EFFECTS][0] = 0;
        if (!found.of_kind[ROLE_STEM][0])
            snprintf(found.of_kind[ROLE_STEM], NAME_TEXT, "FX inst");
    }
    const bool dialogue = found.of_kind[ROLE_DIALOGUE][0], effects = found.of_kind[ROLE_EFFECTS][0];
    const bool stem = found.of_kind[ROLE_STEM][0], mix = found.of_kind[ROLE_MIX][0];
    if (dialogue && effects)
        return;
    if (dialogue || effects)
        kind = dialogue ? ROLE_DIALOGUE : ROLE_EFFECTS;
    else if (found.temp)
        return;
    else if (mix && (found.full_mix || !stem))
        kind = ROLE_MIX;
    else if (stem)
        kind = ROLE_STEM;
    if (kind == ROLE_UNKNOWN) {
        read_own_stem(out, &found, tokens);
        return;
    }
    out->kind = kind;
    memcpy(out->role, found.of_kind[kind], sizeof out->role);
}

void name_read(struct name_facts *out, const char *path)
{
    const char *name = path;
    struct tokens tokens = { 0 };
    size_t bytes, base;

    *out = (struct name_facts){ 0 };
    for (const char *c = path; *c; c++) {
        if (*c == '/' || *c == '\\')
            name = c + 1;
    }
    bytes = base = without_extension(name, strlen(name));
    out->has_channel = suffix_read(&out->channel, &base, name, bytes);
    text_clean(out->base, sizeof out->base, name, base);
    split(&tokens, out->base);
    read_facts(out, &tokens);
    read_role(out, &tokens);
}
