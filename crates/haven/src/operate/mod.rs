//! Operate: keeping the desk running. Backup, restore, checks.
