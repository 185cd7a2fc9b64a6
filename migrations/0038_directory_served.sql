-- How those were checked who asked the national administration service to do something for an organisation. way: 'site-mail',
-- 'owner', 'link' or 'call'. It counts for the one who recorded it, until expires_at.
CREATE TABLE intake (
  id {id} NOT NULL PRIMARY KEY,
  organisation {id} NOT NULL,
  account {id} NOT NULL,
  asked_by {text} NOT NULL,
  way {text} NOT NULL,
  ticket {text} NOT NULL,
  note {text} NOT NULL,
  opened_at {int} NOT NULL,
  expires_at {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE INDEX intake_by_account ON intake (account, organisation, expires_at);
CREATE INDEX intake_by_organisation ON intake (organisation, opened_at, id);
