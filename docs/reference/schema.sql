-- Every table, as the migrations make it on SQLite. Generated.

CREATE TABLE account (
  id BLOB NOT NULL PRIMARY KEY,
  organisation BLOB NOT NULL,
  unit BLOB,
  kind TEXT NOT NULL,
  given_name TEXT NOT NULL,
  family_name TEXT NOT NULL,
  display_name TEXT NOT NULL,
  family_key TEXT NOT NULL,
  given_key TEXT NOT NULL,
  address TEXT NOT NULL,
  job_title TEXT,
  department TEXT,
  telephone TEXT,
  mobile TEXT,
  mobile_hidden INTEGER NOT NULL,
  staff_number TEXT,
  listed INTEGER NOT NULL,
  state TEXT NOT NULL,
  state_since INTEGER NOT NULL,
  state_before TEXT,
  state_reason TEXT,
  due TEXT,
  due_at INTEGER,
  last_activity_at INTEGER,
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
, leaver TEXT, leaver_since INTEGER, leaves_at INTEGER, held_since INTEGER, active_from INTEGER NOT NULL DEFAULT 0, here_since INTEGER, starts_on TEXT, starts_at INTEGER) STRICT;

CREATE TABLE account_count (
  organisation BLOB NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  accounts INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL,
  PRIMARY KEY (organisation, kind, state)
) STRICT, WITHOUT ROWID;

