-- Files that are on their way. arrived_bytes are durable; hash_state is what SHA-256 knows of them
-- (codec/core/hash.h), so that nothing is read again after a break or a restart. What was told of
-- the file stands in metadata, as the client sent it. parts: of a final one that was put together.
CREATE TABLE uploads (
    id            INTEGER PRIMARY KEY,
    production_id INTEGER NOT NULL REFERENCES productions (id),
    set_id        INTEGER REFERENCES sets (id),
    picture_id    INTEGER REFERENCES pictures (id),
    person_id     INTEGER NOT NULL REFERENCES people (id),
    filename      TEXT NOT NULL,
    metadata      TEXT NOT NULL,
    identity      TEXT NOT NULL,
    sha256        BLOB CHECK (length(sha256) = 32),
    is_partial    INTEGER NOT NULL CHECK (is_partial IN (0, 1)),
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

-- A set that nobody has published is a draft; touched_at_ms is its last sign of life.
ALTER TABLE sets ADD COLUMN is_incomplete INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sets ADD COLUMN person_id INTEGER REFERENCES people (id);
ALTER TABLE sets ADD COLUMN touched_at_ms INTEGER NOT NULL DEFAULT 0;
UPDATE sets SET touched_at_ms = created_at_ms;
