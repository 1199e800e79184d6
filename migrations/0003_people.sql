-- Who may do what. A secret is kept as its SHA-256 alone: it was shown once, to whom it belongs.

-- name_folded is the name without case, for signing in. password is libsodium's argon2id text.
CREATE TABLE people (
    id            INTEGER PRIMARY KEY,
    name          TEXT NOT NULL CHECK (name <> ''),
    name_folded   TEXT NOT NULL UNIQUE,
    mail          TEXT NOT NULL,
    password      TEXT NOT NULL CHECK (password <> ''),
    is_owner      INTEGER NOT NULL CHECK (is_owner IN (0, 1)),
    created_at_ms INTEGER NOT NULL
) STRICT;

-- may_manage: invites, changes thresholds, makes links. Such a one may stand on no side.
CREATE TABLE members (
    production_id INTEGER NOT NULL REFERENCES productions (id),
    person_id     INTEGER NOT NULL REFERENCES people (id),
    side          TEXT NOT NULL CHECK (side IN ('none', 'music', 'stage')),
    may_manage    INTEGER NOT NULL CHECK (may_manage IN (0, 1)),
    since_at_ms   INTEGER NOT NULL,
    PRIMARY KEY (production_id, person_id)
) STRICT;

CREATE INDEX members_by_person ON members (person_id);

-- Used once. Without a production it makes an owner of the machine.
CREATE TABLE invitations (
    id            INTEGER PRIMARY KEY,
    secret        BLOB NOT NULL UNIQUE CHECK (length(secret) = 32),
    production_id INTEGER REFERENCES productions (id),
    side          TEXT NOT NULL CHECK (side IN ('none', 'music', 'stage')),
    may_manage    INTEGER NOT NULL CHECK (may_manage IN (0, 1)),
    made_by       INTEGER REFERENCES people (id),
    created_at_ms INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL,
    used_by       INTEGER REFERENCES people (id),
    used_at_ms    INTEGER,
    revoked_at_ms INTEGER
) STRICT;

CREATE INDEX invitations_by_production ON invitations (production_id);

-- What a guest may hear: the whole production (its newest picture version, first and last scene
-- NULL) or the scenes from one to another of one picture version.
CREATE TABLE links (
    id             INTEGER PRIMARY KEY,
    secret         BLOB NOT NULL UNIQUE CHECK (length(secret) = 32),
    production_id  INTEGER NOT NULL REFERENCES productions (id),
    first_scene_id INTEGER REFERENCES scenes (id),
    last_scene_id  INTEGER REFERENCES scenes (id),
    label          TEXT NOT NULL,
    may_note       INTEGER NOT NULL CHECK (may_note IN (0, 1)),
    made_by        INTEGER NOT NULL REFERENCES people (id),
    created_at_ms  INTEGER NOT NULL,
    expires_at_ms  INTEGER NOT NULL,
    revoked_at_ms  INTEGER,
    CHECK ((first_scene_id IS NULL) = (last_scene_id IS NULL))
) STRICT;

CREATE INDEX links_by_production ON links (production_id);

-- Of a person who has signed in, or of a guest who has opened a link.
CREATE TABLE sessions (
    id            INTEGER PRIMARY KEY,
    secret        BLOB NOT NULL UNIQUE CHECK (length(secret) = 32),
    person_id     INTEGER REFERENCES people (id),
    link_id       INTEGER REFERENCES links (id),
    guest_name    TEXT NOT NULL,
    address       TEXT NOT NULL,
    agent         TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    seen_at_ms    INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL,
    CHECK ((person_id IS NULL) <> (link_id IS NULL))
) STRICT;

CREATE INDEX sessions_by_person ON sessions (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX sessions_by_expiry ON sessions (expires_at_ms);

-- For scripts and uploads; scopes as the bits of enum scope (server/store/members.h).
CREATE TABLE tokens (
    id            INTEGER PRIMARY KEY,
    secret        BLOB NOT NULL UNIQUE CHECK (length(secret) = 32),
    person_id     INTEGER NOT NULL REFERENCES people (id),
    name          TEXT NOT NULL CHECK (name <> ''),
    scopes        INTEGER NOT NULL CHECK (scopes > 0),
    created_at_ms INTEGER NOT NULL,
    used_at_ms    INTEGER,
    revoked_at_ms INTEGER
) STRICT;

CREATE INDEX tokens_by_person ON tokens (person_id);

-- Failures in a row, of an account or from an address; the next try is refused until then.
CREATE TABLE sign_in_tries (
    who         TEXT PRIMARY KEY,
    failures    INTEGER NOT NULL CHECK (failures > 0),
    last_at_ms  INTEGER NOT NULL,
    until_at_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX sign_in_tries_by_age ON sign_in_tries (last_at_ms);

-- A scene that a newer list leaves out is not deleted, for people have spoken of it: a picture's
-- list is the scenes of its latest revision.
ALTER TABLE pictures ADD COLUMN scenes_revision INTEGER NOT NULL DEFAULT 0;
UPDATE pictures SET scenes_revision =
    COALESCE((SELECT MAX(revision) FROM scenes WHERE scenes.picture_id = pictures.id), 0);

-- Prints that can be heard: all files are there, order and place are known (recording_is_playable).
CREATE VIEW playable_prints AS
    SELECT id, set_id, kind, role, slot_order, added_at_ms, start_samples,
           start_samples + samples AS end_samples
      FROM recordings
     WHERE set_id IS NOT NULL AND start_samples IS NOT NULL AND slot_order IS NOT NULL
       AND (is_gathered = 0 OR channels = 6);

-- When the last agreed role of a set could be heard; NULL: it is still arriving.
ALTER TABLE sets ADD COLUMN published_at_ms INTEGER;
UPDATE sets SET published_at_ms =
    (SELECT MAX(p.added_at_ms) FROM playable_prints p WHERE p.set_id = sets.id
     HAVING COUNT(*) = 1 + (SELECT COUNT(*) FROM stems s JOIN cues c USING (production_id)
                             WHERE c.id = sets.cue_id));

-- The set that stands for a cue: the newest published one, or NULL.
CREATE VIEW current_sets AS
    SELECT c.production_id, c.id AS cue_id,
           (SELECT s.id FROM sets s
             WHERE s.cue_id = c.id AND s.published_at_ms IS NOT NULL
             ORDER BY s.version DESC LIMIT 1) AS set_id
      FROM cues c;
