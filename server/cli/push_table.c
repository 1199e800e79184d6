#include "server/cli/push_table.h"

#include <inttypes.h>
#include <string.h>

#include "server/cli/json_out.h"
#include "server/cli/table.h"

enum {
    ROLE_CELL = 13,
    FILE_CELL = 48,
    SIZE_CELL = 9,
    ASK_INDENT = 17,
    LEVEL_INDENT = 11,
    SKIP_INDENT = 38,
    SKIP_NAME = 200
};

const char *push_bytes_text(char out[PUSH_BYTES_TEXT], int64_t bytes)
{
    static const char *const units[] = { "bytes", "kB", "MB", "GB", "TB" };
    double amount = (double)bytes;
    size_t unit = 0;

    while (amount >= 999.5 && unit + 1 < sizeof units / sizeof *units) {
        amount /= 1000;
        unit++;
    }
    snprintf(out, PUSH_BYTES_TEXT, unit > 0 && amount < 9.95 ? "%.1f %s" : "%.0f %s", amount,
             units[unit]);
    return out;
}

static void print_target(const struct push_target *target, const struct push_plan *plan, FILE *out)
{
    switch (target->kind) {
    case TARGET_TEMPS: fprintf(out, "\nTemps of %s\n", plan->picture); break;
    case TARGET_THERE:
        fprintf(out, "\n%s: v%" PRId64 " has these very files and is published\n", target->cue,
                target->version);
        break;
    case TARGET_DRAFT:
        fprintf(out, "\n%s: goes on with draft v%" PRId64 "\n", target->cue, target->version);
        break;
    case TARGET_NEW_DRAFT:
        fprintf(out, "\n%s: new draft v%" PRId64 "%s\n", target->cue, target->version,
                target->cue_id ? "" : " (the cue is new to the server)");
        break;
    }
    if (target->held_set_id)
        fprintf(out, "  (your draft v%" PRId64 " has other audio as its %s and stays as it is)\n",
                target->held_version, target->held_role);
}

static const char *standing(const struct push_print *print)
{
    unsigned there = 0, has = 0;

    for (unsigned i = 0; i < print->files; i++) {
        there += print->file[i]->is_there;
        has += print->file[i]->is_there || print->file[i]->server_has;
    }
    return there == print->files ? "there already"
           : has == print->files ? "the server has it"
           : has > 0             ? "in part there"
                                 : "";
}

static void print_question(const char *text, FILE *out)
{
    const struct table_head head = { "?", ASK_INDENT, ASK_INDENT - 2 };

    table_paragraph(&head, text, out);
}

static void print_questions(const struct push_print *print, FILE *out)
{
    char text[200];

    if (print->asks_order)
        print_question("the file does not tell the order of its channels: say --order film or "
                       "--order smpte, or answer on the page",
                       out);
    if (print->guesses_order) {
        snprintf(text, sizeof text,
                 "the sound looks like the order %s: say --order, or confirm "
                 "it on the page",
                 print->order_text);
        print_question(text, out);
    }
    if (print->asks_start)
        print_question("nothing tells where it starts: say --start 01:00:00:00, or answer on the "
                       "page",
                       out);
    if (*print->warning && !print->asks_order) { /* which would say the same again */
        const struct table_head head = { "!", ASK_INDENT, ASK_INDENT - 2 };

        table_paragraph(&head, print->warning, out);
    }
}

static void print_print(const struct push_print *print, FILE *out)
{
    const char *stands = standing(print);
    char size[PUSH_BYTES_TEXT], name[300];
    int64_t bytes = 0;

    for (unsigned i = 0; i < print->files; i++)
        bytes += print->file[i]->bytes;
    snprintf(name, sizeof name, "%.*s", table_bytes(print->shown, 250), print->shown);
    if (print->files > 1)
        snprintf(name, sizeof name, "%.*s, %u mono files",
                 table_bytes(print->shown, FILE_CELL - 14), print->shown, print->files);
    fputs("  ", out);
    table_cell(print->role, ROLE_CELL, out);
    table_cell(name, FILE_CELL, out);
    fprintf(out, " %*s%s%s\n", SIZE_CELL, push_bytes_text(size, bytes), *stands ? "  " : "",
            stands);
    print_questions(print, out);
}

void push_table_print(const struct push_plan *plan, const struct push_list *list, FILE *out)
{
    fprintf(out, "%s, %s\n", plan->production, plan->picture);
    for (size_t t = 0; t < plan->targets; t++) {
        print_target(&plan->target[t], plan, out);
        for (size_t i = 0; i < list->prints; i++)
            if (list->print[i].target == &plan->target[t])
                print_print(&list->print[i], out);
    }
    if (list->skips > 0)
        fputs("\nNot sent\n", out);
    for (size_t i = 0; i < list->skips; i++) {
        char name[SKIP_NAME];
        const struct table_head head = { name, SKIP_INDENT, 2 };
        const char *filename = prints_filename(list->skip[i].path);
        const bool fits = table_width(filename) <= SKIP_INDENT - 4;

        snprintf(name, sizeof name, "%.*s%s", table_bytes(filename, SKIP_INDENT - (fits ? 4 : 5)),
                 filename, fits ? "" : "~");
        table_paragraph(&head, list->skip[i].reason, out);
    }
    fputc('\n', out);
}

