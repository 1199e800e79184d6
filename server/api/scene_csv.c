#include "server/api/scene_csv.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "server/api/text.h"

enum { FIELDS_MAX = 64 };

enum column { COLUMN_NUMBER, COLUMN_NAME, COLUMN_IN, COLUMN_OUT, COLUMN_FPS, COLUMNS };

static const struct {
    const char *name, *also;
    enum column column;
    bool required;
} columns[COLUMNS] = {
    { "scene", "number", COLUMN_NUMBER, true }, { "name", "name", COLUMN_NAME, false },
    { "tc_in", "in", COLUMN_IN, true },         { "tc_out", "out", COLUMN_OUT, true },
    { "fps", "fps", COLUMN_FPS, false },
};

/* The text is decoded in place: quotes vanish, fields end in 0. */
struct csv {
    char *next, *end; /* *end is 0 */
    char delimiter;
    size_t line; /* of next, from 1 */

    size_t record_line; /* where the record begins */
    char *field[FIELDS_MAX];
    size_t fields;

    int place[COLUMNS]; /* which field holds a column, -1: none */
    struct rate rate;
};

struct list {
    struct scene_row *rows;
    size_t *lines; /* of each row */
    size_t count, capacity;
};

static bool at_line_end(const struct csv *csv)
{
    return csv->next == csv->end || *csv->next == '\n' || *csv->next == '\r';
}

static void skip_line_end(struct csv *csv)
{
    if (csv->next < csv->end && *csv->next == '\r')
        csv->next++;
    if (csv->next < csv->end && *csv->next == '\n')
        csv->next++;
    csv->line++;
}

/* Reads what stands between quotes; the text only becomes shorter, so it is moved in place. */
static enum err_code read_quoted(struct csv *csv, char **field, struct err *err)
{
    const size_t line = csv->line;
    char *to = csv->next + 1, *from = csv->next + 1;

    *field = to;
    for (; from < csv->end; from++) {
        if (*from == '"' && from[1] != '"')
            break;
        if (*from == '"')
            from++;
        if (*from == '\n')
            csv->line++;
        *to++ = *from;
    }
    if (from == csv->end)
        return err_set(err, ERR_INVALID, "line %zu: a quote is opened and not closed", line);
    csv->next = from + 1;
    if (!at_line_end(csv) && *csv->next != csv->delimiter)
        return err_set(err, ERR_INVALID, "line %zu: text follows after a closing quote", csv->line);
    *to = '\0';
    return ERR_NONE;
}

/* Reads up to the delimiter; the caller puts the 0 once the delimiter has been looked at. */
static char *read_plain(struct csv *csv, char **end)
{
    char *field = csv->next;

    while (!at_line_end(csv) && *csv->next != csv->delimiter)
        csv->next++;
    *end = csv->next;
    while (*end > field && ((*end)[-1] == ' ' || (*end)[-1] == '\t'))
        --*end;
    while (field < *end && (*field == ' ' || *field == '\t'))
        field++;
    return field;
}

static enum err_code read_field(struct csv *csv, bool *more, struct err *err)
{
    char *field, *end = NULL;
    enum err_code code;

    if (csv->fields == FIELDS_MAX)
        return err_set(err, ERR_INVALID, "line %zu: more than %d columns", csv->line, FIELDS_MAX);
    if (csv->next < csv->end && *csv->next == '"') {
        if ((code = read_quoted(csv, &field, err)))
            return code;
    } else {
        field = read_plain(csv, &end);
    }
    *more = csv->next < csv->end && *csv->next == csv->delimiter;
    if (*more)
        csv->next++;
    else
        skip_line_end(csv);
    if (end)
        *end = '\0';
    csv->field[csv->fields++] = field;
    return ERR_NONE;
}

static enum err_code read_record(struct csv *csv, struct err *err)
{
    bool more = true;
    enum err_code code = ERR_NONE;

    csv->fields = 0;
    csv->record_line = csv->line;
    while (more && !code)
        code = read_field(csv, &more, err);
    return code;
}

