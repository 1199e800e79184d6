-- How far a person has read a production's record.
CREATE TABLE digests (
    production_id INTEGER NOT NULL,
    person_id     INTEGER NOT NULL,
    upto_event_id INTEGER NOT NULL,
    PRIMARY KEY (production_id, person_id),
    FOREIGN KEY (production_id, person_id) REFERENCES members (production_id, person_id)
        ON DELETE CASCADE
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

-- What is still to be told to a hook, or by mail to a member: the events after told_event_id. One
-- row a receiver, so that what happens meanwhile joins the bundle, which is due some time after
-- since_at_ms, its first event (NULL: nothing waits), or at once when somebody has finished
-- listening at hurry_event_id. upto_event_id is the end of a bundle that was begun and perhaps
-- delivered: it is tried again as it was. lease_at_ms: until then somebody is at it.
CREATE TABLE notices (
    id               INTEGER PRIMARY KEY,
    production_id    INTEGER NOT NULL REFERENCES productions (id),
    hook_id          INTEGER UNIQUE REFERENCES hooks (id) ON DELETE CASCADE,
    person_id        INTEGER,
    told_event_id    INTEGER NOT NULL,
    upto_event_id    INTEGER CHECK (upto_event_id > told_event_id),
    since_at_ms      INTEGER,
    hurry_event_id   INTEGER NOT NULL,
    lease_at_ms      INTEGER NOT NULL,
    retry_at_ms      INTEGER NOT NULL,
    attempts         INTEGER NOT NULL CHECK (attempts >= 0),
    failing_since_ms INTEGER,
    error            TEXT NOT NULL,
    UNIQUE (production_id, person_id),
    FOREIGN KEY (production_id, person_id) REFERENCES members (production_id, person_id)
        ON DELETE CASCADE,
    CHECK ((hook_id IS NULL) <> (person_id IS NULL)),
    CHECK ((attempts = 0) = (failing_since_ms IS NULL))
) STRICT;

CREATE INDEX notices_waiting ON notices (since_at_ms) WHERE since_at_ms IS NOT NULL;
