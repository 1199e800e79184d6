/* predub user: people, from the machine itself. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "server/api/acts.h"
#include "server/api/person_add.h"
#include "server/api/start_link.h"
#include "server/api/token_make.h"
#include "server/auth/passwords.h"
#include "server/cli/command.h"
#include "server/store/invitations.h"
#include "server/store/sessions.h"
#include "server/store/tokens.h"

enum { LINE = 512 };

/* By whom the events are: whoever has a shell on the machine. */
static const struct caller shell = { .address = "command line" };

struct work {
    const struct args *args;
    struct db *db;
    struct person person;
};

static enum err_code find_person(struct work *work, struct err *err)
{
    const char *name = args_value(work->args, "--name");
    enum err_code code;

    if ((code = db_person_by_name(work->db, name, &work->person, err)))
        return code;
    if (!work->person.id)
        return err_set(err, ERR_NOT_FOUND, "nobody is called \"%s\"; predub user list tells who is",
                       name);
    return ERR_NONE;
}

/* One line without its end. */
static enum err_code read_line(char out[LINE], struct err *err)
{
    if (!fgets(out, LINE, stdin))
        return err_set(err, ERR_INVALID, "no password came on standard input");
    if (!strchr(out, '\n') && strlen(out) == LINE - 1)
        return err_set(err, ERR_INVALID, "the password is longer than a line may be");
    out[strcspn(out, "\r\n")] = '\0';
    return ERR_NONE;
}

static enum err_code ask(const char *question, char out[LINE], struct err *err)
{
    struct termios before, quiet;
    enum err_code code;

    if (tcgetattr(STDIN_FILENO, &before))
        return err_set_errno(err, "the terminal can't be asked");
    quiet = before;
    quiet.c_lflag &= ~(tcflag_t)ECHO;
    fprintf(stderr, "%s: ", question);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    code = read_line(out, err);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    fputc('\n', stderr);
    return code;
}

static enum err_code ask_twice(char out[LINE], struct err *err)
{
    char again[LINE] = "";
    enum err_code code;

    if ((code = ask("password", out, err)) || (code = ask("once more", again, err)))
        return code;
    if (strcmp(out, again) != 0)
        code = err_set(err, ERR_INVALID, "the two passwords differ");
    password_wipe(again);
    return code;
}

/* Asks for a password and fills person.password. */
static enum err_code read_password(struct person *person, struct err *err)
{
    char text[LINE] = "";
    enum err_code code = isatty(STDIN_FILENO) ? ask_twice(text, err) : read_line(text, err);

    if (!code && !(code = password_check(text, person->name, err)))
        code = password_hash(person->password, text, err);
    password_wipe(text);
    return code;
}

static enum err_code add_now(struct db *db, void *ctx, struct err *err)
{
    struct person *person = ctx;
    enum err_code code;

    if ((code = person_add(db, &shell, person, err)) || !person->is_owner)
        return code;
    return db_invitations_revoke_owners(db, err);
}

static enum err_code user_add(struct work *work, struct err *err)
{
    const char *mail = args_value(work->args, "--mail");
    struct person *person = &work->person;
    enum err_code code;
    bool any;

    person->is_owner = args_has(work->args, "--owner");
    if ((code = person_name_read(person->name, args_value(work->args, "--name"), err)) ||
        (code = person_mail_read(person->mail, mail ? mail : "", err)) ||
        (code = db_people_any(work->db, &any, err)) || (code = read_password(person, err)) ||
        (code = db_txn(work->db, add_now, person, err)))
        return code;
    if (!any && !person->is_owner)
        command_say("%s is the first person and no owner; `predub user owner` makes a link for one",
                    person->name);
    return ERR_NONE;
}

static enum err_code scopes_read(unsigned *out, const char *list, struct err *err)
{
    char word[32];
    enum scope scope;
    enum err_code code;

    *out = 0;
    while (*list) {
        const size_t length = strcspn(list, ",");
        snprintf(word, sizeof word, "%.*s", (int)length, list);
        if ((code = scope_parse(&scope, word, err)))
            return code;
        *out |= scope;
        list += length + (list[length] == ',');
    }
    return *out ? ERR_NONE : err_set(err, ERR_INVALID, "--scopes names none");
}

static enum err_code user_token(struct work *work, struct err *err)
{
    const char *scopes = args_value(work->args, "--scopes");
    const char *name = args_value(work->args, "--token-name");
    struct token_making making = { .who = &shell, .token.scopes = SCOPE_ALL };
    enum err_code code;

    if ((code = find_person(work, err)) ||
        (scopes && (code = scopes_read(&making.token.scopes, scopes, err))) ||
        (code = person_name_read(making.token.name, name, err)))
        return code;
    making.token.person_id = work->person.id;
    if ((code = db_txn(work->db, token_make, &making, err)))
        return code;
    puts(making.secret);
    return ERR_NONE;
}