CREATE TABLE account_hold (
  id BLOB NOT NULL PRIMARY KEY,
  account BLOB NOT NULL,
  organisation BLOB NOT NULL,
  level TEXT NOT NULL,
  reason TEXT NOT NULL,
  reference TEXT NOT NULL,
  placed_at INTEGER NOT NULL,
  released_at INTEGER,
  release_reason TEXT,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE account_token (
  token TEXT NOT NULL,
  account BLOB NOT NULL,
  source TEXT NOT NULL,
  organisation BLOB NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL,
  PRIMARY KEY (source, token, account)
) STRICT, WITHOUT ROWID;

CREATE TABLE activity_coverage (
  organisation BLOB NOT NULL PRIMARY KEY,
  measured_at INTEGER NOT NULL,
  people INTEGER NOT NULL,
  covered INTEGER NOT NULL,
  fed_at INTEGER NOT NULL
) STRICT;

CREATE TABLE activity_seen (
  account BLOB NOT NULL PRIMARY KEY,
  organisation BLOB NOT NULL,
  fed_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE address (
  key TEXT NOT NULL PRIMARY KEY,
  address TEXT NOT NULL,
  account BLOB NOT NULL,
  kind TEXT NOT NULL,
  given_at INTEGER NOT NULL,
  released_at INTEGER,
  withheld_until INTEGER,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE address_stem (
  stem TEXT NOT NULL PRIMARY KEY,
  next INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE administrator_count (
  organisation BLOB NOT NULL PRIMARY KEY,
  code TEXT NOT NULL,
  name_key TEXT NOT NULL,
  working INTEGER NOT NULL,
  is_thin INTEGER NOT NULL,
  since_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  asked INTEGER NOT NULL
) STRICT;

CREATE TABLE allotment (
  id BLOB NOT NULL PRIMARY KEY,
  subscription BLOB NOT NULL,
  organisation BLOB NOT NULL,
  product BLOB NOT NULL,
  allotted INTEGER NOT NULL,
  assigned INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE api_token (
  id BLOB NOT NULL PRIMARY KEY,
  account BLOB NOT NULL,
  name TEXT NOT NULL,
  token_hash BLOB NOT NULL,
  scope TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE api_token_use (
  token BLOB NOT NULL PRIMARY KEY,
  last_used_at INTEGER NOT NULL
) STRICT;

CREATE TABLE application (
  id BLOB NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  protocol TEXT NOT NULL,
  kind TEXT NOT NULL,
  client_id TEXT NOT NULL,
  secret_hash BLOB,
  authentication TEXT NOT NULL,
  subject TEXT NOT NULL,
  subject_salt BLOB NOT NULL,
  signing TEXT NOT NULL,
  audience TEXT NOT NULL,
  redirect_uris TEXT NOT NULL,
  logout_uris TEXT NOT NULL,
  scopes TEXT NOT NULL,
  open_to TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  retired_at INTEGER,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
, entity_id TEXT NOT NULL DEFAULT '', saml TEXT NOT NULL DEFAULT '', backchannel_logout_uri TEXT NOT NULL DEFAULT '', public_keys TEXT NOT NULL DEFAULT '', device INTEGER NOT NULL DEFAULT 0, organisation BLOB, held_at INTEGER, hold_reason TEXT NOT NULL DEFAULT '', asks INTEGER NOT NULL DEFAULT 0, secret_before BLOB, secret_before_until INTEGER, keys_uri TEXT NOT NULL DEFAULT '') STRICT;

CREATE TABLE application_consent (
  id BLOB NOT NULL PRIMARY KEY,
  application BLOB NOT NULL,
  holder BLOB NOT NULL,
  scopes TEXT NOT NULL,
  given_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE application_count (
  organisation BLOB NOT NULL PRIMARY KEY,
  in_use INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE application_device (
  id BLOB NOT NULL PRIMARY KEY,
  application BLOB NOT NULL,
  device_hash BLOB NOT NULL,
  user_hash BLOB NOT NULL,
  scopes TEXT NOT NULL,
  peer TEXT NOT NULL,
  user_agent TEXT NOT NULL,
  begun_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  polled_at INTEGER NOT NULL,
  pause_seconds INTEGER NOT NULL,
  refused_at INTEGER
) STRICT;

CREATE TABLE application_device_try (
  account BLOB NOT NULL PRIMARY KEY,
  since INTEGER NOT NULL,
  tries INTEGER NOT NULL
) STRICT;

CREATE TABLE application_entry (
  id BLOB NOT NULL PRIMARY KEY,
  application BLOB NOT NULL,
  account BLOB NOT NULL,
  session BLOB NOT NULL,
  code_hash BLOB NOT NULL,
  code_expires_at INTEGER NOT NULL,
  redirect_uri TEXT NOT NULL,
  challenge TEXT NOT NULL,
  nonce TEXT NOT NULL,
  scopes TEXT NOT NULL,
  authenticated_at INTEGER NOT NULL,
  proofs TEXT NOT NULL,
  lasts INTEGER NOT NULL,
  began_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
, visit BLOB, claims TEXT NOT NULL DEFAULT '') STRICT;

CREATE TABLE application_entry_use (
  entry BLOB NOT NULL PRIMARY KEY,
  redeemed_at INTEGER NOT NULL,
  reused_at INTEGER,
  expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE application_keys (
  application BLOB NOT NULL PRIMARY KEY,
  keys_uri TEXT NOT NULL,
  public_keys TEXT NOT NULL,
  read_at INTEGER,
  tried_at INTEGER NOT NULL,
  problem TEXT NOT NULL
) STRICT;

CREATE TABLE application_logout (
  application BLOB NOT NULL PRIMARY KEY,
  told INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  given_up INTEGER NOT NULL,
  told_at INTEGER,
  failed_at INTEGER,
  problem TEXT NOT NULL
) STRICT;

CREATE TABLE application_once (
  application BLOB NOT NULL,
  what_hash BLOB NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (application, what_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE application_organisation (
  application BLOB NOT NULL,
  organisation BLOB NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL,
  PRIMARY KEY (application, organisation)
) STRICT, WITHOUT ROWID;

CREATE TABLE application_visit (
  id BLOB NOT NULL PRIMARY KEY,
  session BLOB NOT NULL,
  application BLOB NOT NULL,
  account BLOB NOT NULL,
  expires_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE audit (
  id BLOB NOT NULL PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  face TEXT NOT NULL,
  organisation BLOB,
  command TEXT NOT NULL,
  outcome TEXT NOT NULL,
  code TEXT,
  subject_kind TEXT,
  subject BLOB,
  subject_version INTEGER NOT NULL,
  concerns TEXT NOT NULL,
  effects TEXT NOT NULL,
  facts TEXT NOT NULL,
  request BLOB NOT NULL,
  mac BLOB
) STRICT;

CREATE TABLE audit_checkpoint (
  size INTEGER NOT NULL PRIMARY KEY,
  act BLOB NOT NULL,
  at INTEGER NOT NULL,
  covers INTEGER NOT NULL,
  organisations INTEGER NOT NULL,
  organisations_root TEXT NOT NULL,
  peaks_before BLOB NOT NULL,
  note TEXT NOT NULL
) STRICT;

CREATE TABLE audit_concern (
  organisation BLOB NOT NULL,
  number INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  audit BLOB NOT NULL,
  chain BLOB NOT NULL,
  PRIMARY KEY (organisation, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_head (
  one INTEGER NOT NULL PRIMARY KEY,
  seq INTEGER NOT NULL,
  chain BLOB NOT NULL
) STRICT;

CREATE TABLE audit_keep (
  subject BLOB NOT NULL PRIMARY KEY
) STRICT;

CREATE TABLE audit_organisation (
  organisation BLOB NOT NULL PRIMARY KEY,
  entries INTEGER NOT NULL,
  chain BLOB NOT NULL
) STRICT;

CREATE TABLE audit_personal (
  audit BLOB NOT NULL,
  slot INTEGER NOT NULL,
  salt BLOB NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (audit, slot)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_seal (
  seq INTEGER NOT NULL PRIMARY KEY,
  audit BLOB NOT NULL,
  leaf BLOB NOT NULL,
  chain BLOB NOT NULL
) STRICT;

CREATE TABLE audit_unsealed (
  audit BLOB NOT NULL PRIMARY KEY
) STRICT;

CREATE TABLE authenticator (
  id BLOB NOT NULL PRIMARY KEY,
  account BLOB NOT NULL,
  name TEXT NOT NULL,
  sealed BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  confirmed_at INTEGER,
  last_step INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE banner (
  id BLOB NOT NULL PRIMARY KEY,
  organisation BLOB NOT NULL,
  level TEXT NOT NULL,
  words TEXT NOT NULL,
  shows_outside INTEGER NOT NULL,
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  made_by TEXT NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE break_glass (
  account BLOB NOT NULL PRIMARY KEY,
  enrolled_at INTEGER NOT NULL,
  drilled_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
, reminded_at INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE break_glass_alarm (
  id BLOB NOT NULL PRIMARY KEY,
  account BLOB NOT NULL,
  kind TEXT NOT NULL,
  raised_at INTEGER NOT NULL,
  reason TEXT NOT NULL,
  closed_at INTEGER,
  closed_by BLOB,
  words TEXT NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE bulk (
  id BLOB NOT NULL PRIMARY KEY,
  organisation BLOB NOT NULL,
  kind TEXT NOT NULL,
  answer TEXT NOT NULL,
  says TEXT NOT NULL,
  asked_by BLOB NOT NULL,
  asked_at INTEGER NOT NULL,
  state TEXT NOT NULL,
  since INTEGER NOT NULL,
  entries TEXT NOT NULL,
  entry_count INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE bulk_item (
  bulk BLOB NOT NULL,
  number INTEGER NOT NULL,
  written TEXT NOT NULL,
  account BLOB NOT NULL,
  state TEXT NOT NULL,
  words TEXT NOT NULL,
  PRIMARY KEY (bulk, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE clock_cursor (
  one INTEGER NOT NULL PRIMARY KEY,
  day INTEGER NOT NULL,
  organisation BLOB NOT NULL
) STRICT;

CREATE TABLE clock_day (
  organisation BLOB NOT NULL PRIMARY KEY,
  day INTEGER NOT NULL,
  people INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE clock_wait (
  account BLOB NOT NULL PRIMARY KEY,
  until INTEGER NOT NULL
) STRICT;

CREATE TABLE code_sheet (
  account BLOB NOT NULL PRIMARY KEY,
  handed_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE compromise_case (
  id BLOB NOT NULL PRIMARY KEY,
  account BLOB NOT NULL,
  organisation BLOB NOT NULL,
  state TEXT NOT NULL,
  found TEXT NOT NULL,
  words TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  sessions_ended INTEGER NOT NULL,
  tokens_revoked INTEGER NOT NULL,
  factors_removed INTEGER NOT NULL,
  had_password INTEGER NOT NULL,
  could_sign_in INTEGER NOT NULL,
  released_at INTEGER,
  checked_at INTEGER,
  checked_words TEXT NOT NULL,
  closed_at INTEGER,
  closed_words TEXT NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
, lifted_until INTEGER, lift_ended_at INTEGER, times_shut INTEGER NOT NULL DEFAULT 1, forgotten_at INTEGER) STRICT;

CREATE TABLE compromise_open (
  account BLOB NOT NULL PRIMARY KEY,
  compromise_case BLOB NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE cover (
  id BLOB NOT NULL PRIMARY KEY,
  absent BLOB NOT NULL,
  stand_in BLOB NOT NULL,
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  reason TEXT NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE cover_role (
  cover_grant BLOB NOT NULL PRIMARY KEY,
  cover BLOB NOT NULL,
  covered_grant BLOB NOT NULL,
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE credential (
  account BLOB NOT NULL PRIMARY KEY,
  hash TEXT NOT NULL,
  set_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
, characters_asked INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE dated_rule (
  name TEXT NOT NULL,
  organisation BLOB NOT NULL,
  value INTEGER NOT NULL,
  starts_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL,
  PRIMARY KEY (name, organisation, starts_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE epoch (
  number INTEGER NOT NULL PRIMARY KEY,
  id BLOB NOT NULL,
  cause TEXT NOT NULL,
  forgot BLOB,
  began_at INTEGER NOT NULL,
  sealed INTEGER NOT NULL,
  witnessed INTEGER NOT NULL,
  voided_at INTEGER
) STRICT;

CREATE TABLE follower (
  name TEXT NOT NULL PRIMARY KEY,
  seq INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  moved_at INTEGER NOT NULL
) STRICT;

CREATE TABLE grant_ending (
  ended_grant BLOB NOT NULL PRIMARY KEY,
  reason TEXT NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE grant_guard (
  guarded BLOB NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE held_deletion (
  night BLOB NOT NULL,
  account BLOB NOT NULL,
  cause TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  outcome TEXT,
  version INTEGER NOT NULL,
  act BLOB NOT NULL,
  PRIMARY KEY (night, account)
) STRICT, WITHOUT ROWID;

CREATE TABLE held_night (
  id BLOB NOT NULL PRIMARY KEY,
  organisation BLOB NOT NULL,
  state TEXT NOT NULL,
  until INTEGER NOT NULL,
  people INTEGER NOT NULL,
  deletions INTEGER NOT NULL,
  digest BLOB NOT NULL,
  listed BLOB NOT NULL,
  made_at INTEGER NOT NULL,
  decided_at INTEGER,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE idempotency (
  principal TEXT NOT NULL,
  command TEXT NOT NULL,
  key TEXT NOT NULL,
  body BLOB NOT NULL,
  act BLOB NOT NULL,
  at INTEGER NOT NULL,
  answer TEXT NOT NULL,
  PRIMARY KEY (principal, command, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE identity_check (
  account BLOB NOT NULL PRIMARY KEY,
  word BLOB,
  letters TEXT NOT NULL,
  word_set_at INTEGER,
  wrong INTEGER NOT NULL,
  wrong_since INTEGER,
  wrong_in_all INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  failed_since INTEGER,
  method TEXT NOT NULL,
  outcome TEXT NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE identity_pass (
  account BLOB NOT NULL,
  helper TEXT NOT NULL,
  method TEXT NOT NULL,
  checked_at INTEGER NOT NULL,
  good_until INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL,
  PRIMARY KEY (account, helper)
) STRICT, WITHOUT ROWID;

CREATE TABLE installation (
  one INTEGER NOT NULL PRIMARY KEY,
  node_key_check BLOB NOT NULL
) STRICT;

CREATE TABLE intake (
  id BLOB NOT NULL PRIMARY KEY,
  organisation BLOB NOT NULL,
  account BLOB NOT NULL,
  asked_by TEXT NOT NULL,
  way TEXT NOT NULL,
  ticket TEXT NOT NULL,
  note TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE job (
  id BLOB NOT NULL PRIMARY KEY,
  queue TEXT NOT NULL,
  subject TEXT NOT NULL,
  payload TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  lease TEXT,
  leased_until INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  problem TEXT,
  parked INTEGER NOT NULL
) STRICT;

CREATE TABLE job_subject (
  queue TEXT NOT NULL,
  subject TEXT NOT NULL,
  lease TEXT NOT NULL,
  leased_until INTEGER NOT NULL,
  PRIMARY KEY (queue, subject)
) STRICT, WITHOUT ROWID;

CREATE TABLE joining_case (
  organisation BLOB NOT NULL PRIMARY KEY,
  stage TEXT NOT NULL,
  turn TEXT NOT NULL,
  since INTEGER NOT NULL,
  waits_for TEXT,
  sector TEXT NOT NULL,
  asked_by TEXT,
  contact_name TEXT,
  contact_email TEXT,
  contact_telephone TEXT,
  email_key TEXT,
  telephone_key TEXT,
  people INTEGER,
  tier TEXT,
  wanted_day TEXT,
  reason TEXT,
  applied_at INTEGER,
  opening_at INTEGER,
  opened_at INTEGER,
  closing_at INTEGER,
  closing_day TEXT,
  followed_by BLOB,
  closed_at INTEGER,
  lapses_on INTEGER,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE joining_check (
  organisation BLOB NOT NULL,
  kind TEXT NOT NULL,
  outcome TEXT NOT NULL,
  level INTEGER,
  evidence TEXT NOT NULL,
  checked_by BLOB,
  checked_at INTEGER NOT NULL,
  expires_on INTEGER,
  version INTEGER NOT NULL,
  act BLOB NOT NULL,
  PRIMARY KEY (organisation, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE joining_invitation (
  organisation BLOB NOT NULL PRIMARY KEY,
  account BLOB NOT NULL,
  address TEXT NOT NULL,
  address_key TEXT NOT NULL,
  invited_by TEXT NOT NULL,
  invited_at INTEGER NOT NULL,
  sent_at INTEGER NOT NULL,
  started_at INTEGER,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE licence_account (
  id BLOB NOT NULL PRIMARY KEY,
  subscription BLOB NOT NULL,
  kind TEXT NOT NULL,
  organisation BLOB NOT NULL,
  balance INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE licence_assignment (
  id BLOB NOT NULL PRIMARY KEY,
  account BLOB NOT NULL,
  organisation BLOB NOT NULL,
  subscription BLOB NOT NULL,
  product BLOB NOT NULL,
  policy BLOB NOT NULL,
  wanted INTEGER NOT NULL,
  since INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE licence_desk (
  organisation BLOB NOT NULL PRIMARY KEY,
  next_place INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE licence_movement (
  id BLOB NOT NULL PRIMARY KEY,
  subscription BLOB NOT NULL,
  source BLOB NOT NULL,
  target BLOB NOT NULL,
  amount INTEGER NOT NULL,
  holder BLOB,
  place INTEGER,
  at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE licence_queue (
  id BLOB NOT NULL PRIMARY KEY,
  organisation BLOB NOT NULL,
  product BLOB NOT NULL,
  place INTEGER NOT NULL,
  account BLOB NOT NULL,
  policy BLOB NOT NULL,
  is_base INTEGER NOT NULL,
  since INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE look (
  id BLOB NOT NULL PRIMARY KEY,
  organisation BLOB NOT NULL,
  account BLOB NOT NULL,
  actor BLOB NOT NULL,
  aspect TEXT NOT NULL,
  quarter INTEGER NOT NULL,
  role TEXT NOT NULL,
  held_by BLOB NOT NULL,
  query TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE TABLE mfa_exception (
  id BLOB NOT NULL PRIMARY KEY,
  account BLOB NOT NULL,
  organisation BLOB NOT NULL,
  reason TEXT NOT NULL,
  words TEXT NOT NULL,
  state TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  granted_at INTEGER,
  until INTEGER,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE mfa_membership (
  account BLOB NOT NULL PRIMARY KEY,
  policy TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE mfa_network (
  id BLOB NOT NULL PRIMARY KEY,
  organisation BLOB NOT NULL,
  addresses TEXT NOT NULL,
  name TEXT NOT NULL,
  state TEXT NOT NULL,
  proposed_by TEXT NOT NULL,
  proposed_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE mfa_policy (
  organisation BLOB NOT NULL,
  starts_at INTEGER NOT NULL,
  policy TEXT NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL,
  PRIMARY KEY (organisation, starts_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE mfa_reminder (
  organisation BLOB NOT NULL PRIMARY KEY,
  reminded_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE mfa_report (
  organisation BLOB NOT NULL PRIMARY KEY,
  told_at INTEGER NOT NULL,
  passing INTEGER NOT NULL,
  missing INTEGER NOT NULL,
  ending INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE mfa_round (
  one INTEGER NOT NULL PRIMARY KEY,
  day INTEGER NOT NULL,
  after BLOB NOT NULL,
  is_over INTEGER NOT NULL
) STRICT;

CREATE TABLE mfa_standing (
  account BLOB NOT NULL PRIMARY KEY,
  exception BLOB NOT NULL,
  until INTEGER NOT NULL,
  anew INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE notice_addition (
  organisation BLOB NOT NULL,
  notice TEXT NOT NULL,
  words TEXT NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL,
  PRIMARY KEY (organisation, notice)
) STRICT, WITHOUT ROWID;

CREATE TABLE notice_day (
  day INTEGER NOT NULL PRIMARY KEY,
  written INTEGER NOT NULL
) STRICT;

CREATE TABLE notice_mail (
  id BLOB NOT NULL PRIMARY KEY,
  notice TEXT NOT NULL,
  occasion TEXT NOT NULL,
  addressee TEXT NOT NULL,
  account BLOB NOT NULL,
  organisation BLOB NOT NULL,
  address TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  state TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  settled_at INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  unsettled INTEGER NOT NULL,
  queued_for INTEGER NOT NULL,
  reply TEXT NOT NULL
) STRICT;

CREATE TABLE organisation (
  id BLOB NOT NULL PRIMARY KEY,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  kind TEXT NOT NULL,
  status TEXT NOT NULL,
  address TEXT,
  postcode TEXT,
  telephone TEXT,
  region TEXT,
  geography TEXT,
  parent_code TEXT,
  role_codes TEXT,
  opened_on INTEGER,
  closed_on INTEGER,
  legal_opened_on INTEGER,
  legal_closed_on INTEGER,
  register_as_of INTEGER NOT NULL,
  register_days TEXT NOT NULL,
  state TEXT NOT NULL,
  short_name TEXT,
  tier TEXT,
  parent BLOB,
  opened_at INTEGER,
  closed_at INTEGER,
  time_zone TEXT,
  usage_location TEXT,
  support_telephone TEXT,
  support_hours TEXT,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE organisation_closure (
  ancestor BLOB NOT NULL,
  descendant BLOB NOT NULL,
  depth INTEGER NOT NULL,
  PRIMARY KEY (ancestor, descendant)
) STRICT, WITHOUT ROWID;

CREATE TABLE organisation_gate (
  organisation BLOB NOT NULL PRIMARY KEY,
  is_open INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE organisation_relation (
  organisation BLOB NOT NULL,
  kind TEXT NOT NULL,
  other_code TEXT NOT NULL,
  started_on INTEGER,
  ended_on INTEGER,
  as_of INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL, dated_on INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (organisation, kind, other_code)
) STRICT, WITHOUT ROWID;

CREATE TABLE organisation_short_name (
  short_key TEXT NOT NULL PRIMARY KEY,
  organisation BLOB NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE organisation_succession (
  old_code TEXT NOT NULL,
  new_code TEXT NOT NULL,
  effective_on INTEGER NOT NULL,
  source TEXT NOT NULL,
  confidence TEXT NOT NULL,
  note TEXT,
  as_of INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL,
  PRIMARY KEY (old_code, new_code)
) STRICT, WITHOUT ROWID;

CREATE TABLE organisation_unit (
  id BLOB NOT NULL PRIMARY KEY,
  organisation BLOB NOT NULL,
  parent BLOB NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE organisation_unit_name (
  parent BLOB NOT NULL,
  name_key TEXT NOT NULL,
  unit BLOB NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL,
  PRIMARY KEY (parent, name_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE organisation_word (
  word TEXT NOT NULL,
  organisation BLOB NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL,
  PRIMARY KEY (word, organisation)
) STRICT, WITHOUT ROWID;

CREATE TABLE parked_fact (
  follower TEXT NOT NULL,
  seq INTEGER NOT NULL,
  problem TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (follower, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE passkey (
  id BLOB NOT NULL PRIMARY KEY,
  account BLOB NOT NULL,
  credential_id BLOB NOT NULL,
  public_key BLOB NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  synced INTEGER NOT NULL,
  transports TEXT NOT NULL,
  sign_count INTEGER NOT NULL,
  added_at INTEGER NOT NULL,
  last_used_at INTEGER NOT NULL,
  counter_back_at INTEGER,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE passkey_challenge (
  id BLOB NOT NULL PRIMARY KEY,
  expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE passkey_owner (
  account BLOB NOT NULL PRIMARY KEY,
  handle BLOB NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE passkey_warning (
  passkey BLOB NOT NULL PRIMARY KEY,
  account BLOB NOT NULL
) STRICT;

CREATE TABLE password_history (
  account BLOB NOT NULL,
  version INTEGER NOT NULL,
  hash TEXT NOT NULL,
  act BLOB NOT NULL,
  PRIMARY KEY (account, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE password_words (
  organisation BLOB NOT NULL PRIMARY KEY,
  words TEXT NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE policy_addon (
  policy BLOB NOT NULL,
  product BLOB NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL,
  PRIMARY KEY (policy, product)
) STRICT, WITHOUT ROWID;

CREATE TABLE policy_default (
  organisation BLOB NOT NULL PRIMARY KEY,
  policy BLOB NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE policy_membership (
  account BLOB NOT NULL PRIMARY KEY,
  policy BLOB NOT NULL,
  organisation BLOB NOT NULL,
  name_key TEXT NOT NULL,
  present INTEGER NOT NULL,
  applied INTEGER NOT NULL,
  since INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE policy_move (
  account BLOB NOT NULL PRIMARY KEY,
  policy BLOB NOT NULL,
  organisation BLOB NOT NULL,
  day TEXT NOT NULL,
  begins_at INTEGER NOT NULL,
  asked_by BLOB NOT NULL,
  proposal BLOB NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE product (
  id BLOB NOT NULL PRIMARY KEY,
  string_id TEXT NOT NULL,
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE product_plan (
  product BLOB NOT NULL,
  plan BLOB NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL,
  PRIMARY KEY (product, plan)
) STRICT, WITHOUT ROWID;

CREATE TABLE proposal (
  id BLOB NOT NULL PRIMARY KEY,
  asker BLOB NOT NULL,
  command TEXT NOT NULL,
  body TEXT NOT NULL,
  plan TEXT NOT NULL,
  decider TEXT NOT NULL,
  decided_by BLOB,
  due_at INTEGER NOT NULL,
  state TEXT NOT NULL,
  outcome TEXT,
  act BLOB NOT NULL
, expected INTEGER) STRICT;

CREATE TABLE recorded_number (
  account BLOB NOT NULL PRIMARY KEY,
  telephone_at INTEGER NOT NULL,
  mobile_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE recovery_bound (
  bucket INTEGER NOT NULL PRIMARY KEY,
  began_at INTEGER NOT NULL,
  tries INTEGER NOT NULL
) STRICT;

CREATE TABLE recovery_code (
  id BLOB NOT NULL PRIMARY KEY,
  account BLOB NOT NULL,
  code_hash BLOB NOT NULL,
  used_at INTEGER,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE refresh_token (
  id BLOB NOT NULL PRIMARY KEY,
  token_hash BLOB NOT NULL,
  entry BLOB NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT;

CREATE TABLE refusal_count (
  actor TEXT NOT NULL,
  command TEXT NOT NULL,
  code TEXT NOT NULL,
  minute INTEGER NOT NULL,
  refusals INTEGER NOT NULL,
  PRIMARY KEY (actor, command, code, minute)
) STRICT, WITHOUT ROWID;

CREATE TABLE register_file (
  id BLOB NOT NULL PRIMARY KEY,
  digest TEXT NOT NULL,
  name TEXT NOT NULL,
  as_of INTEGER NOT NULL,
  seen INTEGER NOT NULL,
  created INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  imported_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
, successions INTEGER NOT NULL DEFAULT 0, form TEXT NOT NULL DEFAULT 'register') STRICT;

CREATE TABLE register_notice (
  organisation BLOB NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  known TEXT NOT NULL,
  says TEXT NOT NULL,
  day INTEGER NOT NULL,
  successors TEXT NOT NULL,
  noticed_at INTEGER NOT NULL,
  settled_at INTEGER,
  version INTEGER NOT NULL,
  act BLOB NOT NULL,
  PRIMARY KEY (organisation, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE report_file (
  id BLOB NOT NULL PRIMARY KEY,
  schedule BLOB NOT NULL,
  due_at INTEGER NOT NULL,
  made_at INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  size INTEGER NOT NULL,
  contents TEXT
) STRICT;

CREATE TABLE report_schedule (
  id BLOB NOT NULL PRIMARY KEY,
  account BLOB NOT NULL,
  file TEXT NOT NULL,
  query TEXT NOT NULL,
  name TEXT NOT NULL,
  every TEXT NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE request (
  id BLOB NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  organisation BLOB NOT NULL,
  asked_by BLOB NOT NULL,
  asked_for BLOB NOT NULL,
  desk TEXT NOT NULL,
  state TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  since INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  taken_by BLOB,
  answers TEXT NOT NULL,
  summary TEXT NOT NULL,
  decided_by BLOB,
  decided_at INTEGER,
  reason TEXT,
  command TEXT,
  proposal BLOB,
  ran_act BLOB,
  problem TEXT,
  reminders INTEGER NOT NULL,
  reminded_at INTEGER,
  messages INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE request_file (
  id BLOB NOT NULL PRIMARY KEY,
  request BLOB NOT NULL,
  message INTEGER NOT NULL,
  place INTEGER NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  size INTEGER NOT NULL,
  digest TEXT NOT NULL,
  contents BLOB NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE request_message (
  request BLOB NOT NULL,
  number INTEGER NOT NULL,
  author BLOB NOT NULL,
  of_asker INTEGER NOT NULL,
  at INTEGER NOT NULL,
  body TEXT NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL,
  PRIMARY KEY (request, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE role_grant (
  id BLOB NOT NULL PRIMARY KEY,
  account BLOB NOT NULL,
  role TEXT NOT NULL,
  organisation BLOB,
  with_descendants INTEGER NOT NULL,
  starts_at INTEGER NOT NULL,
  ends_at INTEGER,
  reason TEXT NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
, sector TEXT) STRICT;

CREATE TABLE saml_entry (
  id BLOB NOT NULL PRIMARY KEY,
  application BLOB NOT NULL,
  account BLOB NOT NULL,
  session BLOB NOT NULL,
  name_id TEXT NOT NULL,
  name_format TEXT NOT NULL,
  began_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE saml_request_use (
  application BLOB NOT NULL,
  request_hash BLOB NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (application, request_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE saved_view (
  id BLOB NOT NULL PRIMARY KEY,
  account BLOB NOT NULL,
  list TEXT NOT NULL,
  query TEXT NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE schema_migration (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL);

CREATE TABLE second_factor (
  account BLOB NOT NULL PRIMARY KEY,
  reset_by TEXT,
  reset_at INTEGER,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
, warned_at INTEGER) STRICT;

CREATE TABLE second_factor_failure (
  id BLOB NOT NULL PRIMARY KEY,
  account BLOB NOT NULL,
  at INTEGER NOT NULL,
  release INTEGER NOT NULL
, after_password INTEGER NOT NULL DEFAULT 0, recovering INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE second_factor_guard (
  account BLOB NOT NULL PRIMARY KEY,
  tries INTEGER NOT NULL
) STRICT;

CREATE TABLE second_factor_warning (
  account BLOB NOT NULL PRIMARY KEY
) STRICT;

CREATE TABLE second_person (
  proposal BLOB NOT NULL PRIMARY KEY,
  asker BLOB NOT NULL,
  command TEXT NOT NULL,
  reason TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  decision TEXT NOT NULL,
  decided_by BLOB,
  words TEXT NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE second_step (
  id BLOB NOT NULL PRIMARY KEY,
  key_hash BLOB NOT NULL,
  account BLOB NOT NULL,
  credential INTEGER NOT NULL,
  line BLOB NOT NULL,
  expires_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
, asks INTEGER NOT NULL DEFAULT 0, proofs TEXT NOT NULL DEFAULT 'pwd') STRICT;

CREATE TABLE served_organisation (
  organisation BLOB NOT NULL PRIMARY KEY,
  sector TEXT NOT NULL,
  since_at INTEGER NOT NULL,
  reason TEXT NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE service_plan (
  id BLOB NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  friendly_name TEXT NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE session (
  id BLOB NOT NULL PRIMARY KEY,
  key_hash BLOB NOT NULL,
  account BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  idle_seconds INTEGER NOT NULL,
  csrf TEXT NOT NULL,
  peer TEXT NOT NULL,
  user_agent TEXT NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
, proofs TEXT NOT NULL DEFAULT 'pwd', proved_at INTEGER NOT NULL DEFAULT 0, passkey_at INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE session_use (
  session BLOB NOT NULL PRIMARY KEY,
  last_used_at INTEGER NOT NULL
) STRICT;

CREATE TABLE sign_in_guard (
  account BLOB NOT NULL PRIMARY KEY,
  failures INTEGER NOT NULL,
  locked_until INTEGER NOT NULL,
  release INTEGER NOT NULL
) STRICT;

CREATE TABLE sign_in_guessing (
  about BLOB NOT NULL PRIMARY KEY,
  warned_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE sign_in_log (
  id BLOB NOT NULL PRIMARY KEY,
  at INTEGER NOT NULL,
  account BLOB,
  username_key TEXT NOT NULL,
  peer TEXT NOT NULL,
  outcome TEXT NOT NULL,
  reason TEXT NOT NULL,
  device TEXT NOT NULL
, organisation BLOB, place TEXT NOT NULL DEFAULT '', factor TEXT NOT NULL DEFAULT '', risk TEXT NOT NULL DEFAULT '', application TEXT NOT NULL DEFAULT '', application_name TEXT NOT NULL DEFAULT '') STRICT;

CREATE TABLE sign_in_network (
  network TEXT NOT NULL PRIMARY KEY,
  began_at INTEGER NOT NULL,
  failures INTEGER NOT NULL
) STRICT;

CREATE TABLE sign_in_release (
  account BLOB NOT NULL PRIMARY KEY,
  released_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE sign_in_vain (
  network TEXT NOT NULL,
  name BLOB NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (network, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE signing_key (
  id BLOB NOT NULL PRIMARY KEY,
  algorithm TEXT NOT NULL,
  generation INTEGER NOT NULL,
  kid TEXT NOT NULL,
  state TEXT NOT NULL,
  moved_at INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  public_key TEXT NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE start_code (
  account BLOB NOT NULL PRIMARY KEY,
  code_hash BLOB NOT NULL,
  issued_at INTEGER NOT NULL,
  issued_by TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE start_link (
  account BLOB NOT NULL PRIMARY KEY,
  link BLOB NOT NULL,
  address TEXT NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE subscription (
  id BLOB NOT NULL PRIMARY KEY,
  owner BLOB,
  product BLOB NOT NULL,
  label TEXT NOT NULL,
  quantity INTEGER NOT NULL,
  reserved INTEGER NOT NULL,
  tops_up INTEGER NOT NULL,
  starts_at INTEGER NOT NULL,
  ends_at INTEGER,
  predecessor BLOB,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE tenant_approval (
  epoch BLOB NOT NULL,
  account BLOB NOT NULL,
  at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL,
  PRIMARY KEY (epoch, account)
) STRICT, WITHOUT ROWID;

CREATE TABLE tenant_containment (
  id BLOB NOT NULL PRIMARY KEY,
  account BLOB NOT NULL,
  is_there INTEGER NOT NULL,
  blocked_at INTEGER,
  sessions_ended_at INTEGER,
  rules_off_at INTEGER,
  rules TEXT NOT NULL,
  rules_left TEXT NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE tenant_import (
  one INTEGER NOT NULL PRIMARY KEY,
  link TEXT NOT NULL,
  finished_at INTEGER
) STRICT;

CREATE TABLE tenant_object (
  account BLOB NOT NULL PRIMARY KEY,
  organisation BLOB NOT NULL,
  tenant_id TEXT,
  desired_hash BLOB NOT NULL,
  state TEXT NOT NULL,
  is_open INTEGER NOT NULL,
  confirmed_hash BLOB,
  confirmed_at INTEGER,
  saved_at INTEGER NOT NULL,
  sent_at INTEGER,
  problem_code TEXT,
  problem TEXT,
  observed TEXT,
  tries INTEGER NOT NULL,
  queued_for INTEGER NOT NULL
) STRICT;

CREATE TABLE tenant_release (
  epoch BLOB NOT NULL PRIMARY KEY,
  released_at INTEGER,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE tenant_switch (
  one INTEGER NOT NULL PRIMARY KEY,
  paused INTEGER NOT NULL,
  reason TEXT NOT NULL,
  since INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE tenant_trouble (
  one INTEGER NOT NULL PRIMARY KEY,
  at INTEGER NOT NULL,
  words TEXT NOT NULL
) STRICT;

CREATE TABLE terms_acceptance (
  id BLOB NOT NULL PRIMARY KEY,
  account BLOB NOT NULL,
  terms BLOB NOT NULL,
  organisation BLOB NOT NULL,
  accepted_at INTEGER NOT NULL,
  way TEXT NOT NULL,
  session BLOB NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
, asked_again INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE terms_count (
  terms BLOB NOT NULL,
  organisation BLOB NOT NULL,
  day TEXT NOT NULL,
  accepted INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL,
  PRIMARY KEY (terms, organisation, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE terms_draft (
  place BLOB NOT NULL PRIMARY KEY,
  revision BLOB NOT NULL,
  title TEXT NOT NULL,
  sentences TEXT NOT NULL,
  body TEXT NOT NULL,
  changes TEXT NOT NULL,
  counts_from INTEGER NOT NULL,
  put_off_until INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE terms_exemption (
  application BLOB NOT NULL PRIMARY KEY,
  since_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE terms_reminder (
  organisation BLOB NOT NULL PRIMARY KEY,
  reminded_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE terms_version (
  id BLOB NOT NULL PRIMARY KEY,
  place BLOB NOT NULL,
  number INTEGER NOT NULL,
  title TEXT NOT NULL,
  sentences TEXT NOT NULL,
  body TEXT NOT NULL,
  changes TEXT NOT NULL,
  counts_from INTEGER NOT NULL,
  put_off_until INTEGER NOT NULL,
  published_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE text_budget (
  organisation BLOB NOT NULL PRIMARY KEY,
  began_at INTEGER NOT NULL,
  texts INTEGER NOT NULL
) STRICT;

CREATE TABLE text_guard (
  account BLOB NOT NULL PRIMARY KEY,
  turns INTEGER NOT NULL
) STRICT;

CREATE TABLE text_message (
  id BLOB NOT NULL PRIMARY KEY,
  account BLOB NOT NULL,
  number BLOB NOT NULL,
  purpose TEXT NOT NULL,
  bound BLOB NOT NULL,
  made_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  state TEXT NOT NULL
) STRICT;

CREATE TABLE text_number (
  id BLOB NOT NULL PRIMARY KEY,
  account BLOB NOT NULL,
  sealed BLOB NOT NULL,
  ending TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  confirmed_at INTEGER,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE transfer (
  id BLOB NOT NULL PRIMARY KEY,
  account BLOB NOT NULL,
  from_organisation BLOB NOT NULL,
  to_organisation BLOB NOT NULL,
  state TEXT NOT NULL,
  begun TEXT NOT NULL,
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  unit BLOB,
  day TEXT,
  due_at INTEGER,
  note TEXT,
  reason TEXT,
  agreed_by BLOB,
  begun_at INTEGER NOT NULL,
  turn_since INTEGER NOT NULL,
  reminded INTEGER NOT NULL,
  next_at INTEGER,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE tree_guard (
  one INTEGER NOT NULL PRIMARY KEY,
  moves INTEGER NOT NULL
) STRICT;

CREATE TABLE unread_mailbox (
  account BLOB NOT NULL PRIMARY KEY,
  since INTEGER,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE user_policy (
  id BLOB NOT NULL PRIMARY KEY,
  organisation BLOB NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  kind TEXT NOT NULL,
  base_product BLOB NOT NULL,
  description TEXT NOT NULL,
  switched_off TEXT NOT NULL,
  state TEXT NOT NULL,
  successor BLOB,
  revision INTEGER NOT NULL,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;

CREATE TABLE welcome (
  account BLOB NOT NULL PRIMARY KEY,
  began_at INTEGER NOT NULL,
  details_at INTEGER,
  put_off_until INTEGER,
  finished_at INTEGER,
  version INTEGER NOT NULL,
  act BLOB NOT NULL
) STRICT;
