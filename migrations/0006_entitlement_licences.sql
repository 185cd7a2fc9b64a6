-- Products, subscriptions, allotments, and every licence that moves between them.
-- Where no organisation is meant (the far side of a purchase) the key is all zeros, so that uniqueness holds.

CREATE TABLE product (
  id {id} NOT NULL PRIMARY KEY,
  string_id {text} NOT NULL,
  name {text} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);

CREATE TABLE service_plan (
  id {id} NOT NULL PRIMARY KEY,
  name {text} NOT NULL,
  friendly_name {text} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);

CREATE TABLE product_plan (
  product {id} NOT NULL,
  plan {id} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL,
  PRIMARY KEY (product, plan)
);

-- reserved: what the allotments keep back, the greater of allotted and assigned in each; the guard of the purchase.
CREATE TABLE subscription (
  id {id} NOT NULL PRIMARY KEY,
  owner {id},
  product {id} NOT NULL,
  label {text} NOT NULL,
  quantity {int} NOT NULL,
  reserved {int} NOT NULL,
  tops_up {int} NOT NULL,
  starts_at {int} NOT NULL,
  ends_at {int},
  predecessor {id},
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE INDEX subscription_by_product ON subscription (product, id);

CREATE TABLE licence_account (
  id {id} NOT NULL PRIMARY KEY,
  subscription {id} NOT NULL,
  kind {text} NOT NULL,
  organisation {id} NOT NULL,
  balance {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE UNIQUE INDEX licence_account_once ON licence_account (subscription, kind, organisation);

CREATE TABLE licence_movement (
  id {id} NOT NULL PRIMARY KEY,
  subscription {id} NOT NULL,
  source {id} NOT NULL,
  target {id} NOT NULL,
  amount {int} NOT NULL,
  holder {id},
  place {int},
  at {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE INDEX licence_movement_by_subscription ON licence_movement (subscription, id);

CREATE TABLE allotment (
  id {id} NOT NULL PRIMARY KEY,
  subscription {id} NOT NULL,
  organisation {id} NOT NULL,
  product {id} NOT NULL,
  allotted {int} NOT NULL,
  assigned {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE UNIQUE INDEX allotment_once ON allotment (subscription, organisation);
CREATE INDEX allotment_by_organisation ON allotment (organisation, product);

-- wanted: 0 while somebody keeps a licence that their user policy no longer gives, until the new one is free.
CREATE TABLE licence_assignment (
  id {id} NOT NULL PRIMARY KEY,
  account {id} NOT NULL,
  organisation {id} NOT NULL,
  subscription {id} NOT NULL,
  product {id} NOT NULL,
  policy {id} NOT NULL,
  wanted {int} NOT NULL,
  since {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE UNIQUE INDEX licence_assignment_once ON licence_assignment (account, product);
CREATE INDEX licence_assignment_by_policy ON licence_assignment (policy, product);
CREATE INDEX licence_assignment_by_organisation ON licence_assignment (organisation, product);

CREATE TABLE licence_queue (
  id {id} NOT NULL PRIMARY KEY,
  organisation {id} NOT NULL,
  product {id} NOT NULL,
  place {int} NOT NULL,
  account {id} NOT NULL,
  policy {id} NOT NULL,
  is_base {int} NOT NULL,
  since {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE UNIQUE INDEX licence_queue_once ON licence_queue (account, product);
CREATE UNIQUE INDEX licence_queue_by_place ON licence_queue (organisation, product, place);
CREATE INDEX licence_queue_by_policy ON licence_queue (policy, product);

-- One row per organisation: whoever gives, takes back or queues for a licence there changes it first.
CREATE TABLE licence_desk (
  organisation {id} NOT NULL PRIMARY KEY,
  next_place {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
