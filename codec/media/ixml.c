#include "codec/media/ixml.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <expat.h>

#include "codec/media/text.h"

enum { DEPTH_MAX = 32, VALUE_BYTES = 256, PATH_DEPTH = 4, ELEMENT_BYTES = 48 };

struct parse {
    XML_Parser parser;
    struct ixml *out;
    unsigned depth;
    char element[PATH_DEPTH][ELEMENT_BYTES]; /* the first elements of the path, too long ones "" */
    char value[VALUE_BYTES];                 /* text of the innermost element, cut */
    size_t value_bytes;
    char rate[VALUE_BYTES], flag[VALUE_BYTES];
    uint32_t start_high, start_low;
    bool has_low;
    unsigned tracks; /* met so far */
    unsigned slot;   /* of the track being read, CHANNELS if it is beyond those read */
    char track_name[64];
    const char *refused; /* why the parser was stopped */
};

static void refuse(struct parse *parse, const char *why)
{
    parse->refused = why;
    XML_StopParser(parse->parser, XML_FALSE);
}

/* Entities make documents that grow without end; iXML needs none. */
static void on_entity(void *ctx, const XML_Char *name, int is_parameter, const XML_Char *value,
                      int value_bytes, const XML_Char *base, const XML_Char *system,
                      const XML_Char *public, const XML_Char *notation)
{
    (void)name, (void)is_parameter, (void)value, (void)value_bytes, (void)base, (void)system;
    (void)public, (void)notation;
    refuse(ctx, "it declares entities, which predub does not read");
}

static bool is_path(const struct parse *parse, unsigned depth, const char *parent, const char *name)
{
    return parse->depth == depth && !strcmp(parse->element[depth - 2], parent) &&
           !strcmp(parse->element[depth - 1], name);
}

static void on_start(void *ctx, const XML_Char *name, const XML_Char **attributes)
{
    struct parse *const parse = ctx;

    (void)attributes;
    if (parse->depth == DEPTH_MAX) {
        refuse(parse, "its elements are nested more than 32 deep");
        return;
    }
    if (parse->depth < PATH_DEPTH) {
        const bool fits = strlen(name) < ELEMENT_BYTES;
        snprintf(parse->element[parse->depth], ELEMENT_BYTES, "%s", fits ? name : "");
    }
    parse->depth++;
    parse->value_bytes = 0;
    if (is_path(parse, 3, "TRACK_LIST", "TRACK")) {
        parse->slot = parse->tracks < CHANNELS ? parse->tracks : CHANNELS;
        parse->tracks += parse->tracks < CHANNELS;
        parse->track_name[0] = 0;
    }
}

static void on_text(void *ctx, const XML_Char *text, int bytes)
{
    struct parse *const parse = ctx;
    const size_t room = sizeof parse->value - 1 - parse->value_bytes;
    const size_t take = (size_t)bytes < room ? (size_t)bytes : room;

    memcpy(parse->value + parse->value_bytes, text, take);
    parse->value_bytes += take;
}

static void read_speed(struct parse *parse, const char *name, const char *value)
{
    if (!strcmp(name, "TIMECODE_RATE")) {
        snprintf(parse->rate, sizeof parse->rate, "%s", value);
    } else if (!strcmp(name, "TIMECODE_FLAG")) {
        snprintf(parse->flag, sizeof parse->flag, "%s", value);
    } else if (!strcmp(name, "TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI")) {
        parse->start_high = (uint32_t)strtoul(value, NULL, 10);
    } else if (!strcmp(name, "TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO")) {
        parse->start_low = (uint32_t)strtoul(value, NULL, 10);
        parse->has_low = isdigit((unsigned char)value[0]);
    } else if (!strcmp(name, "TIMESTAMP_SAMPLE_RATE")) {
        parse->out->start_rate_hz = (uint32_t)strtoul(value, NULL, 10);
    }
}

