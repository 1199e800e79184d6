-- What a stem looks like on the page: a few letters, a shape, and a colour in either theme
-- ("#rrggbb"; NULL where none keeps its distance from the others). While label is NULL nobody has
-- chosen, and the proposals hold.
ALTER TABLE stems ADD COLUMN label TEXT CHECK (label <> '');
ALTER TABLE stems ADD COLUMN shape TEXT CHECK (shape <> '');
ALTER TABLE stems ADD COLUMN dark TEXT CHECK (length(dark) = 7);
ALTER TABLE stems ADD COLUMN light TEXT CHECK (length(light) = 7);

CREATE UNIQUE INDEX stems_labels ON stems (production_id, label);
