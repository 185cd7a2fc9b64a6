-- Who was invited to administer an organisation first.

-- One row for each organisation in which somebody was invited, the latest only. address is outside the service;
-- address_key is it as it is compared. invited_by is who invited, as in the audit; sent_at when a way in was sent last;
-- started_at when the person chose a password, none before.
CREATE TABLE joining_invitation (
  organisation {id} NOT NULL PRIMARY KEY,
  account {id} NOT NULL,
  address {text} NOT NULL,
  address_key {text} NOT NULL,
  invited_by {text} NOT NULL,
  invited_at {int} NOT NULL,
  sent_at {int} NOT NULL,
  started_at {int},
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE UNIQUE INDEX joining_invitation_account ON joining_invitation (account);
CREATE INDEX joining_invitation_address ON joining_invitation (address_key);
