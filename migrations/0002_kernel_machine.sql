-- Machine tables of the kernel: repeats, refusal counts, jobs, followers.

CREATE TABLE idempotency (
  principal {text} NOT NULL,
  command {text} NOT NULL,
  key {text} NOT NULL,
  body {bytes} NOT NULL,
  act {id} NOT NULL,
  at {int} NOT NULL,
  answer {text} NOT NULL,
  PRIMARY KEY (principal, command, key)
);
CREATE INDEX idempotency_by_time ON idempotency (at);

CREATE TABLE refusal_count (
  actor {text} NOT NULL,
  command {text} NOT NULL,
  code {text} NOT NULL,
  minute {int} NOT NULL,
  refusals {int} NOT NULL,
  PRIMARY KEY (actor, command, code, minute)
);

CREATE TABLE job (
  id {id} NOT NULL PRIMARY KEY,
  queue {text} NOT NULL,
  subject {text} NOT NULL,
  payload {text} NOT NULL,
  due_at {int} NOT NULL,
  lease {text},
  leased_until {int} NOT NULL,
  attempts {int} NOT NULL,
  problem {text},
  parked {int} NOT NULL
);
CREATE INDEX job_by_due ON job (queue, parked, due_at, id);
CREATE INDEX job_by_subject ON job (queue, subject);

CREATE TABLE follower (
  name {text} NOT NULL PRIMARY KEY,
  seq {int} NOT NULL,
  failures {int} NOT NULL,
  moved_at {int} NOT NULL
);

CREATE TABLE parked_fact (
  follower {text} NOT NULL,
  seq {int} NOT NULL,
  problem {text} NOT NULL,
  at {int} NOT NULL,
  PRIMARY KEY (follower, seq)
);

CREATE TABLE job_subject (
  queue {text} NOT NULL,
  subject {text} NOT NULL,
  lease {text} NOT NULL,
  leased_until {int} NOT NULL,
  PRIMARY KEY (queue, subject)
);
