#include "server/store/queries.h"

#include <stdlib.h>
#include <string.h>

#include "server/store/reels.h"
#include "server/store/rows.h"

#define COLUMNS                                                                                    \
    ", n.sounds, n.state, a.id, a.query_id, a.person_id, a.side, a.likelihood, a.advice,"          \
    "  a.trim_db, a.body, a.sounds, a.at_ms"
#define TABLES                                                                                     \
    "  FROM queries n LEFT JOIN scenes s ON s.id = n.scene_id"                                     \
    "  LEFT JOIN query_answers a ON a.id = n.answer_id"
#define LISTED        SQL_REMARK COLUMNS TABLES
#define OF_PRODUCTION LISTED " WHERE n.production_id = :production"

static const char sql_one[] = SQL_REMARK COLUMNS ", n.evidence" TABLES " WHERE n.id = :id";
static const char sql_all[] = OF_PRODUCTION SQL_REMARK_FILTER;
static const char sql_state[] = OF_PRODUCTION " AND n.state = :state" SQL_REMARK_FILTER;
static const char sql_unclosed[] = OF_PRODUCTION " AND n.state <> 'closed'" SQL_REMARK_FILTER;
static const char sql_of_scene[] =
    LISTED " WHERE n.scene_id = :scene AND n.id < :before ORDER BY n.id DESC LIMIT :limit";
static const char sql_add[] =
    "INSERT INTO queries(id, production_id, scene_id, picture_id, about, from_samples, to_samples,"
    "  body, side, person_id, evidence, sounds, state, created_at_ms, changed_at_ms)"
    "  VALUES(:id, :production, :scene, (SELECT picture_id FROM scenes WHERE id = :scene),"
    "  :about, :from, :to, :body, :side,"
    "  :person, :evidence, :sounds, 'open', :at_ms, :at_ms)";
static const char sql_close[] = "UPDATE queries SET state = 'closed', changed_at_ms = :at_ms"
                                "  WHERE id = :query AND state <> 'closed'";

static const char sql_answers[] =
    "SELECT id, query_id, person_id, side, likelihood, advice, trim_db, body, sounds, at_ms"
    "  FROM query_answers WHERE query_id = :query ORDER BY id";
static const char sql_answer[] =
    "INSERT INTO query_answers(id, query_id, person_id, side, likelihood, advice, trim_db, body,"
    "  sounds, at_ms) VALUES(:id, :query, :person, :side, :likelihood, :advice, :trim_db, :body,"
    "  :sounds, :at_ms)";
static const char sql_answered[] =
    "UPDATE queries SET state = 'answered', answer_id = :id, answered_sounds = :sounds,"
    "  changed_at_ms = :at_ms WHERE id = :query AND state <> 'closed'";

/* ---- words ---- */

struct words {
    const char *what, *const *word;
    size_t count;
    const char *all; /* for the sentence */
};

static const char *const state_words[] = { "open", "answered", "closed" };
static const char *const likelihood_words[] = { "cannot_hurt", "unlikely", "could", "likely",
                                                "will_hurt" };
static const char *const advice_words[] = { "keep", "trim", "mute_lfe", "out_of_centre" };

static const struct words states = { "state", state_words, 3, "open, answered or closed" };
static const struct words likelihoods = { "likelihood", likelihood_words, 5,
                                          "cannot_hurt, unlikely, could, likely or will_hurt" };
static const struct words advices = { "advice", advice_words, 4,
                                      "keep, trim, mute_lfe or out_of_centre" };

/* The place of a word, or an error that names all. */
static enum err_code find(size_t *out, const struct words *words, const char *name, struct err *err)
{
    for (size_t i = 0; i < words->count; i++)
        if (!strcmp(words->word[i], name)) {
            *out = i;
            return ERR_NONE;
        }
    return err_set(err, ERR_INVALID, "%s is \"%.40s\"; it is %s", words->what, name, words->all);
}

const char *query_state_name(enum query_state state)
{
    return state_words[state];
}

const char *likelihood_name(enum likelihood likelihood)
{
    return likelihood_words[likelihood];
}

