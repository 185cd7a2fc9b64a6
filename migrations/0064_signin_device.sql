-- Signing in on a device that has no browser of its own: somebody types its short code here, where they are signed in.
ALTER TABLE application ADD COLUMN device {int} NOT NULL DEFAULT 0;

-- What a device asked for; of its codes only hashes are kept.
CREATE TABLE application_device (
  id {id} NOT NULL PRIMARY KEY,
  application {id} NOT NULL,
  device_hash {bytes} NOT NULL,
  user_hash {bytes} NOT NULL,
  scopes {text} NOT NULL,
  peer {text} NOT NULL,
  user_agent {text} NOT NULL,
  begun_at {int} NOT NULL,
  expires_at {int} NOT NULL,
  polled_at {int} NOT NULL,
  pause_seconds {int} NOT NULL,
  refused_at {int}
);
CREATE UNIQUE INDEX application_device_by_code ON application_device (device_hash);
CREATE UNIQUE INDEX application_device_by_user_code ON application_device (user_hash);
CREATE INDEX application_device_by_application ON application_device (application, expires_at, id);
CREATE INDEX application_device_by_end ON application_device (expires_at, id);

-- Codes that somebody typed and nobody knows.
CREATE TABLE application_device_try (
  account {id} NOT NULL PRIMARY KEY,
  since {int} NOT NULL,
  tries {int} NOT NULL
);
CREATE INDEX application_device_try_by_begin ON application_device_try (since, account);
