-- What people ask of those who look after them, and what came of it.

-- desk: who decides, 'help-desk' or 'administrators' of the organisation, or 'service-desk'.
-- state: open and approved wait for those who decide, waiting for the asker; running is being done by itself;
-- declined, withdrawn, lapsed and done are over.
-- since: from when it has waited for whomever it waits for; due_at: by when they should have acted.
-- answers: what was entered, as a JSON object of texts; summary: a line of it, for lists.
-- proposal: the command that runs it once it was approved; ran_act: the act that did it.
-- reminders: how often whomever it waits for was reminded since then.
CREATE TABLE request (
  id {id} NOT NULL PRIMARY KEY,
  kind {text} NOT NULL,
  organisation {id} NOT NULL,
  asked_by {id} NOT NULL,
  asked_for {id} NOT NULL,
  desk {text} NOT NULL,
  state {text} NOT NULL,
  asked_at {int} NOT NULL,
  since {int} NOT NULL,
  due_at {int} NOT NULL,
  taken_by {id},
  answers {text} NOT NULL,
  summary {text} NOT NULL,
  decided_by {id},
  decided_at {int},
  reason {text},
  command {text},
  proposal {id},
  ran_act {id},
  problem {text},
  reminders {int} NOT NULL,
  reminded_at {int},
  messages {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE INDEX request_by_asker ON request (asked_by, id);
CREATE INDEX request_by_person ON request (asked_for, id);
CREATE INDEX request_by_organisation ON request (organisation, due_at, id) WHERE state IN ('open', 'approved');
CREATE INDEX request_at_service_desk ON request (due_at, id) WHERE desk = 'service-desk' AND state IN ('open', 'approved');
CREATE INDEX request_by_reminders ON request (reminders, since, id) WHERE state IN ('open', 'waiting', 'approved');
CREATE INDEX request_running ON request (id) WHERE state = 'running';

-- What was written about a request, in the order in which it was.
CREATE TABLE request_message (
  request {id} NOT NULL,
  number {int} NOT NULL,
  author {id} NOT NULL,
  of_asker {int} NOT NULL,
  at {int} NOT NULL,
  body {text} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL,
  PRIMARY KEY (request, number)
);
