#include "codec/media/multimono.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "codec/media/names.h"

/* What must be the same in all files of a set, as numbers to compare and words to say it in. */
struct sameness {
    const char *what, *unit;
    int64_t (*of)(const struct reader *reader);
};

static int64_t rate_of(const struct reader *reader)
{
    return reader->info.rate_hz;
}

static int64_t bits_of(const struct reader *reader)
{
    return reader->info.bits;
}

static int64_t float_of(const struct reader *reader)
{
    return reader->info.is_float;
}

static int64_t frames_of(const struct reader *reader)
{
    return reader->info.frames;
}

static int64_t start_of(const struct reader *reader)
{
    return reader->info.start_known_by ? reader->info.start_samples : -1;
}

static const struct sameness samenesses[] = {
    { "sample rate", " Hz", rate_of },
    { "depth", " bits", bits_of },
    { "kind of samples", " (0 integer, 1 float)", float_of },
    { "length", " frames", frames_of },
    { "start", " samples at 48000 Hz (-1: none told)", start_of },
};

static unsigned votes(struct reader *const *readers, unsigned count, const struct sameness *same,
                      int64_t value)
{
    unsigned sum = 0;

    for (unsigned i = 0; i < count; i++)
        sum += same->of(readers[i]) == value;
    return sum;
}

/* Names the file that stands most alone, against the one most agree with. */
static enum err_code check_same(struct reader *const *readers, unsigned count,
                                const struct sameness *same, struct err *err)
{
    unsigned odd = 0, usual = 0, fewest = count, most = 0;

    for (unsigned i = 0; i < count; i++) {
        const unsigned agree = votes(readers, count, same, same->of(readers[i]));
        if (agree > most) {
            most = agree;
            usual = i;
        }
        if (agree < fewest ||
            (agree == fewest && same->of(readers[i]) != same->of(readers[usual]))) {
            fewest = agree;
            odd = i;
        }
    }
    if (most == count)
        return ERR_NONE;
    return err_set(err, ERR_INVALID,
                   "%s does not fit its set: its %s is %" PRId64 "%s, that of %s %" PRId64
                   "; export all files of the print in one go",
                   readers[odd]->name, same->what, same->of(readers[odd]), same->unit,
                   readers[usual]->name, same->of(readers[usual]));
}

static enum err_code check_mono(struct reader *const *readers, unsigned count, struct err *err)
{
    for (unsigned i = 0; i < count; i++) {
        if (readers[i]->info.order.channels != 1)
            return err_set(
                err, ERR_UNSUPPORTED,
                "%s has %u channels, but a print of several files is made of mono files: "
                "export one file of 6 channels, or 6 mono files that end in .L .R .C "
                ".LFE .Ls .Rs",
                readers[i]->name, readers[i]->info.order.channels);
    }
    return ERR_NONE;
}

static enum err_code check_base(struct reader *const *readers, unsigned count, struct err *err)
{
    struct name_facts first, other;

    name_read(&first, readers[0]->name);
    for (unsigned i = 1; i < count; i++) {
        name_read(&other, readers[i]->name);
        if (strcasecmp(first.base, other.base) != 0)
            return err_set(err, ERR_INVALID,
                           "%s and %s are not of one print: without their channels their names are "
                           "not the same; give the files of one print only, or rename them",
                           readers[0]->name, readers[i]->name);
    }
    return ERR_NONE;
}

static bool all_told(const bool told[CHANNELS], unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        if (!told[i])
            return false;
    }
    return true;
}

/* The channel of each file; see the header for who tells it. */
static enum err_code find_channels(struct order *out, struct reader *const *readers, unsigned count,
                                   const struct order *person, struct err *err)
{
    bool by_name[CHANNELS] = { false }, by_ixml[CHANNELS] = { false };
    unsigned named = 0;

    *out = (struct order){ .channels = count, .known_by = ORDER_SUFFIX };
    for (unsigned i = 0; i < count; i++) {
        struct name_facts facts;
        name_read(&facts, readers[i]->name);
        by_name[i] = facts.has_channel;
        by_ixml[i] = readers[i]->info.order.known_by == ORDER_IXML;
        named += by_name[i];
        out->slot[i] = by_name[i] ? facts.channel : readers[i]->info.order.slot[0];
    }
    if (all_told(by_name, count))
        return check_base(readers, count, err);
    if (named == 0 && all_told(by_ixml, count)) {
        out->known_by = ORDER_IXML;
        return ERR_NONE;
    }
    if (named == 0 && person && person->channels == count) {
        *out = *person;
        return ERR_NONE;
    }
    for (unsigned i = 0; i < count; i++) {
        if (!by_name[i])
            return err_set(err, ERR_UNKNOWN,
                           "nothing tells which channel %s is: let its name end in .L .R .C .LFE "
                           ".Ls or .Rs, or say the order of the files",
                           readers[i]->name);
    }
    return ERR_NONE;
}

