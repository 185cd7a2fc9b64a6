-- What stands above every page for a while. organisation is all zeros for everybody; shows_outside is 1 if it also
-- stands on pages before signing in. A banner that is taken down ends at that moment.
CREATE TABLE banner (
  id {id} NOT NULL PRIMARY KEY,
  organisation {id} NOT NULL,
  level {text} NOT NULL,
  words {text} NOT NULL,
  shows_outside {int} NOT NULL,
  starts_at {int} NOT NULL,
  ends_at {int} NOT NULL,
  made_by {text} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE INDEX banner_by_end ON banner (ends_at, id);
CREATE INDEX banner_by_organisation ON banner (organisation, ends_at, id);
