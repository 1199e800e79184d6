-- The stage agreement, one row a version; follows from events. What the machine looks at stands in
-- columns, moments and text (JSON, as the API gives them) in terms.
CREATE TABLE agreements (
    id             INTEGER PRIMARY KEY REFERENCES events (id),
    production_id  INTEGER NOT NULL REFERENCES productions (id),
    version        INTEGER NOT NULL CHECK (version >= 1),
    lfe_policy     TEXT NOT NULL CHECK (lfe_policy IN ('none', 'agreed_moments', 'free')),
    centre_policy  TEXT NOT NULL CHECK (centre_policy IN ('empty', 'sparing', 'free')),
    rate_hz        INTEGER NOT NULL CHECK (rate_hz > 0),
    bits           INTEGER NOT NULL CHECK (bits > 0),
    start_samples  INTEGER CHECK (start_samples >= 0),
    two_pop        INTEGER NOT NULL CHECK (two_pop IN (0, 1)),
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
