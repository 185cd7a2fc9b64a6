-- The spine: audit, its order, grants, the administrative tree.
-- Rows of audit, audit_seal and audit_concern are never changed.

CREATE TABLE audit (
  id {id} NOT NULL PRIMARY KEY,
  at {int} NOT NULL,
  actor {text} NOT NULL,
  face {text} NOT NULL,
  organisation {id},
  command {text} NOT NULL,
  outcome {text} NOT NULL,
  code {text},
  subject_kind {text},
  subject {id},
  subject_version {int} NOT NULL,
  concerns {text} NOT NULL,
  effects {text} NOT NULL,
  facts {text} NOT NULL,
  request {id} NOT NULL,
  mac {bytes}
);
CREATE INDEX audit_by_subject ON audit (subject, id);

CREATE TABLE audit_personal (
  audit {id} NOT NULL,
  slot {int} NOT NULL,
  salt {bytes} NOT NULL,
  value {text} NOT NULL,
  PRIMARY KEY (audit, slot)
);

CREATE TABLE audit_unsealed (
  audit {id} NOT NULL PRIMARY KEY
);

CREATE TABLE audit_seal (
  seq {int} NOT NULL PRIMARY KEY,
  audit {id} NOT NULL,
  leaf {bytes} NOT NULL,
  chain {bytes} NOT NULL
);
CREATE UNIQUE INDEX audit_seal_by_audit ON audit_seal (audit);

CREATE TABLE audit_head (
  one {int} NOT NULL PRIMARY KEY,
  seq {int} NOT NULL,
  chain {bytes} NOT NULL
);

CREATE TABLE audit_organisation (
  organisation {id} NOT NULL PRIMARY KEY,
  entries {int} NOT NULL,
  chain {bytes} NOT NULL
);

CREATE TABLE audit_concern (
  organisation {id} NOT NULL,
  number {int} NOT NULL,
  seq {int} NOT NULL,
  audit {id} NOT NULL,
  chain {bytes} NOT NULL,
  PRIMARY KEY (organisation, number)
);

CREATE TABLE role_grant (
  id {id} NOT NULL PRIMARY KEY,
  account {id} NOT NULL,
  role {text} NOT NULL,
  organisation {id},
  with_descendants {int} NOT NULL,
  starts_at {int} NOT NULL,
  ends_at {int},
  reason {text} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE INDEX role_grant_by_account ON role_grant (account);
CREATE INDEX role_grant_by_organisation ON role_grant (organisation, role);

CREATE TABLE organisation_closure (
  ancestor {id} NOT NULL,
  descendant {id} NOT NULL,
  depth {int} NOT NULL,
  PRIMARY KEY (ancestor, descendant)
);
CREATE INDEX organisation_closure_by_descendant ON organisation_closure (descendant, depth);

CREATE TABLE tree_guard (
  one {int} NOT NULL PRIMARY KEY,
  moves {int} NOT NULL
);

CREATE TABLE proposal (
  id {id} NOT NULL PRIMARY KEY,
  asker {id} NOT NULL,
  command {text} NOT NULL,
  body {text} NOT NULL,
  plan {text} NOT NULL,
  decider {text} NOT NULL,
  decided_by {id},
  due_at {int} NOT NULL,
  state {text} NOT NULL,
  outcome {text},
  act {id} NOT NULL
);
CREATE INDEX proposal_by_due ON proposal (state, due_at);

CREATE TABLE dated_rule (
  name {text} NOT NULL,
  organisation {id} NOT NULL,
  value {int} NOT NULL,
  starts_at {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL,
  PRIMARY KEY (name, organisation, starts_at)
);
