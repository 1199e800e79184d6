-- Positions are samples at 48 kHz from timecode midnight; *_at_ms are Unix milliseconds.

CREATE TABLE productions (
    id            INTEGER PRIMARY KEY,
    name          TEXT NOT NULL CHECK (name <> ''),
    frame_rate    TEXT NOT NULL CHECK (frame_rate <> ''),
    headroom_db   REAL NOT NULL CHECK (headroom_db BETWEEN -24 AND 0),
    created_at_ms INTEGER NOT NULL
) STRICT;

-- The stem plan, in the order in which people want to see it.
CREATE TABLE stems (
    production_id INTEGER NOT NULL REFERENCES productions (id),
    position      INTEGER NOT NULL CHECK (position >= 0),
    name          TEXT NOT NULL CHECK (name <> ''),
    PRIMARY KEY (production_id, position),
    UNIQUE (production_id, name)
) STRICT;

CREATE TABLE pictures (
    id            INTEGER PRIMARY KEY,
    production_id INTEGER NOT NULL REFERENCES productions (id),
    name          TEXT NOT NULL CHECK (name <> ''),
    created_at_ms INTEGER NOT NULL,
    UNIQUE (production_id, name)
) STRICT;

-- revision counts the lists put for the picture: what an upload of the list did not renew is gone.
CREATE TABLE scenes (
    id          INTEGER PRIMARY KEY,
    picture_id  INTEGER NOT NULL REFERENCES pictures (id),
    number      TEXT NOT NULL CHECK (number <> ''),
    name        TEXT NOT NULL,
    in_samples  INTEGER NOT NULL CHECK (in_samples >= 0),
    out_samples INTEGER NOT NULL CHECK (out_samples > in_samples),
    revision    INTEGER NOT NULL,
    UNIQUE (picture_id, number)
) STRICT;

-- reel and number are read from names such as 2m10, for film order; 0 where a name tells none.
CREATE TABLE cues (
    id            INTEGER PRIMARY KEY,
    production_id INTEGER NOT NULL REFERENCES productions (id),
    name          TEXT NOT NULL CHECK (name <> ''),
    title         TEXT NOT NULL,
    reel          INTEGER NOT NULL CHECK (reel >= 0),
    number        INTEGER NOT NULL CHECK (number >= 0),
    created_at_ms INTEGER NOT NULL,
    UNIQUE (production_id, name)
) STRICT;

CREATE TABLE sets (
    id            INTEGER PRIMARY KEY,
    cue_id        INTEGER NOT NULL REFERENCES cues (id),
    picture_id    INTEGER NOT NULL REFERENCES pictures (id),
    version       INTEGER NOT NULL CHECK (version >= 1),
    created_at_ms INTEGER NOT NULL,
    UNIQUE (cue_id, version)
) STRICT;

-- A print of a set, or a temp of a picture; what was read from its files stands in the row, so that
-- a list opens none. start_samples is NULL until it is known, slot_order likewise.
CREATE TABLE recordings (
    id             INTEGER PRIMARY KEY,
    set_id         INTEGER REFERENCES sets (id),
    picture_id     INTEGER REFERENCES pictures (id),
    kind           TEXT NOT NULL,
    role           TEXT NOT NULL CHECK (role <> ''),
    base           TEXT NOT NULL CHECK (base <> ''),
    filename       TEXT NOT NULL CHECK (filename <> ''),
    is_gathered    INTEGER NOT NULL CHECK (is_gathered IN (0, 1)),
    format         TEXT NOT NULL,
    rate_hz        INTEGER NOT NULL CHECK (rate_hz > 0),
    bits           INTEGER NOT NULL CHECK (bits > 0),
    is_float       INTEGER NOT NULL CHECK (is_float IN (0, 1)),
    channels       INTEGER NOT NULL CHECK (channels > 0),
    samples        INTEGER NOT NULL CHECK (samples > 0),
    start_samples  INTEGER CHECK (start_samples >= 0),
    start_known_by TEXT NOT NULL,
    slot_order     TEXT,
    order_known_by TEXT NOT NULL,
    warnings       TEXT NOT NULL,
    added_at_ms    INTEGER NOT NULL,
    CHECK ((set_id IS NULL) <> (picture_id IS NULL)),
    CHECK (CASE WHEN set_id IS NULL THEN kind IN ('dialogue', 'effects')
                ELSE kind IN ('stem', 'mix') END),
    CHECK ((start_samples IS NULL) = (start_known_by = 'unknown')),
    CHECK ((slot_order IS NULL) = (order_known_by = 'unknown'))
) STRICT;

-- A print set holds each role once; a picture may have a temp for each of its reels.
CREATE UNIQUE INDEX recordings_by_set ON recordings (set_id, role) WHERE set_id IS NOT NULL;
CREATE UNIQUE INDEX recordings_by_picture ON recordings (picture_id, role, base)
    WHERE picture_id IS NOT NULL;

-- The untouched files; channel is told for the mono files of one recording only.
CREATE TABLE recording_files (
    recording_id INTEGER NOT NULL REFERENCES recordings (id),
    slot         INTEGER NOT NULL CHECK (slot BETWEEN 0 AND 5),
    is_mono      INTEGER NOT NULL CHECK (is_mono IN (0, 1)),
    filename     TEXT NOT NULL CHECK (filename <> ''),
    bytes        INTEGER NOT NULL CHECK (bytes > 0),
    hash         BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (recording_id, slot)
) STRICT;

CREATE INDEX recording_files_by_hash ON recording_files (hash);

-- A preview that somebody asked for: enough to make the same bytes again, at any time.
CREATE TABLE previews (
    id            BLOB PRIMARY KEY CHECK (length(id) = 32),
    key           BLOB NOT NULL CHECK (length(key) = 32),
    picture_id    INTEGER NOT NULL REFERENCES pictures (id),
    in_samples    INTEGER NOT NULL,
    out_samples   INTEGER NOT NULL CHECK (out_samples > in_samples),
    recipe        TEXT NOT NULL,
    headroom_db   REAL NOT NULL CHECK (headroom_db BETWEEN -24 AND 0),
    bitrate_bps   INTEGER NOT NULL CHECK (bitrate_bps > 0),
    complexity    INTEGER NOT NULL CHECK (complexity BETWEEN 0 AND 10),
    title         TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL
) STRICT;

-- Its sources as they were when it was asked for: a later answer about a start or an order, or a
-- further mono file, makes another preview.
CREATE TABLE preview_tracks (
    preview_id     BLOB NOT NULL REFERENCES previews (id),
    position       INTEGER NOT NULL CHECK (position >= 0),
    recording_id   INTEGER NOT NULL REFERENCES recordings (id),
    start_samples  INTEGER NOT NULL CHECK (start_samples >= 0),
    samples        INTEGER NOT NULL CHECK (samples > 0),
    slot_order     TEXT NOT NULL,
    order_known_by TEXT NOT NULL,
    audio          BLOB NOT NULL CHECK (length(audio) = 32),
    PRIMARY KEY (preview_id, position)
) STRICT;

CREATE TABLE preview_files (
    preview_id BLOB NOT NULL,
    position   INTEGER NOT NULL,
    slot       INTEGER NOT NULL CHECK (slot BETWEEN 0 AND 5),
    is_mono    INTEGER NOT NULL CHECK (is_mono IN (0, 1)),
    filename   TEXT NOT NULL,
    hash       BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (preview_id, position, slot),
    FOREIGN KEY (preview_id, position) REFERENCES preview_tracks (preview_id, position)
) STRICT;
