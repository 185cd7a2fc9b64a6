-- User policies, who is in them, and which one newcomers get.

-- revision: rises when the licences of the policy change; members whose "applied" is lower are still to be brought up.
CREATE TABLE user_policy (
  id {id} NOT NULL PRIMARY KEY,
  organisation {id} NOT NULL,
  name {text} NOT NULL,
  name_key {text} NOT NULL,
  kind {text} NOT NULL,
  base_product {id} NOT NULL,
  description {text} NOT NULL,
  switched_off {text} NOT NULL,
  state {text} NOT NULL,
  successor {id},
  revision {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE UNIQUE INDEX user_policy_once ON user_policy (organisation, name_key);

CREATE TABLE policy_addon (
  policy {id} NOT NULL,
  product {id} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL,
  PRIMARY KEY (policy, product)
);

-- One row per account is what makes "exactly one policy" true. present: 0 while the account is deleted.
CREATE TABLE policy_membership (
  account {id} NOT NULL PRIMARY KEY,
  policy {id} NOT NULL,
  organisation {id} NOT NULL,
  name_key {text} NOT NULL,
  present {int} NOT NULL,
  applied {int} NOT NULL,
  since {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE INDEX policy_membership_by_name ON policy_membership (policy, present, name_key, account);
CREATE INDEX policy_membership_by_account ON policy_membership (policy, account);

CREATE TABLE policy_default (
  organisation {id} NOT NULL PRIMARY KEY,
  policy {id} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