static enum err_code place(struct reader *placed[CHANNELS], struct reader *const *readers,
                           const struct order *told, struct err *err)
{
    for (unsigned i = 0; i < told->channels; i++) {
        struct reader **const slot = &placed[told->slot[i]];
        if (*slot)
            return err_set(
                err, ERR_INVALID,
                "%s and %s are both channel %s of the same print: give each channel once",
                (*slot)->name, readers[i]->name, channel_name(told->slot[i]));
        *slot = readers[i];
    }
    return ERR_NONE;
}

static void warn_missing(struct stem_info *info, struct reader *const *placed)
{
    char missing[32] = "";
    size_t used = 0;
    const char *name = "";

    for (enum channel channel = CH_L; channel < CHANNELS; channel++) {
        if (placed[channel])
            name = placed[channel]->name;
        else
            used += (size_t)snprintf(missing + used, sizeof missing - used, "%s%s",
                                     used ? ", " : "", channel_name(channel));
    }
    if (used && info->warnings < STEM_WARNINGS)
        snprintf(info->warning[info->warnings++], STEM_WARNING_TEXT,
                 "%u of 6 files: %s missing beside %.120s; silent there: give it, or make sure it "
                 "was meant to be left out",
                 info->files, missing, name);
}

static void take_warnings(struct stem_info *info, const struct reader *reader)
{
    for (unsigned i = 0; i < reader->info.warnings && info->warnings < STEM_WARNINGS; i++)
        memcpy(info->warning[info->warnings++], reader->info.warning[i], STEM_WARNING_TEXT);
}

/* What the print is called: the files' own track names, or those of their channels. */
static void name_track(struct stem_info *info, unsigned slot, const struct reader *reader)
{
    const char *const told = reader->info.track_name[0];

    snprintf(info->track_name[slot], sizeof info->track_name[slot], "%s",
             told[0] ? told : channel_name(info->order.slot[slot]));
}

static void join_info(struct stem_info *info, struct reader *const *placed,
                      const struct reader *first, const struct order *told)
{
    const bool is_stereo = told->channels == 2 && placed[CH_L] && placed[CH_R];

    *info = first->info;
    info->files = told->channels;
    info->warnings = 0;
    info->order =
        (struct order){ .channels = is_stereo ? 2 : CHANNELS, .known_by = told->known_by };
    memset(info->track_name, 0, sizeof info->track_name);
    for (unsigned slot = 0; slot < info->order.channels; slot++) {
        info->order.slot[slot] = (enum channel)slot;
        if (placed[slot]) {
            name_track(info, slot, placed[slot]);
            take_warnings(info, placed[slot]);
        }
    }
    if (!is_stereo)
        warn_missing(info, placed);
}

enum err_code multimono_join(struct stem_info *info, struct reader *readers[CHANNELS],
                             unsigned count, const struct order *person, struct err *err)
{
    struct reader *placed[CHANNELS] = { NULL };
    struct order told;
    enum err_code code;

    assert(count >= 2 && count <= CHANNELS);
    if ((code = check_mono(readers, count, err)) ||
        (code = find_channels(&told, readers, count, person, err)) ||
        (code = place(placed, readers, &told, err)))
        return code;
    for (size_t i = 0; i < sizeof samenesses / sizeof *samenesses; i++) {
        if ((code = check_same(readers, count, &samenesses[i], err)))
            return code;
    }
    join_info(info, placed, readers[0], &told);
    memcpy(readers, placed, sizeof placed);
    return ERR_NONE;
}
