-- The record: what people did, one row an act, added and never changed. Each row's hash covers the
-- row and the hash of the row before, so that nothing can be changed, left out or put between
-- without breaking the chain (store/events.h). What follows from an act stands in the tables of
-- notes, queries, sign-offs and agreements: they can be made again from here.
CREATE TABLE events (
    id            INTEGER PRIMARY KEY,
    production_id INTEGER REFERENCES productions (id),
    scene_id      INTEGER REFERENCES scenes (id),
    person_id     INTEGER REFERENCES people (id),
    link_id       INTEGER REFERENCES links (id),
    kind          TEXT NOT NULL CHECK (kind <> ''),
    at_ms         INTEGER NOT NULL,
    address       TEXT NOT NULL,
    detail        TEXT NOT NULL,
    hash          BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE INDEX events_by_production ON events (production_id, id);
CREATE INDEX events_by_kind ON events (production_id, kind, id);
CREATE INDEX events_by_scene ON events (scene_id, id) WHERE scene_id IS NOT NULL;

CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN
    SELECT RAISE(ABORT, 'an event is never changed');
END;

CREATE TRIGGER events_are_never_removed BEFORE DELETE ON events
BEGIN
    SELECT RAISE(ABORT, 'an event is never removed');
END;
