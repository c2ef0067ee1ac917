-- Who is who: candidate keys, links, judgements, alerts, search.

-- A cluster of records. The row stays when its records move elsewhere, so that old addresses still lead somewhere.
CREATE TABLE person (
  id UUID PRIMARY KEY,
  moved_to UUID, -- the cluster that took its records
  made_at BIGINT NOT NULL
);

-- The comparable view of a record, worked out from its answers. Apart from the record, because recognition reads very
-- many of these and nothing else.
CREATE TABLE record_profile (
  num BIGINT PRIMARY KEY, -- record.num
  profile TEXT NOT NULL -- JSON, matching::Profile
);

-- Blocking keys of every record (matching::Profile::keys). Rule is mixed into the key.
-- These three tables take the most rows and their places are scattered, so a row is two short numbers and has no second
-- index: what a record is filed under is worked out again from its profile. On SQLite rows come in as fresh (1), in a
-- small corner of the table, and move to their place (0) slice by slice: a commit then writes a few pages and not all.
-- only sqlite
CREATE TABLE candidate_key (
  fresh INTEGER NOT NULL,
  key INTEGER NOT NULL,
  num INTEGER NOT NULL, -- record.num
  PRIMARY KEY (fresh, key, num)
) STRICT, WITHOUT ROWID;
-- only postgres
CREATE TABLE candidate_key (
  fresh BIGINT NOT NULL,
  key BIGINT NOT NULL,
  num BIGINT NOT NULL, -- record.num
  PRIMARY KEY (fresh, key, num)
);
-- both

-- Words of the search box (matching::Profile::search_tokens), hashed to 64 bits.
-- only sqlite
CREATE TABLE search_token (
  fresh INTEGER NOT NULL,
  token INTEGER NOT NULL,
  num INTEGER NOT NULL, -- record.num
  PRIMARY KEY (fresh, token, num)
) STRICT, WITHOUT ROWID;
-- only postgres
CREATE TABLE search_token (
  fresh BIGINT NOT NULL,
  token BIGINT NOT NULL,
  num BIGINT NOT NULL, -- record.num
  PRIMARY KEY (fresh, token, num)
);
-- both

-- Phones, vehicles, addresses, documents... named in records: what two records share without being one person.
-- only sqlite
CREATE TABLE record_entity (
  fresh INTEGER NOT NULL,
  entity INTEGER NOT NULL, -- hash of kind and normal form
  num INTEGER NOT NULL, -- record.num
  kind TEXT NOT NULL,
  PRIMARY KEY (fresh, entity, num)
) STRICT, WITHOUT ROWID;
-- only postgres
CREATE TABLE record_entity (
  fresh BIGINT NOT NULL,
  entity BIGINT NOT NULL,
  num BIGINT NOT NULL, -- record.num
  kind TEXT NOT NULL,
  PRIMARY KEY (fresh, entity, num)
);
-- both

-- Evidence that two records speak of one person (identity) or name the same thing (entity). a_record < b_record.
CREATE TABLE link (
  id UUID PRIMARY KEY,
  a_record UUID NOT NULL REFERENCES record (id),
  b_record UUID NOT NULL REFERENCES record (id),
  sort TEXT NOT NULL CHECK (sort IN ('identity', 'entity')),
  band TEXT NOT NULL CHECK (band IN ('strong', 'possible', 'unlikely')),
  weight DOUBLE PRECISION NOT NULL,
  probability DOUBLE PRECISION NOT NULL,
  model TEXT NOT NULL,
  evidence TEXT NOT NULL, -- JSON, codes and weights; values are read from the records
  answer TEXT CHECK (answer IN ('same', 'different', 'unsure')), -- the standing judgement
  made_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  withdrawn_at BIGINT, -- a newer version of a record no longer supports it
  -- The newer record first, so that new links stand together.
  UNIQUE (b_record, a_record, sort)
);
CREATE INDEX link_a ON link (a_record);

CREATE TABLE judgement (
  id UUID PRIMARY KEY,
  link_id UUID NOT NULL REFERENCES link (id),
  answer TEXT NOT NULL CHECK (answer IN ('same', 'different', 'unsure')),
  reason TEXT NOT NULL,
  account_id UUID NOT NULL REFERENCES account (id),
  made_at BIGINT NOT NULL,
  withdrawn_at BIGINT,
  withdrawn_by UUID,
  withdrawn_reason TEXT
);
CREATE INDEX judgement_link ON judgement (link_id, made_at);

-- A wake-up call to an agency about a link.
CREATE TABLE alert (
  id UUID PRIMARY KEY,
  agency_id UUID NOT NULL REFERENCES agency (id),
  link_id UUID NOT NULL REFERENCES link (id),
  own_record UUID NOT NULL REFERENCES record (id),
  other_record UUID NOT NULL REFERENCES record (id),
  urgent BOOLEAN NOT NULL,
  made_at BIGINT NOT NULL,
  seen_at BIGINT,
  seen_by UUID,
  UNIQUE (link_id, own_record)
);
CREATE INDEX alert_agency ON alert (agency_id, seen_at, made_at);

-- What a person was when: which records stood together (for "as known on").
CREATE TABLE person_history (
  record_id UUID NOT NULL REFERENCES record (id),
  person_id UUID NOT NULL,
  since BIGINT NOT NULL,
  PRIMARY KEY (record_id, since)
);
CREATE INDEX person_history_person ON person_history (person_id, since);

CREATE TABLE idempotency (
  agency_id UUID NOT NULL,
  key TEXT NOT NULL,
  request_digest BYTEA NOT NULL,
  status BIGINT NOT NULL,
  body TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  PRIMARY KEY (agency_id, key)
);
