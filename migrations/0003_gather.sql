-- What agencies hand in.

-- What one agency knows about one person. Never merged away; every version is kept in record_version.
CREATE TABLE record (
  id UUID PRIMARY KEY,
  reference TEXT NOT NULL UNIQUE, -- read out on the phone: HV-7KD4-M2PX
  agency_id UUID NOT NULL REFERENCES agency (id),
  kind TEXT NOT NULL CHECK (kind IN ('child', 'adult', 'suspect', 'unknown')),
  handling TEXT NOT NULL CHECK (handling IN ('shared', 'pointer_only', 'sealed')),
  pack TEXT NOT NULL, -- GB@2026.1
  source_id TEXT, -- the agency's own number for it
  version BIGINT NOT NULL,
  answers TEXT NOT NULL, -- JSON, domain::Answers
  profile TEXT NOT NULL, -- JSON, matching::Profile
  person_id UUID NOT NULL,
  made_at BIGINT NOT NULL,
  made_by UUID REFERENCES account (id), -- null: an API token or an import
  changed_at BIGINT NOT NULL,
  withdrawn_at BIGINT,
  withdrawn_reason TEXT
);
CREATE UNIQUE INDEX record_source ON record (agency_id, source_id) WHERE source_id IS NOT NULL;
CREATE INDEX record_person ON record (person_id);
CREATE INDEX record_agency ON record (agency_id, changed_at);

CREATE TABLE record_version (
  record_id UUID NOT NULL REFERENCES record (id),
  version BIGINT NOT NULL,
  answers TEXT NOT NULL,
  handling TEXT NOT NULL,
  digest BYTEA NOT NULL, -- SHA-256 of answers; the ledger's before and after
  made_at BIGINT NOT NULL,
  made_by UUID,
  channel TEXT NOT NULL,
  hand_in_id UUID,
  PRIMARY KEY (record_id, version)
);

-- A referral as received, by whichever door; a draft until sent.
CREATE TABLE hand_in (
  id UUID PRIMARY KEY,
  reference TEXT UNIQUE,
  agency_id UUID NOT NULL REFERENCES agency (id),
  account_id UUID REFERENCES account (id),
  channel TEXT NOT NULL CHECK (channel IN ('form', 'api', 'csv', 'spreadsheet', 'htcds')),
  form TEXT, -- form id in the pack
  pack TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'sent', 'discarded')),
  page TEXT, -- where the draft was left
  answers TEXT NOT NULL,
  revision BIGINT NOT NULL DEFAULT 0, -- two open windows cannot overwrite each other unseen
  handling TEXT NOT NULL DEFAULT 'shared',
  record_id UUID REFERENCES record (id),
  client_key TEXT, -- the sender's own id: a second one is not a second hand-in
  original_digest BYTEA, -- SHA-256 of what was received
  file_name TEXT,
  row_number BIGINT,
  import_id UUID,
  made_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  sent_at BIGINT
);
CREATE UNIQUE INDEX hand_in_client_key ON hand_in (agency_id, client_key) WHERE client_key IS NOT NULL;
CREATE INDEX hand_in_account ON hand_in (account_id, state, changed_at);
CREATE INDEX hand_in_agency ON hand_in (agency_id, state, sent_at);
CREATE INDEX hand_in_record ON hand_in (record_id);

CREATE TABLE attachment (
  id UUID PRIMARY KEY,
  hand_in_id UUID NOT NULL REFERENCES hand_in (id),
  record_id UUID REFERENCES record (id),
  file_name TEXT NOT NULL,
  media_type TEXT NOT NULL, -- as sniffed
  size BIGINT NOT NULL,
  digest BYTEA NOT NULL, -- SHA-256 of what is kept
  original_digest BYTEA NOT NULL, -- SHA-256 of what was received, before metadata was removed
  description TEXT,
  dated TEXT,
  made_at BIGINT NOT NULL,
  made_by UUID,
  removed_at BIGINT
);
CREATE INDEX attachment_hand_in ON attachment (hand_in_id);
CREATE INDEX attachment_record ON attachment (record_id);

-- What the referrer is owed: what became of my report.
CREATE TABLE feedback (
  id UUID PRIMARY KEY,
  hand_in_id UUID NOT NULL REFERENCES hand_in (id),
  account_id UUID NOT NULL REFERENCES account (id),
  status TEXT NOT NULL, -- received, in_progress, used, no_further_action
  note TEXT,
  made_at BIGINT NOT NULL,
  seen_at BIGINT
);
CREATE INDEX feedback_hand_in ON feedback (hand_in_id);

CREATE TABLE import_mapping (
  id UUID PRIMARY KEY,
  agency_id UUID NOT NULL REFERENCES agency (id),
  name TEXT NOT NULL,
  mapping TEXT NOT NULL, -- JSON, exchange::Mapping
  made_at BIGINT NOT NULL,
  made_by UUID,
  UNIQUE (agency_id, name)
);

CREATE TABLE import (
  id UUID PRIMARY KEY,
  agency_id UUID NOT NULL REFERENCES agency (id),
  account_id UUID REFERENCES account (id),
  file_name TEXT NOT NULL,
  digest BYTEA NOT NULL,
  format TEXT NOT NULL,
  mapping TEXT NOT NULL,
  handling TEXT NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ('whole_file', 'row_by_row')),
  dry_run BOOLEAN NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('received', 'checking', 'checked', 'refused', 'applying', 'done', 'cancelled', 'failed')),
  problem TEXT,
  rows_read BIGINT NOT NULL DEFAULT 0,
  rows_total BIGINT,
  rows_rejected BIGINT NOT NULL DEFAULT 0,
  rows_new BIGINT NOT NULL DEFAULT 0,
  rows_changed BIGINT NOT NULL DEFAULT 0,
  rows_unchanged BIGINT NOT NULL DEFAULT 0,
  rows_applied BIGINT NOT NULL DEFAULT 0,
  hits BIGINT NOT NULL DEFAULT 0,
  made_at BIGINT NOT NULL,
  ended_at BIGINT
);
CREATE INDEX import_agency ON import (agency_id, made_at);

-- Rows wait here, checked, until the whole file is known to be good; then they are applied, chunk by chunk,
-- and an interrupted import goes on where it stopped.
CREATE TABLE import_row (
  import_id UUID NOT NULL REFERENCES import (id),
  row_number BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('good', 'rejected', 'applied', 'unchanged')),
  source_id TEXT,
  kind TEXT,
  answers TEXT,
  cells TEXT NOT NULL, -- JSON list, as received
  problems TEXT, -- JSON list
  record_id UUID,
  PRIMARY KEY (import_id, row_number)
);
CREATE INDEX import_row_state ON import_row (import_id, state, row_number);
