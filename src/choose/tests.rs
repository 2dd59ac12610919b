//! What a choice makes of a record.
