//! Pages for people, made on the server without a script.

mod html;
mod page;

pub use html::Html;
pub use page::page;
