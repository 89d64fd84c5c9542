//! What a shop tells about itself.

/// One thing that customers ask about and the owner wrote down, such as the delivery times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fact<'a> {
    /// What it is about, in the owner's words: `Delivery`, `Opening hours`.
    pub topic: &'a str,
    /// The text customers may be told.
    pub text: &'a str,
}
