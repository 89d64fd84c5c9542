//! How fast WhatsApp lets a business send: to one person, and from one number.

mod number;
mod pair;

pub use number::NumberPace;
pub use pair::PairPace;
