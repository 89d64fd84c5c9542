//! Where customers see to their rights over their data.

pub mod deletion_status;
