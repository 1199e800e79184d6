/* Questions to the other side and their answers. A row follows from events alone: what adds or
 * changes one is for the apply functions of server/api/applies.h, inside their transaction. */
#pragma once

#include "server/store/remarks.h"

enum query_state { QUERY_OPEN, QUERY_ANSWERED, QUERY_CLOSED };
enum likelihood { HURT_CANNOT, HURT_UNLIKELY, HURT_COULD, HURT_LIKELY, HURT_WILL };
enum advice { ADVICE_KEEP, ADVICE_TRIM, ADVICE_MUTE_LFE, ADVICE_OUT_OF_CENTRE };

#define TRIM_LEAST_DB (-60.0)

/* "open", "answered", "closed"; "cannot_hurt" to "will_hurt"; "keep", "trim", "mute_lfe",
 * "out_of_centre". */
const char *query_state_name(enum query_state state);
const char *likelihood_name(enum likelihood likelihood);
const char *advice_name(enum advice advice);
enum err_code query_state_parse(enum query_state *out, const char *name, struct err *err);
enum err_code likelihood_parse(enum likelihood *out, const char *name, struct err *err);
enum err_code advice_parse(enum advice *out, const char *name, struct err *err);

struct query_answer {
    int64_t id; /* of its event; 0: none */
    int64_t query_id, person_id;
    char side[REMARK_SIDE];
    enum likelihood likelihood;
    enum advice advice;
    double trim_db;     /* TRIM_LEAST_DB to 0; with ADVICE_TRIM only */
    char *text;         /* on the heap */
    struct hash sounds; /* digest of what the scene sounded like then */
    int64_t at_ms;
};

struct asked {
    struct remark remark; /* about ABOUT_LFE or ABOUT_CENTRE, by a person on a side */
    struct hash sounds;   /* digest of what the scene sounded like */
    char *evidence;       /* JSON, opaque here; NULL where a list was read; on the heap */
    enum query_state state;
    struct query_answer answer; /* the newest */
};
void asked_clear(struct asked *asked);

struct asked_list {
    struct asked *list;
    size_t count;
};
void asked_list_clear(struct asked_list *asked);

struct query_answers {
    struct query_answer *list;
    size_t count;
};
void query_answers_clear(struct query_answers *answers);

/* Reading. Lists go by falling id and leave the evidence out; whoever reads clears. */
enum err_code db_asked(struct db *db, int64_t id, struct asked *out, struct err *err);
enum err_code db_asked_list(struct db *db, const struct remark_filter *filter,
                            struct asked_list *out, struct err *err);
enum err_code db_asked_of_scene(struct db *db, int64_t scene_id, int64_t before_id, int64_t limit,
                                struct asked_list *out, struct err *err);
/* Oldest first. */
enum err_code db_query_answers(struct db *db, int64_t query_id, struct query_answers *out,
                               struct err *err);

/* Is the scene's digest now another than the query was answered for (asked for, without answer)? */
bool asked_is_outdated(const struct asked *asked, const struct hash *sounds);

/* As an event tells it: open. */
enum err_code db_asked_add(struct db *db, const struct asked *asked, struct err *err);
/* From then on it is the one that counts. ERR_CONFLICT when the query is closed. */
enum err_code db_query_answer_add(struct db *db, const struct query_answer *answer,
                                  struct err *err);
/* ERR_CONFLICT when it is closed already. */
enum err_code db_query_close(struct db *db, int64_t query_id, int64_t at_ms, struct err *err);
