-- Notes and queries as they stand now. A row follows from events alone (its id is that of the event
-- which began it), and can be made again from them; from_samples and to_samples count from the
-- scene's first sample, so that what was said moves with its scene. NULL and NULL: the whole scene;
-- to_samples NULL: a point. picture_id is the scene's, for lists.

CREATE TABLE notes (
    id            INTEGER PRIMARY KEY REFERENCES events (id),
    production_id INTEGER NOT NULL REFERENCES productions (id),
    scene_id      INTEGER NOT NULL REFERENCES scenes (id),
    picture_id    INTEGER NOT NULL REFERENCES pictures (id),
    about         TEXT NOT NULL CHECK (about IN ('lfe', 'centre', 'anything')),
    from_samples  INTEGER CHECK (from_samples >= 0),
    to_samples    INTEGER CHECK (to_samples > from_samples),
    body          TEXT NOT NULL CHECK (body <> ''),
    state         TEXT NOT NULL CHECK (state IN ('open', 'acknowledged', 'resolved')),
    person_id     INTEGER REFERENCES people (id),
    link_id       INTEGER REFERENCES links (id),
    guest_name    TEXT NOT NULL,
    side          TEXT NOT NULL,
    replies       INTEGER NOT NULL CHECK (replies >= 0),
    created_at_ms INTEGER NOT NULL,
    changed_at_ms INTEGER NOT NULL
) STRICT;

-- Each serves lists by falling id, and holds what else a list may ask for.
CREATE INDEX notes_by_production
    ON notes (production_id, id, state, about, side, picture_id, scene_id);
CREATE INDEX notes_by_state
    ON notes (production_id, state, id, about, side, picture_id, scene_id);
CREATE INDEX notes_by_picture
    ON notes (production_id, picture_id, id, state, about, side, scene_id);
CREATE INDEX notes_by_about
    ON notes (production_id, about, id, state, side, picture_id, scene_id);
CREATE INDEX notes_by_side
    ON notes (production_id, side, id, state, about, picture_id, scene_id);
CREATE INDEX notes_unresolved ON notes (production_id, id, about, side, picture_id, scene_id)
    WHERE state <> 'resolved';
CREATE INDEX notes_by_scene ON notes (scene_id, id);
CREATE INDEX notes_by_link ON notes (link_id, scene_id, id) WHERE link_id IS NOT NULL;
CREATE INDEX notes_unresolved_by_scene ON notes (scene_id) WHERE state <> 'resolved';

-- What was said to a note, or done with it (state), or both.
CREATE TABLE note_replies (
    id         INTEGER PRIMARY KEY REFERENCES events (id),
    note_id    INTEGER NOT NULL REFERENCES notes (id),
    person_id  INTEGER REFERENCES people (id),
    side       TEXT NOT NULL,
    body       TEXT NOT NULL,
    state      TEXT,
    at_ms      INTEGER NOT NULL
) STRICT;

CREATE INDEX note_replies_by_note ON note_replies (note_id, id);

-- sounds: the digest of what the scene sounded like when it was asked; answered_sounds: when the
-- newest answer was given. evidence is JSON of some pages, and stands last so that lists need not
-- read past it.
CREATE TABLE queries (
    id              INTEGER PRIMARY KEY REFERENCES events (id),
    production_id   INTEGER NOT NULL REFERENCES productions (id),
    scene_id        INTEGER NOT NULL REFERENCES scenes (id),
    picture_id      INTEGER NOT NULL REFERENCES pictures (id),
    about           TEXT NOT NULL CHECK (about IN ('lfe', 'centre')),
    from_samples    INTEGER CHECK (from_samples >= 0),
    to_samples      INTEGER CHECK (to_samples > from_samples),
    body            TEXT NOT NULL CHECK (body <> ''),
    side            TEXT NOT NULL CHECK (side IN ('music', 'stage')),
    person_id       INTEGER NOT NULL REFERENCES people (id),
    sounds          BLOB NOT NULL CHECK (length(sounds) = 32),
    state           TEXT NOT NULL CHECK (state IN ('open', 'answered', 'closed')),
    answer_id       INTEGER REFERENCES query_answers (id),
    answered_sounds BLOB CHECK (length(answered_sounds) = 32),
    created_at_ms   INTEGER NOT NULL,
    changed_at_ms   INTEGER NOT NULL,
    evidence        TEXT NOT NULL
) STRICT;

CREATE INDEX queries_by_production
    ON queries (production_id, id, state, about, side, picture_id, scene_id);
CREATE INDEX queries_by_state
    ON queries (production_id, state, id, about, side, picture_id, scene_id);
CREATE INDEX queries_unclosed ON queries (production_id, id, about, side, picture_id, scene_id)
    WHERE state <> 'closed';
CREATE INDEX queries_by_scene ON queries (scene_id, id);
CREATE INDEX queries_unclosed_by_scene
    ON queries (scene_id, id, about, state, answered_sounds, sounds) WHERE state <> 'closed';

CREATE TABLE query_answers (
    id         INTEGER PRIMARY KEY REFERENCES events (id),
    query_id   INTEGER NOT NULL REFERENCES queries (id),
    person_id  INTEGER NOT NULL REFERENCES people (id),
    side       TEXT NOT NULL,
    likelihood TEXT NOT NULL
               CHECK (likelihood IN ('cannot_hurt', 'unlikely', 'could', 'likely', 'will_hurt')),
    advice     TEXT NOT NULL CHECK (advice IN ('keep', 'trim', 'mute_lfe', 'out_of_centre')),
    trim_db    REAL CHECK (trim_db BETWEEN -60 AND 0),
    body       TEXT NOT NULL,
    sounds     BLOB NOT NULL CHECK (length(sounds) = 32),
    at_ms      INTEGER NOT NULL,
    CHECK ((advice = 'trim') = (trim_db IS NOT NULL))
) STRICT;

CREATE INDEX query_answers_by_query ON query_answers (query_id, id);

-- Where the prints of a set sound, without reading their wide rows (store/reels.h).
CREATE INDEX recordings_by_place ON recordings (set_id, start_samples, samples)
    WHERE set_id IS NOT NULL;
