-- What a duty desk is told by mail (link/notices).

CREATE TABLE notice (
  id UUID PRIMARY KEY,
  agency_id UUID NOT NULL REFERENCES agency (id), -- who is told
  kind TEXT NOT NULL CHECK (kind IN ('hit', 'emergency')),
  subject_id UUID NOT NULL, -- the alert, or the emergency look
  reference TEXT NOT NULL, -- of the agency's own record, quoted in the mail
  made_at BIGINT NOT NULL,
  mailed_at BIGINT,
  UNIQUE (agency_id, kind, subject_id)
);
CREATE INDEX notice_waiting ON notice (agency_id) WHERE mailed_at IS NULL;

-- When each desk was written to last, so that mails come as one and not as a flood.
CREATE TABLE notice_desk (
  agency_id UUID PRIMARY KEY REFERENCES agency (id),
  mailed_at BIGINT,
  sending_until BIGINT -- a worker is sending one; if it falls silent, another may after this moment
);
