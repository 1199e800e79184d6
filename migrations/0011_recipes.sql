-- What people listened to and gave a name: sources with their gains, fold-down, LFE and Centre, and
-- groups of stems, both as JSON. One's own, or shared with the whole production.
CREATE TABLE recipes (
    id            INTEGER PRIMARY KEY,
    production_id INTEGER NOT NULL REFERENCES productions (id),
    person_id     INTEGER NOT NULL REFERENCES people (id),
    side          TEXT NOT NULL CHECK (side IN ('none', 'music', 'stage')),
    name          TEXT NOT NULL COLLATE NOCASE CHECK (name <> ''),
    is_shared     INTEGER NOT NULL CHECK (is_shared IN (0, 1)),
    recipe        TEXT NOT NULL CHECK (recipe <> ''),
    stem_groups   TEXT NOT NULL CHECK (stem_groups <> ''),
    at_ms         INTEGER NOT NULL,
    UNIQUE (production_id, person_id, name)
) STRICT;

CREATE UNIQUE INDEX recipes_shared ON recipes (production_id, name) WHERE is_shared = 1;
