#include "server/cli/scenes_table.h"

#include <string.h>

#include "server/cli/table.h"

enum { NUMBER_MOST = 8, NAME_MOST = 18, TIMECODE = 11, CONCERN = 25, QUERIES = 10, SIDE = 7 };
enum { GAP = 2, MARGIN = 4, INDENT = 14, CELL_TEXT = 64, TEXT_MOST = 2048 };

static const char *text_at(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text ? text : "";
}

static json_int_t number_at(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

static int rank_of(const json_t *concern)
{
    const char *level = text_at(concern, "level");

    return !strcmp(level, "red") ? 2 : !strcmp(level, "amber") ? 1 : 0;
}

static const json_t *concerns_of(const json_t *scene)
{
    return json_object_get(scene, "concerns");
}

/* The concern at amber or red, or NULL. */
static const json_t *scene_strongest(const json_t *scene)
{
    const json_t *concern, *best = NULL;
    size_t index;

    json_array_foreach (concerns_of(scene), index, concern)
        if (rank_of(concern) > (best ? rank_of(best) : 0))
            best = concern;
    return best;
}

static bool is_about_lfe(const json_t *concern)
{
    return !strncmp(text_at(concern, "kind"), "lfe-", 4);
}

bool scene_has_lfe_concern(const json_t *scene)
{
    const json_t *concern;
    size_t index;

    json_array_foreach (concerns_of(scene), index, concern)
        if (rank_of(concern) > 0 && is_about_lfe(concern))
            return true;
    return false;
}

static const json_t *side_of(const json_t *scene, const char *side)
{
    return json_object_get(json_object_get(scene, "sides"), side);
}

bool scene_is_open(const json_t *scene)
{
    const json_t *queries = json_object_get(scene, "queries");

    return number_at(queries, "open") > 0 || number_at(queries, "outdated") > 0 ||
           strcmp(text_at(side_of(scene, "music"), "state"), "signed") != 0 ||
           strcmp(text_at(side_of(scene, "stage"), "state"), "signed") != 0;
}

/* "lfe-pumping" as people say it. */
static void kind_words(char *out, size_t bytes, const char *kind)
{
    const bool lfe = !strncmp(kind, "lfe-", 4);

    snprintf(out, bytes, "%s%s", lfe ? "LFE " : "", lfe ? kind + 4 : kind);
    for (; *out; out++)
        if (*out == '-')
            *out = ' ';
}

static bool is_measured(const json_t *scene)
{
    const json_t *concern;
    size_t index;

    json_array_foreach (concerns_of(scene), index, concern)
        if (strcmp(text_at(concern, "level"), "unmeasured") != 0)
            return true;
    return false;
}

static void print_concern_cell(const json_t *scene, FILE *out)
{
    const json_t *strongest = scene_strongest(scene);
    const char *state = text_at(scene, "measured");
    char words[CELL_TEXT], cell[2 * CELL_TEXT];

    if (strongest) {
        kind_words(words, sizeof words, text_at(strongest, "kind"));
        snprintf(cell, sizeof cell, "%s %s", text_at(strongest, "level"), words);
    } else if (strcmp(state, "measured") != 0) {
        snprintf(cell, sizeof cell, "%s", *state ? state : "not measured");
    } else {
        snprintf(cell, sizeof cell, "%s", is_measured(scene) ? "clear" : "not measured");
    }
    table_cell(cell, CONCERN + GAP, out);
}

static void print_queries_cell(const json_t *scene, FILE *out)
{
    static const char *const kinds[] = { "open", "outdated", "answered" };
    const json_t *queries = json_object_get(scene, "queries");
    char cell[CELL_TEXT] = "-";

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (number_at(queries, kinds[i]) > 0) {
            snprintf(cell, sizeof cell, "%lld %s", (long long)number_at(queries, kinds[i]),
                     kinds[i]);
            break;
        }
    table_cell(cell, QUERIES + GAP, out);
}

static void print_detail(const char *word, const char *text, FILE *out)
{
    const struct table_head head = { word, INDENT, MARGIN };

    table_paragraph(&head, text, out);
}

/* The sentence of the measure, and the trim that would clear it. */
static void print_concern(const json_t *scene, FILE *out)
{
    const json_t *concern = scene_strongest(scene), *trim = json_object_get(concern, "trim_db");
    const char *stem = text_at(concern, "stem"), *channel = text_at(concern, "channel");
    char text[TEXT_MOST];
    int used;

    if (!concern)
        return;
    used = snprintf(text, sizeof text, "%.1000s", text_at(concern, "text"));
    if (*stem)
        used += snprintf(text + used, sizeof text - (size_t)used, "; %.200s%s%.40s", stem,
                         *channel ? ", " : "", channel);
    if (json_is_number(trim))
        snprintf(text + used, sizeof text - (size_t)used, "%s%.1f dB clears it",
                 *stem ? ": " : "; ", json_number_value(trim));
    else if (*stem && is_about_lfe(concern))
        snprintf(text + used, sizeof text - (size_t)used, ": no trim of it alone clears it");
    print_detail(text_at(concern, "level"), text, out);
}

static void print_queries(const json_t *scene, FILE *out)
{
    const json_t *queries = json_object_get(scene, "queries");
    const json_int_t lfe = number_at(queries, "open_lfe"),
                     centre = number_at(queries, "open_centre"),
                     outdated = number_at(queries, "outdated");
    char text[TEXT_MOST];
    int used = 0;

    if (lfe > 0)
        used += snprintf(text, sizeof text, "%lld open about the LFE", (long long)lfe);
    if (centre > 0)
        used += snprintf(text + used, sizeof text - (size_t)used, "%s%lld open about the Centre",
                         used ? ", " : "", (long long)centre);
    if (outdated > 0)
        used += snprintf(text + used, sizeof text - (size_t)used,
                         "%s%lld about a sound that has changed since", used ? ", " : "",
                         (long long)outdated);
    if (used > 0)
        print_detail("questions", text, out);
}

/* Why a signature counts no more. */
static void print_side(const json_t *scene, const char *side, FILE *out)
{
    const json_t *state = side_of(scene, side), *why = json_object_get(state, "why"), *one;
    const char *name = text_at(json_object_get(state, "by"), "name");
    const char *reason = text_at(state, "reason");
    char text[TEXT_MOST];
    size_t index, used = 0;

    if (!strcmp(text_at(state, "state"), "revoked")) {
        snprintf(text, sizeof text, "%.100s took the signature back: %.1000s", name, reason);
        print_detail(side, text, out);
    } else if (json_array_size(why) > 0) {
        json_array_foreach (why, index, one)
            if (used < sizeof text - 1)
                used +=
                    (size_t)snprintf(text + used, sizeof text - used, "%s%.200s",
                                     used ? ", " : "since it was signed: ", json_string_value(one));
        print_detail(side, text, out);
    }
}

static void print_arriving(const json_t *scene, FILE *out)
{
    const json_t *set;
    char text[CELL_TEXT + 300];
    size_t index;

    json_array_foreach (json_object_get(scene, "arriving"), index, set) {
        snprintf(text, sizeof text, "%.200s v%lld, %lld of %lld prints so far", text_at(set, "cue"),
                 (long long)number_at(set, "version"), (long long)number_at(set, "prints"),
                 (long long)number_at(set, "of"));
        print_detail("arriving", text, out);
    }
}

struct widths {
    int number, name;
};

static int widest(const json_t *scenes, const char *key, const char *header, int most)
{
    int width = table_width(header);
    const json_t *scene;
    size_t index;

    json_array_foreach (scenes, index, scene) {
        const int own = table_width(text_at(scene, key));
        width = own > width ? own : width;
    }
    return width < most ? width : most;
}

static void print_scene(const json_t *scene, const struct widths *widths, FILE *out)
{
    table_cell(text_at(scene, "number"), widths->number, out);
    fprintf(out, "%*s", GAP, "");
    table_cell(text_at(scene, "name"), widths->name, out);
    fprintf(out, "%*s%-*s", GAP, "", TIMECODE + GAP, text_at(scene, "tc_in"));
    print_concern_cell(scene, out);
    print_queries_cell(scene, out);
    fprintf(out, "%-*s%-*s%5lld\n", SIDE + 1, text_at(side_of(scene, "music"), "state"), SIDE + 1,
            text_at(side_of(scene, "stage"), "state"),
            (long long)number_at(json_object_get(scene, "notes"), "unresolved"));
    print_concern(scene, out);
    print_queries(scene, out);
    print_side(scene, "music", out);
    print_side(scene, "stage", out);
    print_arriving(scene, out);
    if (json_is_true(json_object_get(scene, "is_checking")))
        print_detail("checking", "its sound is still being compared with what was signed", out);
}

static void print_sum(const struct scenes_listed *listed, FILE *out)
{
    const size_t count = json_array_size(listed->scenes);
    size_t index, open = 0;
    const json_t *scene;

    json_array_foreach (listed->scenes, index, scene)
        open += scene_is_open(scene);
    fprintf(out, "\n%zu scene%s%s, %zu with something open.\n", count, count == 1 ? "" : "s",
            listed->narrowed, open);
}

void scenes_table_print(const struct scenes_listed *listed, FILE *out)
{
    const struct widths widths = { widest(listed->scenes, "number", "scene", NUMBER_MOST),
                                   widest(listed->scenes, "name", "name", NAME_MOST) };
    const json_t *scene;
    size_t index;

    fprintf(out, "%s, %s\n\n", text_at(listed->production, "name"),
            text_at(listed->picture, "name"));
    if (json_array_size(listed->scenes) > 0)
        fprintf(out, "%-*s%-*s%-*s%-*s%-*s%-*s%-*s%5s\n", widths.number + GAP, "scene",
                widths.name + GAP, "name", TIMECODE + GAP, "in", CONCERN + GAP, "concern",
                QUERIES + GAP, "questions", SIDE + 1, "music", SIDE + 1, "stage", "notes");
    json_array_foreach (listed->scenes, index, scene)
        print_scene(scene, &widths, out);
    print_sum(listed, out);
}
