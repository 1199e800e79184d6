-- How far a person has read a production's record.
CREATE TABLE digests (
    production_id INTEGER NOT NULL REFERENCES productions (id),
    person_id     INTEGER NOT NULL REFERENCES people (id),
    upto_event_id INTEGER NOT NULL,
    PRIMARY KEY (production_id, person_id)
) STRICT;

-- Where a production's news goes besides the page. secret is the SHA-256 of what was shown once; it
-- is the key that signs a delivery.
CREATE TABLE hooks (
    id            INTEGER PRIMARY KEY,
    production_id INTEGER NOT NULL REFERENCES productions (id),
    url           TEXT NOT NULL CHECK (url <> ''),
    secret        BLOB NOT NULL CHECK (length(secret) = 32),
    made_by       INTEGER NOT NULL REFERENCES people (id),
    created_at_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX hooks_by_production ON hooks (production_id);

-- What is still to be told to a hook, or by mail to a member: everything after told_event_id, when
-- due. One row a receiver, so that what happens meanwhile joins the bundle.
CREATE TABLE notices (
    id            INTEGER PRIMARY KEY,
    production_id INTEGER NOT NULL REFERENCES productions (id),
    hook_id       INTEGER UNIQUE REFERENCES hooks (id) ON DELETE CASCADE,
    person_id     INTEGER REFERENCES people (id),
    told_event_id INTEGER NOT NULL,
    due_at_ms     INTEGER,
    lease_at_ms   INTEGER NOT NULL,
    attempts      INTEGER NOT NULL,
    error         TEXT NOT NULL,
    UNIQUE (production_id, person_id),
    CHECK ((hook_id IS NULL) <> (person_id IS NULL))
) STRICT;

CREATE INDEX notices_due ON notices (due_at_ms) WHERE due_at_ms IS NOT NULL;
