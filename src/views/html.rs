//! Writing HTML: what is ours is written as it is, and must be known when compiling; everything else is escaped.

/// HTML under construction.
#[derive(Default)]
pub struct Html(String);

impl Html {
    /// Markup of ours.
    #[must_use]
    pub fn markup(mut self, ours: &'static str) -> Self {
        self.0.push_str(ours);
        self
    }

    /// Text from anywhere, for an element or for an attribute in quotes.
    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        for letter in text.chars() {
            match letter {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                other => self.0.push(other),
            }
        }
        self
    }

    /// A part that was made the same way.
    #[must_use]
    pub fn part(mut self, part: &Self) -> Self {
        self.0.push_str(&part.0);
        self
    }

    /// The document.
    pub fn into_string(self) -> String {
        self.0
    }
}
