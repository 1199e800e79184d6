-- Work that goes on behind the requests. A row is waiting, running under a lease, or over; `claim`
-- counts how often it was begun, and whoever began it writes under that number alone. Its result is
-- no row but a file of the cache, named by `key`, a hash of all that the result depends on: so the
-- same work is there once, and what was deleted is waiting again. work_s is about how long one core
-- needs; rank 0 goes first.
CREATE TABLE jobs (
    id             INTEGER PRIMARY KEY,
    kind           TEXT NOT NULL CHECK (kind <> ''),
    key            BLOB NOT NULL CHECK (length(key) = 32),
    production_id  INTEGER NOT NULL REFERENCES productions (id),
    rank           INTEGER NOT NULL,
    recording_id   INTEGER REFERENCES recordings (id),
    set_id         INTEGER REFERENCES sets (id),
    picture_id     INTEGER REFERENCES pictures (id),
    scene_number   TEXT NOT NULL,
    in_samples     INTEGER NOT NULL,
    out_samples    INTEGER NOT NULL,
    state          TEXT NOT NULL,
    claim          INTEGER NOT NULL,
    attempts       INTEGER NOT NULL,
    lease_until_ms INTEGER NOT NULL,
    progress       REAL NOT NULL CHECK (progress BETWEEN 0 AND 1),
    work_s         REAL NOT NULL CHECK (work_s >= 0),
    error          TEXT NOT NULL,
    created_at_ms  INTEGER NOT NULL,
    started_at_ms  INTEGER,
    ended_at_ms    INTEGER,
    UNIQUE (kind, key),
    CHECK ((recording_id IS NOT NULL) + (set_id IS NOT NULL) + (picture_id IS NOT NULL) = 1)
) STRICT;

CREATE INDEX jobs_to_do ON jobs (rank, id) WHERE state IN ('waiting', 'running');
CREATE INDEX jobs_by_production ON jobs (production_id, state);

-- The recordings that a scene is measured from; the list is whatever was chosen then.
CREATE TABLE job_sources (
    job_id       INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    position     INTEGER NOT NULL CHECK (position >= 0),
    recording_id INTEGER NOT NULL REFERENCES recordings (id),
    PRIMARY KEY (job_id, position)
) STRICT;

-- A production's own thresholds; those that are not here are the proposals.
CREATE TABLE thresholds (
    production_id INTEGER NOT NULL REFERENCES productions (id),
    name          TEXT NOT NULL CHECK (name <> ''),
    value         REAL NOT NULL,
    PRIMARY KEY (production_id, name)
) STRICT;
