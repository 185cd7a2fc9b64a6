-- Joining and leaving the service: one row for each organisation that applied, was opened or is closing, and its checks.

-- stage: the state of the organisation, as its own row says, or 'declined' after an application that was. turn: 'ours',
-- 'theirs' or 'nobody'; since when, and what is waited for. The contact is somebody outside the service. wanted_day and
-- closing_day are days of the calendar, such as 2027-03-31. lapses_on, written yyyymmdd, is the first day on which a
-- check or waiver of it is no longer good; none if there is no such day.
CREATE TABLE joining_case (
  organisation {id} NOT NULL PRIMARY KEY,
  stage {text} NOT NULL,
  turn {text} NOT NULL,
  since {int} NOT NULL,
  waits_for {text},
  sector {text} NOT NULL,
  asked_by {text},
  contact_name {text},
  contact_email {text},
  contact_telephone {text},
  email_key {text},
  telephone_key {text},
  people {int},
  tier {text},
  wanted_day {text},
  reason {text},
  applied_at {int},
  opening_at {int},
  opened_at {int},
  closing_at {int},
  closing_day {text},
  followed_by {id},
  closed_at {int},
  lapses_on {int},
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE INDEX joining_case_by_age ON joining_case (since, organisation);
CREATE INDEX joining_case_on_its_way ON joining_case (since, organisation) WHERE stage IN ('applied', 'opening', 'closing');
CREATE INDEX joining_case_lapsing ON joining_case (lapses_on, organisation) WHERE lapses_on IS NOT NULL;
CREATE INDEX joining_case_email ON joining_case (email_key) WHERE email_key IS NOT NULL;
CREATE INDEX joining_case_telephone ON joining_case (telephone_key) WHERE telephone_key IS NOT NULL;

-- What was found out about one condition of one organisation, the latest word only; older ones stand in the audit.
-- outcome: 'holds', 'fails' or 'waived'. evidence is a reference in words, or the reason of a waiver. expires_on, written
-- yyyymmdd, is the last day on which it is good.
CREATE TABLE joining_check (
  organisation {id} NOT NULL,
  kind {text} NOT NULL,
  outcome {text} NOT NULL,
  level {int},
  evidence {text} NOT NULL,
  checked_by {id},
  checked_at {int} NOT NULL,
  expires_on {int},
  version {int} NOT NULL,
  act {id} NOT NULL,
  PRIMARY KEY (organisation, kind)
);
