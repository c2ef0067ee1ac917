-- Corrections of what was handed in.

-- The version of the record that a correction began from; none for a first hand-in.
ALTER TABLE hand_in ADD COLUMN amends_version BIGINT;
