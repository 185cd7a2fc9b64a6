-- How many accounts of a kind an organisation has in each state, kept by the acts that change it, so that lists of any
-- length can say how long they are.
CREATE TABLE account_count (
  organisation {id} NOT NULL,
  kind {text} NOT NULL,
  state {text} NOT NULL,
  accounts {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL,
  PRIMARY KEY (organisation, kind, state)
);
INSERT INTO account_count (organisation, kind, state, accounts, version, act)
  SELECT c.organisation, c.kind, c.state, c.accounts, 1,
    (SELECT x.act FROM account x WHERE x.organisation = c.organisation AND x.kind = c.kind AND x.state = c.state LIMIT 1)
  FROM (SELECT organisation, kind, state, COUNT(*) AS accounts FROM account GROUP BY organisation, kind, state) c;