const char *advice_name(enum advice advice)
{
    return advice_words[advice];
}

enum err_code query_state_parse(enum query_state *out, const char *name, struct err *err)
{
    size_t i = 0;
    const enum err_code code = find(&i, &states, name, err);

    *out = (enum query_state)i;
    return code;
}

enum err_code likelihood_parse(enum likelihood *out, const char *name, struct err *err)
{
    size_t i = 0;
    const enum err_code code = find(&i, &likelihoods, name, err);

    *out = (enum likelihood)i;
    return code;
}

enum err_code advice_parse(enum advice *out, const char *name, struct err *err)
{
    size_t i = 0;
    const enum err_code code = find(&i, &advices, name, err);

    *out = (enum advice)i;
    return code;
}

/* What the record holds is one of the words, by its CHECKs. */
static size_t word_of(struct query *q, int column, const struct words *words)
{
    size_t i = 0;
    char name[16];

    db_text(q, column, name, sizeof name);
    if (!q->code)
        q->code = find(&i, words, name, &q->err);
    return i;
}

/* ---- reading ---- */

void asked_clear(struct asked *asked)
{
    free(asked->remark.text);
    free(asked->evidence);
    free(asked->answer.text);
    *asked = (struct asked){ 0 };
}

void asked_list_clear(struct asked_list *asked)
{
    for (size_t i = 0; i < asked->count; i++)
        asked_clear(&asked->list[i]);
    free(asked->list);
    *asked = (struct asked_list){ 0 };
}

void query_answers_clear(struct query_answers *answers)
{
    for (size_t i = 0; i < answers->count; i++)
        free(answers->list[i].text);
    free(answers->list);
    *answers = (struct query_answers){ 0 };
}

/* Ten columns from `at` on. */
static void read_answer(struct query *q, int at, struct query_answer *out)
{
    out->id = db_i64(q, at);
    out->query_id = db_i64(q, at + 1);
    out->person_id = db_i64(q, at + 2);
    db_text(q, at + 3, out->side, sizeof out->side);
    out->likelihood = (enum likelihood)word_of(q, at + 4, &likelihoods);
    out->advice = (enum advice)word_of(q, at + 5, &advices);
    out->trim_db = db_f64(q, at + 6);
    out->text = db_text_dup(q, at + 7);
    out->sounds = db_hash(q, at + 8);
    out->at_ms = db_i64(q, at + 9);
}

enum { ANSWER_AT = REMARK_COLUMNS + 2, EVIDENCE_AT = ANSWER_AT + 10 };

static void read_asked(struct query *q, struct asked *out)
{
    remark_read(q, &out->remark);
    out->sounds = db_hash(q, REMARK_COLUMNS);
    out->state = (enum query_state)word_of(q, REMARK_COLUMNS + 1, &states);
    if (!db_is_null(q, ANSWER_AT))
        read_answer(q, ANSWER_AT, &out->answer);
}

enum err_code db_asked(struct db *db, int64_t id, struct asked *out, struct err *err)
{
    struct query q = db_query(db, sql_one);
    enum err_code code;

    *out = (struct asked){ 0 };
    db_bind_i64(&q, ":id", id);
    if (db_row(&q)) {
        read_asked(&q, out);
        out->evidence = db_text_dup(&q, EVIDENCE_AT);
    }
    if ((code = db_end(&q, err)))
        asked_clear(out);
    else if (!out->remark.id)
        code = err_set(err, ERR_NOT_FOUND, "there is no query %lld", (long long)id);
    return code;
}

static enum err_code read_all(struct query *q, struct asked_list *out, struct err *err)
{
    struct rows rows = { 0 };
    struct asked *asked;
    enum err_code code;

    while (db_row(q) && (asked = rows_add(&rows, sizeof *asked, q)) != NULL)
        read_asked(q, asked);
    *out = (struct asked_list){ rows.data, rows.count };
    if ((code = db_end(q, err)))
        asked_list_clear(out);
    return code;
}