static enum err_code user_list(struct work *work, struct err *err)
{
    struct person *people = NULL;
    size_t count = 0;
    const enum err_code code = db_people(work->db, &people, &count, err);

    for (size_t i = 0; i < count && !code; i++)
        printf("%s\t%s\t%s\n", people[i].name, people[i].is_owner ? "owner" : "", people[i].mail);
    free(people);
    return code;
}

static enum err_code password_now(struct db *db, void *ctx, struct err *err)
{
    const struct person *person = ctx;
    struct act act = { .kind = "password.change" };
    enum err_code code;

    if ((code = db_person_password_put(db, person->id, person->password, err)) ||
        (code = db_sessions_remove(db, person->id, 0, err)))
        return code;
    act.detail = json_pack("{s:I, s:s}", "person_id", (json_int_t)person->id, "name", person->name);
    return act_add(db, &shell, &act, NULL, err);
}

static enum err_code user_password(struct work *work, struct err *err)
{
    enum err_code code;

    if ((code = find_person(work, err)) || (code = read_password(&work->person, err)))
        return code;
    return db_txn(work->db, password_now, &work->person, err);
}

static enum err_code user_owner(struct work *work, struct err *err)
{
    char secret[SECRET_TEXT];
    enum err_code code;

    if ((code = owner_link_make(secret, work->db, &shell, err)))
        return code;
    command_say("whoever first opens http://ADDRESS/start#SECRET within 7 days becomes an owner");
    puts(secret);
    return ERR_NONE;
}

/* Together with a server that runs, or before there was one. */
static enum err_code open_record(struct db **out, const char *dir, struct err *err)
{
    char path[PATH_MAX];
    enum err_code code;

    if (mkdir(dir, 0750) && errno != EEXIST)
        return err_set_errno(err, "the data folder %s can't be made", dir);
    snprintf(path, sizeof path, "%s/predub.db", dir);
    if ((code = db_open(out, path, err)))
        return code;
    return db_migrate(*out, err);
}

static const struct job {
    const char *word;
    const char *needed[2]; /* options besides --data */
    enum err_code (*run)(struct work *work, struct err *err);
} jobs[] = {
    { "add", { "--name" }, user_add }, { "token", { "--name", "--token-name" }, user_token },
    { "list", { 0 }, user_list },      { "password", { "--name" }, user_password },
    { "owner", { 0 }, user_owner },
};
enum { JOBS = sizeof jobs / sizeof *jobs };

static const struct job *job_find(const struct args *args)
{
    for (size_t i = 0; args->files == 1 && i < JOBS; i++)
        if (!strcmp(jobs[i].word, args->file[0]))
            return &jobs[i];
    return NULL;
}

static enum cli_status user_run(const struct args *args, struct err *err)
{
    const struct job *job = job_find(args);
    const char *data = args_value(args, "--data");
    struct work work = { .args = args };
    enum err_code code;

    if (!job)
        return command_misuse(err, "say one of add, token, list, password and owner");
    if (!data)
        return command_misuse(err, "--data DIR is missing: the folder that predub serve uses");
    for (size_t i = 0; i < 2; i++)
        if (job->needed[i] && !args_value(args, job->needed[i]))
            return command_misuse(err, "%s %s is missing", job->word, job->needed[i]);
    if (!(code = open_record(&work.db, data, err)))
        code = job->run(&work, err);
    db_close(work.db);
    return code ? CLI_FAILED : CLI_OK;
}

static const struct args_option options[] = {
    { "--data", "DIR", "the folder that predub serve uses; made if need be" },
    { "--name", "NAME", "whom it is about" },
    { "--owner", NULL, "add: an owner of the machine, who may make productions" },
    { "--mail", "ADDRESS", "add: where notices go" },
    { "--token-name", "NAME", "token: what it is for" },
    { "--scopes", "LIST",
      "token: of listen, note, upload, sign and deliver, with commas; default all" },
    { "--help", NULL, "print this" },
};

const struct command command_user = {
    .name = "user",
    .line = "Adds people, resets a password, makes tokens: from the machine itself.",
    .usage = "add --data DIR --name NAME [--owner] [--mail ADDRESS]\n"
             "token --data DIR --name NAME --token-name NAME [--scopes LIST]\n"
             "password --data DIR --name NAME\n"
             "list --data DIR\n"
             "owner --data DIR",
    .more =
        "add and password ask for the password, or read it from the first line of standard input; "
        "password also\nends all sessions of the person. token prints the token alone: it is shown "
        "this once. owner prints the\nsecret of a link that makes an owner of whoever opens it, "
        "once, within 7 days. All of it may be done\nwhile a server runs.\n\n"
        "  predub user add --data /srv/predub --name Anna --owner",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = user_run,
};
