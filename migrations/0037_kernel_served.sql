-- Organisations that the national administration service looks after, each in one sector; and grants that reach all those
-- of a sector.
CREATE TABLE served_organisation (
  organisation {id} NOT NULL PRIMARY KEY,
  sector {text} NOT NULL,
  since_at {int} NOT NULL,
  reason {text} NOT NULL,
  act {id} NOT NULL
);
CREATE INDEX served_organisation_by_sector ON served_organisation (sector, organisation);

ALTER TABLE role_grant ADD COLUMN sector {text};
CREATE INDEX role_grant_by_sector ON role_grant (sector, role) WHERE sector IS NOT NULL;
