//! The Worker on workerd, as `wrangler dev` runs it: local D1, R2 and objects, nothing of any account.

mod lines;
mod migrations;
mod port;
mod wrangler;

pub use lines::Lines;
pub use migrations::migrate;
pub use port::{busy, free_port, require_free, wait_until_free};
pub use wrangler::{Wrangler, WranglerOptions};