static void read_track(struct parse *parse, const char *name, const char *value)
{
    if (!strcmp(name, "NAME")) {
        text_clean(parse->track_name, sizeof parse->track_name, value, VALUE_BYTES);
    } else if (!strcmp(name, "INTERLEAVE_INDEX")) {
        const unsigned long index = strtoul(value, NULL, 10);
        parse->slot = index >= 1 && index <= CHANNELS ? (unsigned)index - 1 : CHANNELS;
    }
}

static void on_end(void *ctx, const XML_Char *name)
{
    struct parse *const parse = ctx;
    const char *value = parse->value;

    parse->value[parse->value_bytes] = 0;
    while (isspace((unsigned char)*value))
        value++;
    if (parse->depth == 3 && !strcmp(parse->element[1], "SPEED"))
        read_speed(parse, name, value);
    else if (parse->depth == 4 && !strcmp(parse->element[2], "TRACK"))
        read_track(parse, name, value);
    else if (is_path(parse, 3, "TRACK_LIST", "TRACK") && parse->slot < CHANNELS)
        memcpy(parse->out->track_name[parse->slot], parse->track_name, sizeof parse->track_name);
    parse->value_bytes = 0;
    parse->depth--;
}

/* A number out of "24000/1001", "23.976", "2997ND"; 0 if there is none. */
static double rate_number(const char *text)
{
    char *end;
    double number = strtod(text, &end);

    if (end == text || !isfinite(number))
        return 0;
    while (isspace((unsigned char)*end))
        end++;
    if (*end == '/') {
        const double by = strtod(end + 1, NULL);
        return by > 0 ? number / by : 0;
    }
    while (number > 100) /* 2398, 23976: the point was left out */
        number /= 10;
    return number;
}

bool ixml_rate(struct rate *out, const char *text, const char *flag)
{
    static const struct rate known[] = { { 24000, 1001, false }, { 24, 1, false },
                                         { 25, 1, false },       { 30000, 1001, false },
                                         { 30, 1, false },       { 48, 1, false },
                                         { 50, 1, false },       { 60000, 1001, false },
                                         { 60, 1, false } };
    const char *const letters = text + strspn(text, "0123456789./ \t");
    const double number = rate_number(text);
    const bool drop = !strncasecmp(*letters ? letters : flag, "D", 1);

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        /* 23.97 and 23.98 both mean 23.976; 24 lies three times as far away. */
        if (fabs(number - (double)known[i].num / known[i].den) > 0.008)
            continue;
        *out = known[i];
        out->drop = drop;
        return !drop || known[i].num == 30000 || known[i].num == 60000;
    }
    return false;
}

static void settle(struct parse *parse)
{
    parse->out->has_rate = parse->rate[0] && ixml_rate(&parse->out->rate, parse->rate, parse->flag);
    parse->out->has_start = parse->has_low;
    parse->out->start = parse->has_low ? (uint64_t)parse->start_high << 32 | parse->start_low : 0;
}

enum err_code ixml_read(struct ixml *out, const void *data, size_t bytes, struct err *err)
{
    struct parse parse = { .out = out, .slot = CHANNELS };
    const char *const text = data;
    enum err_code code = ERR_NONE;

    *out = (struct ixml){ 0 };
    while (bytes > 0 && (text[bytes - 1] == 0 || isspace((unsigned char)text[bytes - 1])))
        bytes--;
    if (!(parse.parser = XML_ParserCreate(NULL)))
        return err_set(err, ERR_NO_MEMORY, "no memory to read iXML");
    XML_SetUserData(parse.parser, &parse);
    XML_SetElementHandler(parse.parser, on_start, on_end);
    XML_SetCharacterDataHandler(parse.parser, on_text);
    XML_SetEntityDeclHandler(parse.parser, on_entity);
    if (XML_Parse(parse.parser, text, (int)bytes, XML_TRUE) == XML_STATUS_OK)
        settle(&parse);
    else
        code = err_set(
            err, ERR_DAMAGED, "line %lu: %s", (unsigned long)XML_GetCurrentLineNumber(parse.parser),
            parse.refused ? parse.refused : XML_ErrorString(XML_GetErrorCode(parse.parser)));
    if (code)
        *out = (struct ixml){ 0 };
    XML_ParserFree(parse.parser);
    return code;
}
