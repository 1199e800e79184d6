#include "codec/report.h"

#include <stdlib.h>
#include <string.h>

#include "codec/core/hash.h"
#include "codec/measure/dialogue.h"
#include "codec/measure/lfe.h"
#include "codec/measure/score.h"

struct scene_facts {
    struct lfe_facts *lfe;
    struct dialogue_facts *dialogue;
};

enum err_code scene_facts_new(struct scene_facts **out, const struct report_source *sources,
                              size_t count, const struct report_scene *scene,
                              const struct report_settings *settings, struct err *err)
{
    const struct scene_input input = { sources, count, *scene, *settings };
    struct scene_facts *const facts = calloc(1, sizeof(*facts));
    enum err_code code;

    *out = NULL;
    if (!facts)
        return err_set(err, ERR_NO_MEMORY, "no memory to measure a scene");
    if ((code = lfe_facts_new(&facts->lfe, &input, err)) ||
        (code = dialogue_facts_new(&facts->dialogue, &input, err)))
        scene_facts_free(facts);
    else
        *out = facts;
    return code;
}

void scene_facts_free(struct scene_facts *facts)
{
    if (!facts)
        return;
    lfe_facts_free(facts->lfe);
    dialogue_facts_free(facts->dialogue);
    free(facts);
}

/* In front of the two parts. Read on a machine of another byte order, the mark is another one. */
struct head {
    uint32_t mark, version, analysis_version, unused;
    uint64_t lfe_bytes, dialogue_bytes;
    struct hash parts; /* SHA-256 of both */
};

static const uint32_t head_mark = 0x46534450;

static struct head head_of(size_t lfe_bytes, size_t dialogue_bytes)
{
    return (struct head){ .mark = head_mark,
                          .version = MEASURE_VERSION,
                          .analysis_version = ANALYSIS_VERSION,
                          .lfe_bytes = lfe_bytes,
                          .dialogue_bytes = dialogue_bytes };
}

enum err_code scene_facts_pack(const struct scene_facts *facts, void **out, size_t *bytes,
                               struct err *err)
{
    void *lfe = NULL, *dialogue = NULL;
    size_t lfe_bytes, dialogue_bytes;
    struct head head;
    char *data = NULL;
    enum err_code code;

    if ((code = lfe_facts_pack(facts->lfe, &lfe, &lfe_bytes, err)) ||
        (code = dialogue_facts_pack(facts->dialogue, &dialogue, &dialogue_bytes, err)))
        goto done;
    *bytes = sizeof(head) + lfe_bytes + dialogue_bytes;
    data = malloc(*bytes);
    if (!data) {
        code = err_set(err, ERR_NO_MEMORY, "no memory to store the facts of a scene");
        goto done;
    }
    head = head_of(lfe_bytes, dialogue_bytes);
    memcpy(data + sizeof(head), lfe, lfe_bytes);
    memcpy(data + sizeof(head) + lfe_bytes, dialogue, dialogue_bytes);
    head.parts = hash_of(data + sizeof(head), lfe_bytes + dialogue_bytes);
    memcpy(data, &head, sizeof(head));
done:
    *out = data;
    free(lfe);
    free(dialogue);
    return code;
}

static enum err_code check_head(const struct head *head, const char *parts, size_t bytes,
                                struct err *err)
{
    const struct head ours = head_of(0, 0);
    struct hash found;

    if (head->mark != ours.mark || head->unused != 0)
        return err_set(err, ERR_DAMAGED, "these are no facts of a scene: measure it again");
    if (head->version != ours.version || head->analysis_version != ours.analysis_version)
        return err_set(err, ERR_DAMAGED,
                       "the facts of a scene are of version %u on %u, this is %u on %u: measure it "
                       "again",
                       head->version, head->analysis_version, ours.version, ours.analysis_version);
    if (head->lfe_bytes > bytes || head->dialogue_bytes != bytes - head->lfe_bytes)
        return err_set(err, ERR_DAMAGED, "the facts of a scene are cut short: measure it again");
    found = hash_of(parts, bytes);
    if (hash_compare(&found, &head->parts) != 0)
        return err_set(err, ERR_DAMAGED, "the facts of a scene are damaged: measure it again");
    return ERR_NONE;
}

enum err_code scene_facts_unpack(struct scene_facts **out, const void *data, size_t bytes,
                                 struct err *err)
{
    const char *const parts = (const char *)data + sizeof(struct head);
    struct scene_facts *facts = NULL;
    struct head head;
    enum err_code code;

    *out = NULL;
    if (bytes < sizeof(head))
        return err_set(err, ERR_DAMAGED, "the facts of a scene are cut short: measure it again");
    memcpy(&head, data, sizeof(head));
    code = check_head(&head, parts, bytes - sizeof(head), err);
    if (code)
        return code;
    facts = calloc(1, sizeof(*facts));
    if (!facts)
        return err_set(err, ERR_NO_MEMORY, "no memory to read the facts of a scene");
    if ((code = lfe_facts_unpack(&facts->lfe, parts, head.lfe_bytes, err)) ||
        (code = dialogue_facts_unpack(&facts->dialogue, parts + head.lfe_bytes, head.dialogue_bytes,
                                      err)))
        scene_facts_free(facts);
    else
        *out = facts;
    return code;
}

void scene_report_of(struct scene_report *out, const struct scene_facts *facts,
                     const struct thresholds *thresholds)
{
    lfe_concerns(out->concern, facts->lfe, thresholds);
    dialogue_concerns(out->concern + LFE_CONCERNS, facts->dialogue, thresholds);
    out->score =
        score_join(lfe_score(facts->lfe, thresholds), dialogue_score(facts->dialogue, thresholds));
}