enum err_code db_asked_list(struct db *db, const struct remark_filter *filter,
                            struct asked_list *out, struct err *err)
{
    struct query q = db_query(db, filter->standing ? sql_unclosed
                                  : filter->state  ? sql_state
                                                   : sql_all);

    if (!filter->standing && filter->state)
        db_bind_text(&q, ":state", filter->state);
    remark_filter_bind(&q, filter);
    return read_all(&q, out, err);
}

enum err_code db_asked_of_scene(struct db *db, int64_t scene_id, int64_t before_id, int64_t limit,
                                struct asked_list *out, struct err *err)
{
    struct query q = db_query(db, sql_of_scene);

    db_bind_i64(&q, ":scene", scene_id);
    db_bind_i64(&q, ":before", before_id);
    db_bind_i64(&q, ":limit", limit);
    return read_all(&q, out, err);
}

enum err_code db_query_answers(struct db *db, int64_t query_id, struct query_answers *out,
                               struct err *err)
{
    struct query q = db_query(db, sql_answers);
    struct rows rows = { 0 };
    struct query_answer *answer;
    enum err_code code;

    db_bind_i64(&q, ":query", query_id);
    while (db_row(&q) && (answer = rows_add(&rows, sizeof *answer, &q)) != NULL)
        read_answer(&q, 0, answer);
    *out = (struct query_answers){ rows.data, rows.count };
    if ((code = db_end(&q, err)))
        query_answers_clear(out);
    return code;
}

bool asked_is_outdated(const struct asked *asked, const struct hash *sounds)
{
    return hash_compare(asked->answer.id ? &asked->answer.sounds : &asked->sounds, sounds) != 0;
}

/* ---- what follows from events ---- */

enum err_code db_asked_add(struct db *db, const struct asked *asked, struct err *err)
{
    struct query q = db_query(db, sql_add);

    remark_bind(&q, &asked->remark);
    db_bind_text(&q, ":evidence", asked->evidence);
    db_bind_hash(&q, ":sounds", &asked->sounds);
    return db_change(&q, NULL, err);
}

static enum err_code answer_row(struct db *db, const struct query_answer *answer, struct err *err)
{
    struct query q = db_query(db, sql_answer);

    db_bind_i64(&q, ":id", answer->id);
    db_bind_i64(&q, ":query", answer->query_id);
    db_bind_id(&q, ":person", answer->person_id);
    db_bind_text(&q, ":side", answer->side);
    db_bind_text(&q, ":likelihood", likelihood_name(answer->likelihood));
    db_bind_text(&q, ":advice", advice_name(answer->advice));
    if (answer->advice == ADVICE_TRIM)
        db_bind_f64(&q, ":trim_db", answer->trim_db);
    else
        db_bind_null(&q, ":trim_db");
    db_bind_text(&q, ":body", answer->text);
    db_bind_hash(&q, ":sounds", &answer->sounds);
    db_bind_i64(&q, ":at_ms", answer->at_ms);
    return db_change(&q, NULL, err);
}

/* The change of a query that is not closed, by the statement's own condition. */
static enum err_code change_unclosed(struct query *q, struct err *err)
{
    int64_t changed;
    const enum err_code code = db_change(q, &changed, err);

    if (!code && !changed)
        return err_set(err, ERR_CONFLICT, "the query is closed; ask a new one");
    return code;
}

enum err_code db_query_answer_add(struct db *db, const struct query_answer *answer, struct err *err)
{
    const enum err_code code = answer_row(db, answer, err);
    struct query q;

    if (code)
        return code;
    q = db_query(db, sql_answered);
    db_bind_i64(&q, ":id", answer->id);
    db_bind_hash(&q, ":sounds", &answer->sounds);
    db_bind_i64(&q, ":at_ms", answer->at_ms);
    db_bind_i64(&q, ":query", answer->query_id);
    return change_unclosed(&q, err);
}

enum err_code db_query_close(struct db *db, int64_t query_id, int64_t at_ms, struct err *err)
{
    struct query q = db_query(db, sql_close);

    db_bind_i64(&q, ":at_ms", at_ms);
    db_bind_i64(&q, ":query", query_id);
    return change_unclosed(&q, err);
}
