-- Two secrets at a time: the one before the secret in use, and until when it works still.
ALTER TABLE application ADD COLUMN secret_before {bytes};
ALTER TABLE application ADD COLUMN secret_before_until {int};

-- Single things that an application asked to be told about whoever entered it, as JSON; empty where it asked for none.
ALTER TABLE application_entry ADD COLUMN claims {text} NOT NULL DEFAULT '';

-- Where an application publishes the keys with which it proves who it is; empty where they are registered themselves.
ALTER TABLE application ADD COLUMN keys_uri {text} NOT NULL DEFAULT '';

-- What was read there last.
CREATE TABLE application_keys (
  application {id} NOT NULL PRIMARY KEY,
  keys_uri {text} NOT NULL,
  public_keys {text} NOT NULL,
  read_at {int},
  tried_at {int} NOT NULL,
  problem {text} NOT NULL
);