static bool record_is_blank(const struct csv *csv)
{
    for (size_t i = 0; i < csv->fields; i++)
        if (csv->field[i][0])
            return false;
    return true;
}

/* The first delimiter of the first line; a comma where there is none. */
static char find_delimiter(const struct csv *csv)
{
    bool quoted = false;

    for (const char *c = csv->next; c < csv->end && (quoted || *c != '\n'); c++) {
        if (*c == '"')
            quoted = !quoted;
        else if (!quoted && (*c == ',' || *c == ';' || *c == '\t'))
            return *c;
    }
    return ',';
}

static enum err_code read_header(struct csv *csv, struct err *err)
{
    enum err_code code;

    csv->delimiter = find_delimiter(csv);
    if ((code = read_record(csv, err)))
        return code;
    for (size_t i = 0; i < COLUMNS; i++) {
        csv->place[i] = -1;
        for (size_t k = 0; k < csv->fields; k++) {
            if (strcasecmp(csv->field[k], columns[i].name) &&
                strcasecmp(csv->field[k], columns[i].also))
                continue;
            if (csv->place[i] >= 0)
                return err_set(err, ERR_INVALID, "line 1: there are two columns \"%s\"",
                               columns[i].name);
            csv->place[i] = (int)k;
        }
        if (csv->place[i] < 0 && columns[i].required)
            return err_set(err, ERR_INVALID,
                           "line 1: there is no column \"%s\"; the first line names the columns: "
                           "scene,name,tc_in,tc_out",
                           columns[i].name);
    }
    return ERR_NONE;
}

/* "" where the record ends before the column. */
static const char *column(const struct csv *csv, enum column which)
{
    const int place = csv->place[which];

    return place >= 0 && (size_t)place < csv->fields ? csv->field[place] : "";
}

/* Puts the line in front of a sentence about one cell. */
static enum err_code at_line(const struct csv *csv, const struct err *cause, struct err *err)
{
    return err_set(err, cause->code, "line %zu: %.400s", csv->record_line, cause->text);
}

static enum err_code check_fps(const struct csv *csv, struct err *err)
{
    const char *text = column(csv, COLUMN_FPS);
    char expected[RATE_TEXT];
    struct rate rate;

    if (!*text)
        return ERR_NONE;
    rate_format(expected, csv->rate);
    if (rate_parse(&rate, text, err))
        return err->code;
    if (rate.num != csv->rate.num || rate.den != csv->rate.den || rate.drop != csv->rate.drop)
        return err_set(err, ERR_INVALID, "fps is %.20s, the production's is %s", text, expected);
    return ERR_NONE;
}

static enum err_code read_row(const struct csv *csv, struct scene_row *row, struct err *err)
{
    const struct text_rule number = { "scene", true }, name = { "name", false };
    struct err cause = { 0 };

    *row = (struct scene_row){ 0 };
    if (text_copy(row->number, sizeof row->number, column(csv, COLUMN_NUMBER), number, &cause) ||
        text_copy(row->name, sizeof row->name, column(csv, COLUMN_NAME), name, &cause) ||
        check_fps(csv, &cause) ||
        timecode_parse(&row->in_samples, csv->rate, column(csv, COLUMN_IN), &cause) ||
        timecode_parse(&row->out_samples, csv->rate, column(csv, COLUMN_OUT), &cause))
        return at_line(csv, &cause, err);
    if (row->out_samples <= row->in_samples)
        return err_set(err, ERR_INVALID, "line %zu: scene %s ends at %.20s, not after its in %.20s",
                       csv->record_line, row->number, column(csv, COLUMN_OUT),
                       column(csv, COLUMN_IN));
    return ERR_NONE;
}

static enum err_code list_grow(struct list *list, struct err *err)
{
    const size_t capacity = list->capacity ? 2 * list->capacity : 64;
    struct scene_row *rows = realloc(list->rows, capacity * sizeof *rows);
    size_t *lines;

