-- Attempts that failed, by the network they came from: one network must not try out a nation. A row counts an hour from its first
-- attempt on.
CREATE TABLE sign_in_network (
  network {text} NOT NULL PRIMARY KEY,
  began_at {int} NOT NULL,
  failures {int} NOT NULL
);
CREATE INDEX sign_in_network_by_begin ON sign_in_network (began_at, network);

-- Which accounts, and which names that nobody has, were tried in vain from which networks of late.
CREATE TABLE sign_in_vain (
  network {text} NOT NULL,
  name {id} NOT NULL,
  at {int} NOT NULL,
  PRIMARY KEY (network, name)
);
CREATE INDEX sign_in_vain_by_name ON sign_in_vain (name, at);
CREATE INDEX sign_in_vain_by_time ON sign_in_vain (at, name);

-- When those who run the service were told last of guessing that is spread over many networks: at one account, or at many.
CREATE TABLE sign_in_guessing (
  about {id} NOT NULL PRIMARY KEY,
  warned_at {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
