-- The clocks of an account's life: leavers, activity, legal holds, and the nights on which too many would go.

-- leaver: 'moves' within the service, or 'leaves' it on a day; leaves_at is when the account is deleted by itself.
-- held_since: since when at least one legal hold stands; while it does, every clock of the account is stopped.
-- active_from: from when inactivity is counted; never before the account was created.
ALTER TABLE account ADD COLUMN leaver {text};
ALTER TABLE account ADD COLUMN leaver_since {int};
ALTER TABLE account ADD COLUMN leaves_at {int};
ALTER TABLE account ADD COLUMN held_since {int};
ALTER TABLE account ADD COLUMN active_from {int} NOT NULL DEFAULT 0;
-- Those who were disabled before there was a clock: 18 months, which are 548 days, from then on.
UPDATE account SET due = 'lapse', due_at = state_since + 47347200000000 WHERE state = 'disabled' AND due_at IS NULL;
CREATE INDEX account_by_leaving ON account (leaves_at, id) WHERE leaves_at IS NOT NULL;
CREATE INDEX account_by_leaver ON account (organisation, leaves_at, id) WHERE leaver IS NOT NULL;

-- A legal hold. level: 'organisation' if a primary administrator of that organisation placed it, else 'nation'.
CREATE TABLE account_hold (
  id {id} NOT NULL PRIMARY KEY,
  account {id} NOT NULL,
  organisation {id} NOT NULL,
  level {text} NOT NULL,
  reason {text} NOT NULL,
  reference {text} NOT NULL,
  placed_at {int} NOT NULL,
  released_at {int},
  release_reason {text},
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE INDEX account_hold_by_account ON account_hold (account, id);

-- How many accounts of an organisation the clocks deleted on a day of UTC, and of how many: the guard of the night.
CREATE TABLE clock_day (
  organisation {id} NOT NULL PRIMARY KEY,
  day {int} NOT NULL,
  people {int} NOT NULL,
  deleted {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);

-- A night that would have deleted too many: listed row by row, then it waits for somebody's decision.
-- state: listing, waiting, releasing, sparing, released, spared.
CREATE TABLE held_night (
  id {id} NOT NULL PRIMARY KEY,
  organisation {id} NOT NULL,
  state {text} NOT NULL,
  until {int} NOT NULL,
  people {int} NOT NULL,
  deletions {int} NOT NULL,
  digest {bytes} NOT NULL,
  listed {id} NOT NULL,
  made_at {int} NOT NULL,
  decided_at {int},
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE UNIQUE INDEX held_night_open ON held_night (organisation) WHERE state IN ('listing', 'waiting', 'releasing', 'sparing');
CREATE INDEX held_night_by_state ON held_night (state, id);
CREATE INDEX held_night_by_organisation ON held_night (organisation, id);

-- Who would have been deleted that night, why and when. outcome: deleted, spared or kept, once it is known.
CREATE TABLE held_deletion (
  night {id} NOT NULL,
  account {id} NOT NULL,
  cause {text} NOT NULL,
  due_at {int} NOT NULL,
  outcome {text},
  version {int} NOT NULL,
  act {id} NOT NULL,
  PRIMARY KEY (night, account)
);
CREATE INDEX held_deletion_open ON held_deletion (night, due_at, account) WHERE outcome IS NULL;

-- When the activity feed last spoke of an account, whether or not it had seen anything new.
CREATE TABLE activity_seen (
  account {id} NOT NULL PRIMARY KEY,
  organisation {id} NOT NULL,
  fed_at {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE INDEX activity_seen_by_organisation ON activity_seen (organisation, fed_at);

-- How many of the people of an organisation the feed covers, counted once a day.
CREATE TABLE activity_coverage (
  organisation {id} NOT NULL PRIMARY KEY,
  measured_at {int} NOT NULL,
  people {int} NOT NULL,
  covered {int} NOT NULL,
  fed_at {int} NOT NULL
);

-- What could not be done is not tried again before then.
CREATE TABLE clock_wait (
  account {id} NOT NULL PRIMARY KEY,
  until {int} NOT NULL
);

-- How far the day's look at inactive accounts has come.
CREATE TABLE clock_cursor (
  one {int} NOT NULL PRIMARY KEY,
  day {int} NOT NULL,
  organisation {id} NOT NULL
);
