-- Who looked at what of an organisation through a role of the whole service. The same look within one quarter of an hour is
-- one line. No account is written as all zeros.
CREATE TABLE look (
  id {id} NOT NULL PRIMARY KEY,
  organisation {id} NOT NULL,
  account {id} NOT NULL,
  actor {id} NOT NULL,
  aspect {text} NOT NULL,
  quarter {int} NOT NULL,
  role {text} NOT NULL,
  held_by {id} NOT NULL,
  query {text} NOT NULL,
  at {int} NOT NULL
);
CREATE UNIQUE INDEX look_once ON look (organisation, account, actor, aspect, quarter);
CREATE INDEX look_by_organisation ON look (organisation, at, id);
CREATE INDEX look_by_account ON look (account, at, id);
CREATE INDEX look_by_time ON look (at, id);
