#include "codec/measure/dialogue_index.h"
#include "codec/measure/scene_lanes.h"

enum { LANE_FRAMES = LANE_SAMPLES / FRAME_SAMPLES };

static float *row_of(struct scene_lanes *lanes, enum lane_row row)
{
    return lanes->value + row * lanes->frames;
}

/* The mean of the frames of speech in each hop. */
static void fill_index(float *lane, size_t hops, const struct dialogue_speech *speech,
                       const float *index)
{
    for (size_t i = 0; i < speech->count;) {
        const size_t hop = speech->at[i] / LANE_FRAMES;
        double sum = 0;
        size_t count = 0;

        for (; i < speech->count && speech->at[i] / LANE_FRAMES == hop; i++, count++)
            sum += (double)index[i];
        if (hop < hops)
            lane[hop] = (float)(sum / (double)count);
    }
}

static enum lane_lack words_lack(const struct dialogue_sources *sources)
{
    if (sources->stems == 0)
        return LANE_LACKS_NOTHING;
    if (sources->words == 0)
        return LANE_LACKS_WORDS;
    return sources->one_file ? LANE_LACKS_TELLING : LANE_LACKS_NOTHING;
}

enum err_code scene_lanes_add_speech(struct scene_lanes *lanes, const struct scene_input *input,
                                     struct err *err)
{
    struct dialogue_sources sources = { 0 };
    struct dialogue_speech speech = { 0 };
    struct dialogue_index index = { 0 };
    enum err_code code;

    if ((code = dialogue_sources_init(&sources, input, err)))
        goto done;
    lanes->words_lack = words_lack(&sources);
    if (sources.words == 0 || sources.one_file ||
        (code = dialogue_speech_init(&speech, &sources, err)) || speech.count == 0 ||
        (code = dialogue_index_init(&index, &sources, &speech, err)))
        goto done;
    fill_index(row_of(lanes, LANE_INDEX), lanes->frames, &speech, index.all);
    fill_index(row_of(lanes, LANE_INDEX_ALONE), lanes->frames, &speech, index.alone);
    fill_index(row_of(lanes, LANE_INDEX_CENTRE), lanes->frames, &speech, index.no_centre);
done:
    dialogue_index_clear(&index);
    dialogue_speech_clear(&speech);
    dialogue_sources_clear(&sources);
    return code;
}
