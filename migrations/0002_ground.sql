-- Who is here, under what agreement, and the ledger of everything done.

CREATE TABLE agency (
  id UUID PRIMARY KEY,
  code TEXT NOT NULL UNIQUE, -- short word in URLs and files: northmere-police
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('police', 'social_care', 'health', 'education', 'border', 'immigration', 'charity', 'national_unit', 'international')),
  pack TEXT NOT NULL, -- the jurisdiction it works under: GB-ENG
  language TEXT NOT NULL,
  duty_phone TEXT, -- whom to ring about a record of this agency when the record names nobody
  duty_email TEXT,
  made_at BIGINT NOT NULL,
  closed_at BIGINT
);

CREATE TABLE account (
  id UUID PRIMARY KEY,
  agency_id UUID NOT NULL REFERENCES agency (id),
  email TEXT NOT NULL UNIQUE, -- lower case
  display_name TEXT NOT NULL,
  job_title TEXT,
  phone TEXT,
  language TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('invited', 'active', 'suspended')),
  password_hash TEXT, -- argon2id, PHC text
  totp_sealed BYTEA, -- the seed, sealed by the vault
  totp_confirmed_at BIGINT,
  totp_last_step BIGINT, -- a code is good once
  failed_attempts BIGINT NOT NULL DEFAULT 0,
  locked_until BIGINT,
  long_form BOOLEAN NOT NULL DEFAULT FALSE, -- one long page instead of one idea a page
  made_at BIGINT NOT NULL,
  last_sign_in_at BIGINT
);
CREATE INDEX account_agency ON account (agency_id, display_name);

CREATE TABLE account_role (
  account_id UUID NOT NULL REFERENCES account (id),
  role TEXT NOT NULL,
  granted_at BIGINT NOT NULL,
  granted_by UUID,
  PRIMARY KEY (account_id, role)
);

CREATE TABLE recovery_code (
  account_id UUID NOT NULL REFERENCES account (id),
  digest BYTEA NOT NULL,
  used_at BIGINT,
  PRIMARY KEY (account_id, digest)
);

CREATE TABLE passkey (
  id UUID PRIMARY KEY,
  account_id UUID NOT NULL REFERENCES account (id),
  label TEXT NOT NULL,
  credential_id BYTEA NOT NULL UNIQUE,
  credential TEXT NOT NULL, -- webauthn, JSON
  made_at BIGINT NOT NULL,
  last_used_at BIGINT
);
CREATE INDEX passkey_account ON passkey (account_id);

CREATE TABLE invitation (
  id UUID PRIMARY KEY,
  account_id UUID NOT NULL REFERENCES account (id),
  token_digest BYTEA NOT NULL UNIQUE,
  made_at BIGINT NOT NULL,
  made_by UUID,
  expires_at BIGINT NOT NULL,
  accepted_at BIGINT
);

-- stage: half = password right, second factor owed; full = signed in; visitor = before sign-in (csrf, OpenID state)
CREATE TABLE session (
  digest BYTEA PRIMARY KEY,
  id UUID NOT NULL UNIQUE,
  account_id UUID REFERENCES account (id),
  stage TEXT NOT NULL CHECK (stage IN ('visitor', 'half', 'full')),
  csrf TEXT NOT NULL,
  data TEXT NOT NULL, -- flash message, OpenID and passkey state
  purpose TEXT NOT NULL,
  device TEXT, -- browser family, as told
  made_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_expiry ON session (expires_at);

CREATE TABLE openid_provider (
  id UUID PRIMARY KEY,
  agency_id UUID NOT NULL REFERENCES agency (id),
  label TEXT NOT NULL,
  issuer TEXT NOT NULL,
  client_id TEXT NOT NULL,
  secret_sealed BYTEA NOT NULL,
  made_at BIGINT NOT NULL,
  withdrawn_at BIGINT
);

CREATE TABLE openid_subject (
  provider_id UUID NOT NULL REFERENCES openid_provider (id),
  subject TEXT NOT NULL,
  account_id UUID NOT NULL REFERENCES account (id),
  made_at BIGINT NOT NULL,
  PRIMARY KEY (provider_id, subject)
);

CREATE TABLE api_token (
  id UUID PRIMARY KEY,
  agency_id UUID NOT NULL REFERENCES agency (id),
  label TEXT NOT NULL,
  digest BYTEA NOT NULL UNIQUE,
  scopes TEXT NOT NULL, -- JSON list
  made_by UUID NOT NULL REFERENCES account (id),
  made_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT,
  last_used_at BIGINT
);
CREATE INDEX api_token_agency ON api_token (agency_id);

-- One direction each: what owner_agency lets reader_agency see, why, until when.
CREATE TABLE agreement (
  id UUID PRIMARY KEY,
  owner_agency_id UUID NOT NULL REFERENCES agency (id),
  reader_agency_id UUID NOT NULL REFERENCES agency (id),
  level TEXT NOT NULL CHECK (level IN ('identity', 'content')),
  purposes TEXT NOT NULL, -- JSON list
  lawful_basis TEXT NOT NULL, -- code of the pack
  note TEXT,
  starts_on TEXT NOT NULL, -- ISO dates
  ends_on TEXT NOT NULL,
  made_by UUID NOT NULL REFERENCES account (id),
  made_at BIGINT NOT NULL,
  withdrawn_at BIGINT,
  withdrawn_by UUID
);
CREATE INDEX agreement_reader ON agreement (reader_agency_id);
CREATE INDEX agreement_owner ON agreement (owner_agency_id);

CREATE TABLE break_glass (
  id UUID PRIMARY KEY,
  account_id UUID NOT NULL REFERENCES account (id),
  person_id UUID NOT NULL,
  reason TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  reviewed_at BIGINT,
  reviewed_by UUID,
  review_note TEXT
);
CREATE INDEX break_glass_account ON break_glass (account_id, expires_at);

-- Append-only and hash-chained: each line's hash covers the line and the hash before it (ground/ledger).
CREATE TABLE ledger (
  seq BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  account_id UUID,
  agency_id UUID,
  action TEXT NOT NULL,
  purpose TEXT NOT NULL,
  permit TEXT NOT NULL, -- which policies said yes
  subject_kind TEXT NOT NULL,
  subject_id UUID,
  person_id UUID,
  owner_agency_id UUID, -- whose record was touched
  before_digest BYTEA,
  after_digest BYTEA,
  detail TEXT NOT NULL, -- JSON; codes, counts and ids, never a name
  prev_hash BYTEA NOT NULL,
  hash BYTEA NOT NULL
);
CREATE INDEX ledger_person ON ledger (person_id, seq);
CREATE INDEX ledger_subject ON ledger (subject_id, seq);
CREATE INDEX ledger_account ON ledger (account_id, seq);
CREATE INDEX ledger_agency ON ledger (agency_id, seq);
CREATE INDEX ledger_owner ON ledger (owner_agency_id, seq);
CREATE INDEX ledger_at ON ledger (at);

CREATE TABLE ledger_head (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  seq BIGINT NOT NULL,
  hash BYTEA NOT NULL
);

-- only sqlite
CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
-- only postgres
CREATE FUNCTION ledger_only_grows() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'the ledger only grows'; END; $$ LANGUAGE plpgsql;
CREATE TRIGGER ledger_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger EXECUTE FUNCTION ledger_only_grows();
-- both
