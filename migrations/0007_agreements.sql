-- The stage agreement, one row a version; follows from events. terms is what was agreed (JSON, as
-- the API gives it).
CREATE TABLE agreements (
    id             INTEGER PRIMARY KEY REFERENCES events (id),
    production_id  INTEGER NOT NULL REFERENCES productions (id),
    version        INTEGER NOT NULL CHECK (version >= 1),
    terms          TEXT NOT NULL,
    person_id      INTEGER NOT NULL REFERENCES people (id),
    side           TEXT NOT NULL CHECK (side IN ('music', 'stage')),
    proposed_at_ms INTEGER NOT NULL,
    in_force_at_ms INTEGER,
    UNIQUE (production_id, version)
) STRICT;

CREATE TABLE agreement_acceptances (
    id           INTEGER PRIMARY KEY REFERENCES events (id),
    agreement_id INTEGER NOT NULL REFERENCES agreements (id),
    side         TEXT NOT NULL CHECK (side IN ('music', 'stage')),
    person_id    INTEGER NOT NULL REFERENCES people (id),
    at_ms        INTEGER NOT NULL,
    UNIQUE (agreement_id, side)
) STRICT;