    if (rows)
        list->rows = rows;
    lines = rows ? realloc(list->lines, capacity * sizeof *lines) : NULL;
    if (!lines)
        return err_set(err, ERR_NO_MEMORY, "no memory for a scene list");
    list->lines = lines;
    list->capacity = capacity;
    return ERR_NONE;
}

static enum err_code read_rows(struct csv *csv, struct list *list, struct err *err)
{
    enum err_code code;

    while (csv->next < csv->end) {
        if ((code = read_record(csv, err)))
            return code;
        if (record_is_blank(csv))
            continue;
        if (list->count == SCENES_MAX)
            return err_set(err, ERR_TOO_BIG, "line %zu: more than %d scenes", csv->record_line,
                           SCENES_MAX);
        if (list->count == list->capacity && (code = list_grow(list, err)))
            return code;
        if ((code = read_row(csv, &list->rows[list->count], err)))
            return code;
        list->lines[list->count++] = csv->record_line;
    }
    return ERR_NONE;
}

static enum err_code check_duplicates(const struct list *list, struct err *err)
{
    enum err_code code;
    size_t index;

    if ((code = scene_rows_duplicate(&index, list->rows, list->count, err)))
        return code;
    if (index < list->count)
        return err_set(err, ERR_INVALID, "line %zu: scene %s is in the list already",
                       list->lines[index], list->rows[index].number);
    return ERR_NONE;
}

static enum err_code check_text(const char *text, size_t bytes, struct err *err)
{
    const char *nul = memchr(text, 0, bytes);
    size_t line = 1;

    if (!nul)
        return ERR_NONE;
    for (const char *c = text; c < nul; c++)
        line += *c == '\n';
    return err_set(err, ERR_INVALID, "line %zu: a zero byte; save the list as UTF-8 text", line);
}

enum err_code scene_csv_read(struct scene_row **rows, size_t *count, struct rate rate,
                             const char *text, size_t bytes, struct err *err)
{
    static const char bom[] = "\xef\xbb\xbf";
    struct list list = { 0 };
    struct csv csv = { .rate = rate, .line = 1 };
    char *copy = NULL;
    enum err_code code;

    *rows = NULL;
    *count = 0;
    if (bytes >= sizeof bom - 1 && !memcmp(text, bom, sizeof bom - 1)) {
        text += sizeof bom - 1;
        bytes -= sizeof bom - 1;
    }
    if ((code = check_text(text, bytes, err)))
        return code;
    if (!(copy = malloc(bytes + 1)))
        return err_set(err, ERR_NO_MEMORY, "no memory for a scene list");
    memcpy(copy, text, bytes);
    copy[bytes] = '\0';
    csv.next = copy;
    csv.end = copy + bytes;
    if (!(code = read_header(&csv, err)) && !(code = read_rows(&csv, &list, err)) &&
        !(code = check_duplicates(&list, err))) {
        *rows = list.rows;
        *count = list.count;
        list.rows = NULL;
    }
    free(list.rows);
    free(list.lines);
    free(copy);
    return code;
}

static int by_number_then_place(const void *a, const void *b)
{
    const struct scene_row *const *left = a, *const *right = b;
    const int order = strcmp((*left)->number, (*right)->number);

    return order ? order : (*left > *right) - (*left < *right);
}

enum err_code scene_rows_duplicate(size_t *index, const struct scene_row *rows, size_t count,
                                   struct err *err)
{
    const struct scene_row **sorted = NULL;

    *index = count;
    if (count < 2)
        return ERR_NONE;
    if (!(sorted = malloc(count * sizeof *sorted)))
        return err_set(err, ERR_NO_MEMORY, "no memory for a scene list");
    for (size_t i = 0; i < count; i++)
        sorted[i] = &rows[i];
    qsort(sorted, count, sizeof *sorted, by_number_then_place);
    for (size_t i = 1; i < count; i++) {
        const size_t place = (size_t)(sorted[i] - rows);
        if (!strcmp(sorted[i - 1]->number, sorted[i]->number) && place < *index)
            *index = place;
    }
    free(sorted);
    return ERR_NONE;
}
