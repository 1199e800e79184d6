-- Files that are on their way. arrived_bytes are durable; hash_state is what SHA-256 knows of them
-- (codec/core/hash.h), so that nothing is read again after a break or a restart. What was told of
-- the file stands in metadata, as the client sent it, and in concat whether it is a part, or which
-- parts it was put together from. No id is given twice: bytes of one that was taken back may still be
-- on their way.
CREATE TABLE uploads (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    production_id INTEGER NOT NULL REFERENCES productions (id),
    set_id        INTEGER REFERENCES sets (id),
    picture_id    INTEGER REFERENCES pictures (id),
    person_id     INTEGER NOT NULL REFERENCES people (id),
    filename      TEXT NOT NULL,
    metadata      TEXT NOT NULL,
    identity      TEXT NOT NULL,
    sha256        BLOB CHECK (length(sha256) = 32),
    is_partial    INTEGER NOT NULL CHECK (is_partial IN (0, 1)),
    concat        TEXT NOT NULL,
    bytes         INTEGER NOT NULL CHECK (bytes >= 0),
    arrived_bytes INTEGER NOT NULL CHECK (arrived_bytes BETWEEN 0 AND bytes),
    hash_state    BLOB NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('arriving', 'checking', 'done', 'refused')),
    error         TEXT NOT NULL,
    recording_id  INTEGER REFERENCES recordings (id),
    created_at_ms INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL,
    CHECK ((set_id IS NULL) <> (picture_id IS NULL)),
    CHECK (is_partial = 1 OR filename <> '')
) STRICT;

CREATE INDEX uploads_by_set ON uploads (set_id) WHERE set_id IS NOT NULL;
CREATE INDEX uploads_by_picture ON uploads (picture_id) WHERE picture_id IS NOT NULL;
CREATE INDEX uploads_by_production ON uploads (production_id) WHERE state = 'arriving';
CREATE INDEX uploads_by_expiry ON uploads (expires_at_ms);

-- A question to whoever says they have a file that is here already: SHA-256 of nonce and ranges.
CREATE TABLE challenges (
    id            INTEGER PRIMARY KEY,
    person_id     INTEGER NOT NULL REFERENCES people (id),
    production_id INTEGER NOT NULL REFERENCES productions (id),
    sha256        BLOB NOT NULL CHECK (length(sha256) = 32),
    bytes         INTEGER NOT NULL CHECK (bytes >= 0),
    nonce         BLOB NOT NULL CHECK (length(nonce) = 32),
    ranges        TEXT NOT NULL,
    expires_at_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX challenges_by_expiry ON challenges (expires_at_ms);

-- A set that nobody has published is a draft; touched_at_ms is its last sign of life. Until now the
-- newest set was heard while none was whole: those that could be heard count as published on
-- purpose, and for the others the time begins now.
ALTER TABLE sets ADD COLUMN is_incomplete INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sets ADD COLUMN person_id INTEGER REFERENCES people (id);
ALTER TABLE sets ADD COLUMN touched_at_ms INTEGER NOT NULL DEFAULT 0;
UPDATE sets SET touched_at_ms = CAST(strftime('%s', 'now') AS INTEGER) * 1000;
UPDATE sets SET is_incomplete = 1, published_at_ms =
    (SELECT MAX(p.added_at_ms) FROM playable_prints p WHERE p.set_id = sets.id)
    WHERE published_at_ms IS NULL
      AND EXISTS (SELECT 1 FROM playable_prints p WHERE p.set_id = sets.id);

CREATE INDEX sets_drafts ON sets (touched_at_ms) WHERE published_at_ms IS NULL;

-- Drafts that were dropped: the record speaks of them, so their numbers and those of their prints
-- are given to nothing else.
CREATE TABLE dropped_sets (
    id                INTEGER PRIMARY KEY,
    cue_id            INTEGER NOT NULL REFERENCES cues (id),
    version           INTEGER NOT NULL CHECK (version >= 1),
    last_recording_id INTEGER NOT NULL,
    UNIQUE (cue_id, version)
) STRICT;

-- What hangs on a print, for dropping it.
CREATE INDEX jobs_by_recording ON jobs (recording_id) WHERE recording_id IS NOT NULL;
CREATE INDEX job_sources_by_recording ON job_sources (recording_id);
CREATE INDEX preview_tracks_by_recording ON preview_tracks (recording_id);
CREATE INDEX uploads_by_recording ON uploads (recording_id) WHERE recording_id IS NOT NULL;

-- What a recording sounds like (analysis.audio), once it was listened to: the same audio in a file
-- with other metadata is the same.
ALTER TABLE recordings ADD COLUMN audio BLOB CHECK (length(audio) = 32);

CREATE INDEX recordings_by_audio ON recordings (audio, role) WHERE audio IS NOT NULL;
