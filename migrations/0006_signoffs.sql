-- What a recording sounds like from one sample to another (store/sounds.h): made by machine, and
-- made again when it is missing. Silent ones are known, but do not count as sounding.
CREATE TABLE sounds (
    recording_id INTEGER NOT NULL REFERENCES recordings (id),
    in_samples   INTEGER NOT NULL,
    out_samples  INTEGER NOT NULL CHECK (out_samples > in_samples),
    is_silent    INTEGER NOT NULL CHECK (is_silent IN (0, 1)),
    sound        BLOB NOT NULL CHECK (length(sound) = 32),
    PRIMARY KEY (recording_id, in_samples, out_samples)
) STRICT;

-- Sign-offs follow from events, as notes do. sounds is the digest of what the scene sounded like,
-- heard the summary of what the signer had played then (JSON). Who ended one replaced or revoked it.
CREATE TABLE signoffs (
    id            INTEGER PRIMARY KEY REFERENCES events (id),
    production_id INTEGER NOT NULL REFERENCES productions (id),
    scene_id      INTEGER NOT NULL REFERENCES scenes (id),
    side          TEXT NOT NULL CHECK (side IN ('music', 'stage')),
    person_id     INTEGER NOT NULL REFERENCES people (id),
    at_ms         INTEGER NOT NULL,
    in_samples    INTEGER NOT NULL,
    out_samples   INTEGER NOT NULL CHECK (out_samples > in_samples),
    sounds        BLOB NOT NULL CHECK (length(sounds) = 32),
    monitoring    TEXT NOT NULL
                  CHECK (monitoring IN ('headphones', 'near_field', 'room_5_1', 'stage')),
    heard         TEXT NOT NULL,
    body          TEXT NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('current', 'replaced', 'revoked')),
    reason        TEXT,
    ended_at_ms   INTEGER,
    ended_by      INTEGER REFERENCES people (id),
    receipt       BLOB NOT NULL CHECK (length(receipt) = 32),
    CHECK ((state = 'revoked') = (reason IS NOT NULL)),
    CHECK ((state = 'current') = (ended_at_ms IS NULL)),
    CHECK ((ended_at_ms IS NULL) = (ended_by IS NULL))
) STRICT;

CREATE INDEX signoffs_by_scene ON signoffs (scene_id, side, id);
CREATE UNIQUE INDEX signoffs_current ON signoffs (scene_id, side) WHERE state = 'current';

-- The prints that sounded in the scene when it was signed.
CREATE TABLE signoff_sounds (
    signoff_id INTEGER NOT NULL REFERENCES signoffs (id),
    cue_id     INTEGER NOT NULL REFERENCES cues (id),
    role       TEXT NOT NULL CHECK (role <> ''),
    set_id     INTEGER NOT NULL REFERENCES sets (id),
    sound      BLOB NOT NULL CHECK (length(sound) = 32),
    PRIMARY KEY (signoff_id, cue_id, role)
) STRICT;

-- "Is the score complete without its LFE here?", with the digest of what was heard.
CREATE TABLE scene_lfe (
    id            INTEGER PRIMARY KEY REFERENCES events (id),
    production_id INTEGER NOT NULL REFERENCES productions (id),
    scene_id      INTEGER NOT NULL REFERENCES scenes (id),
    side          TEXT NOT NULL CHECK (side IN ('music', 'stage')),
    person_id     INTEGER NOT NULL REFERENCES people (id),
    is_complete   INTEGER NOT NULL CHECK (is_complete IN (0, 1)),
    sounds        BLOB NOT NULL CHECK (length(sounds) = 32),
    body          TEXT NOT NULL,
    at_ms         INTEGER NOT NULL
) STRICT;

CREATE INDEX scene_lfe_by_scene ON scene_lfe (scene_id, id);

-- What a person's player has played of a scene, in samples from its first: spans that do not touch.
CREATE TABLE heard (
    person_id    INTEGER NOT NULL REFERENCES people (id),
    scene_id     INTEGER NOT NULL REFERENCES scenes (id),
    sounds       BLOB NOT NULL CHECK (length(sounds) = 32),
    lfe          TEXT NOT NULL CHECK (lfe IN ('in', 'out')),
    temps        INTEGER NOT NULL CHECK (temps IN (0, 1)),
    monitoring   TEXT NOT NULL
                 CHECK (monitoring IN ('headphones', 'near_field', 'room_5_1', 'stage')),
    from_samples INTEGER NOT NULL CHECK (from_samples >= 0),
    to_samples   INTEGER NOT NULL CHECK (to_samples > from_samples),
    PRIMARY KEY (person_id, scene_id, sounds, lfe, temps, monitoring, from_samples)
) STRICT;