/* ---- the end ---- */

static void print_finding(const json_t *finding, FILE *out)
{
    const struct table_head head = { client_text(finding, "level"), LEVEL_INDENT, 2 };

    table_paragraph(&head, client_text(finding, "text"), out);
}

static void print_qc(const struct push_target *target, FILE *out)
{
    const json_t *result = json_object_get(target->qc, "result"), *finding;
    const int64_t infos = client_number(result, "info");
    size_t index;

    if (!json_is_object(result)) {
        fprintf(out, "  QC is not done yet: its findings come to the page.\n");
        return;
    }
    json_array_foreach (json_object_get(result, "findings"), index, finding)
        if (strcmp(client_text(finding, "level"), "info") != 0)
            print_finding(finding, out);
    if (client_number(result, "must") + client_number(result, "should") == 0)
        fprintf(out, "  QC: nothing must or should be put right.\n");
    if (infos > 0)
        fprintf(out, "  %" PRId64 " more remark%s on the page.\n", infos, infos == 1 ? "" : "s");
}

void push_table_end(const struct push_plan *plan, FILE *out)
{
    for (size_t i = 0; i < plan->targets; i++) {
        const struct push_target *target = &plan->target[i];

        if (target->kind == TARGET_TEMPS) {
            fprintf(out, "The temps of %s are there.\n", plan->picture);
            continue;
        }
        if (target->is_published)
            fprintf(out, "%s v%" PRId64 " is published%s%s.\n", target->cue, target->version,
                    target->is_incomplete ? ", incomplete on purpose: it lacks " : "",
                    target->is_incomplete ? target->lacks : "");
        else
            fprintf(out,
                    "%s v%" PRId64 " is a draft that nobody else hears yet: it waits for %s.\n",
                    target->cue, target->version, *target->lacks ? target->lacks : "an answer");
        if (target->is_published)
            print_qc(target, out);
    }
}

/* ---- JSON ---- */

static json_t *file_json(const struct push_file *file)
{
    static const char *const names[] = { "waits", "reading", "sending", "waits",
                                         "there", "proved",  "sent",    "failed" };
    const enum push_state state = atomic_load(&file->state);
    char sha256[HASH_TEXT] = "";

    if (file->is_hashed)
        hash_format(sha256, &file->hash);
    return json_pack("{s:o, s:o, s:I, s:o, s:b, s:b, s:s, s:I, s:o}", "path", json_text(file->path),
                     "filename", json_text(file->filename), "bytes", (json_int_t)file->bytes,
                     "sha256", json_text(sha256), "is_there", file->is_there, "server_has",
                     file->server_has, "state",
                     state == PUSH_WAITS && file->is_there ? "there" : names[state], "sent_bytes",
                     (json_int_t)atomic_load(&file->sent_bytes), "error",
                     state == PUSH_FAILED ? json_text(file->err.text) : json_null());
}

static json_t *print_json(const struct push_print *print)
{
    json_t *files = json_array();

    for (unsigned i = 0; i < print->files; i++)
        json_array_append_new(files, file_json(print->file[i]));
    return json_pack("{s:o, s:b, s:b, s:b, s:o, s:o}", "role", json_text(print->role), "asks_order",
                     print->asks_order, "guesses_order", print->guesses_order, "asks_start",
                     print->asks_start, "warning", json_text(print->warning), "files", files);
}

static json_t *target_json(const struct push_target *target, const struct push_list *list)
{
    static const char *const kinds[] = { "new_draft", "draft", "there", "temps" };
    json_t *prints = json_array();

    for (size_t i = 0; i < list->prints; i++)
        if (list->print[i].target == target)
            json_array_append_new(prints, print_json(&list->print[i]));
    return json_pack("{s:s, s:o, s:o, s:I, s:b, s:b, s:o, s:o, s:O?}", "kind", kinds[target->kind],
                     "cue", json_text(target->cue), "set_id",
                     target->set_id ? json_integer(target->set_id) : json_null(), "version",
                     (json_int_t)target->version, "is_published", target->is_published,
                     "is_incomplete", target->is_incomplete, "lacks", json_text(target->lacks),
                     "prints", prints, "qc", target->qc);
}

json_t *push_table_json(const struct push_plan *plan, const struct push_list *list)
{
    const struct push_sum sum = push_plan_sum(list);
    json_t *targets = json_array(), *skipped = json_array();
    int64_t sent = 0;

    for (size_t i = 0; i < plan->targets; i++)
        json_array_append_new(targets, target_json(&plan->target[i], list));
    for (size_t i = 0; i < list->skips; i++)
        json_array_append_new(skipped,
                              json_pack("{s:o, s:s}", "path", json_text(list->skip[i].path),
                                        "reason", list->skip[i].reason));
    for (size_t i = 0; i < list->files; i++)
        sent += atomic_load(&list->file[i].sent_bytes);
    return json_pack("{s:o, s:o, s:o, s:o, s:I, s:I, s:I}", "production",
                     json_text(plan->production), "picture", json_text(plan->picture), "targets",
                     targets, "skipped", skipped, "files_to_send", (json_int_t)sum.files,
                     "bytes_to_send", (json_int_t)sum.bytes, "sent_bytes", (json_int_t)sent);
}
