-- Whose records an emergency look opened: they are told, and their managers review it.

CREATE TABLE break_glass_owner (
  break_glass_id UUID NOT NULL REFERENCES break_glass (id),
  agency_id UUID NOT NULL REFERENCES agency (id),
  PRIMARY KEY (break_glass_id, agency_id)
);
CREATE INDEX break_glass_owner_agency ON break_glass_owner (agency_id);
