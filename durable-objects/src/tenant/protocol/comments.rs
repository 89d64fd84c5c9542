//! What can be asked of a tenant object about comments and mentions.

use std::time::Duration;

use domain::channel::ChannelKind;
use domain::comments::{Said, Verb};
use domain::ids::{ChannelId, ContactId, ConversationId};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::call::{Call, Page};

/// What was said in public on a channel. Repeating it, or bringing it in another order, changes nothing.
#[derive(Clone, Serialize, Deserialize)]
pub struct TakeComments {
    /// Where.
    pub channel_id: ChannelId,
    /// The channel's kind.
    pub channel_kind: ChannelKind,
    /// In the order they came.
    pub events: Vec<CommentEvent>,
}

impl Call for TakeComments {
    const NAME: &'static str = "take-comments";
    // As for messages: what is not kept by then is parked in R2.
    const LIMIT: Duration = Duration::from_secs(2);
    type Reply = ();
}

/// What kind of thing was said in public.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommentKind {
    /// On a post or medium of the business.
    Comment,
    /// Elsewhere, naming the business.
    Mention,
}

impl CommentKind {
    /// As stored and as in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Comment => "comment",
            Self::Mention => "mention",
        }
    }
}

/// Something that happened to a comment.
#[derive(Clone, Serialize, Deserialize)]
pub struct CommentEvent {
    /// What happened.
    pub verb: Verb,
    /// Who wrote it, scoped to the channel.
    pub author_id: Option<String>,
    /// What it says, where the event tells.
    pub said: Said,
    /// When it happened, by the channel's clock.
    pub at: Timestamp,
    /// Which one it is.
    pub about: CommentFacts,
}

/// What never changes about a comment.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentFacts {
    /// Its kind.
    pub kind: CommentKind,
    /// Meta's id of it; of a post that names the business, the post's.
    pub comment_id: String,
    /// The post or medium.
    pub post_id: Option<String>,
    /// The comment that it answers.
    pub parent_id: Option<String>,
    /// The author's name or username.
    pub author_name: Option<String>,
    /// It was written during a live broadcast.
    pub is_live: bool,
    /// The ad it was written under.
    pub ad_id: Option<String>,
    /// When it was written.
    pub written_at: Timestamp,
}

/// What was said in public, the latest word first.
#[derive(Debug, Serialize, Deserialize)]
pub struct ListComments {
    /// From the last part.
    pub cursor: Option<String>,
    /// At most this many.
    pub limit: u32,
}
call!(ListComments, "list-comments" => Page<CommentView>);

/// A comment or mention as it stands.
#[derive(Serialize, Deserialize)]
pub struct CommentView {
    /// Our id of it.
    pub id: String,
    /// Where.
    pub channel_id: ChannelId,
    /// Its author, if they wrote to the business as well.
    pub contact_id: Option<ContactId>,
    /// What never changes.
    pub facts: CommentFacts,
    /// What it says now.
    pub said: Said,
    /// It said something else before.
    pub is_edited: bool,
    /// The business hid it from others.
    pub is_hidden: bool,
    /// The latest word on it.
    pub changed_at: Timestamp,
}

/// Staff take a comment from here; at Meta it stays. Refused if there is none.
#[derive(Debug, Serialize, Deserialize)]
pub struct DeleteComment {
    /// Our id of it.
    pub id: String,
}
call!(DeleteComment, "delete-comment" => ());

/// Where a comment was said, and by whom. Refused if there is none.
#[derive(Debug, Serialize, Deserialize)]
pub struct GetCommentPlace {
    /// Our id of it.
    pub id: String,
}
call!(GetCommentPlace, "get-comment-place" => CommentPlace);

/// What leads to everything that its author said.
#[derive(Debug, Serialize, Deserialize)]
pub struct CommentPlace {
    /// The channel.
    pub channel_id: ChannelId,
    /// The conversation that the author's name leads to, whether they ever wrote or not; none: Meta does not tell who
    /// the author is.
    pub author: Option<ConversationId>,
}

/// What a delivery of comments is called while it is parked: an erasure finds its author's without opening all.
const PARKED: &str = "comments";

/// The name of a parked delivery with comments of one author, or of those whose author nobody told.
pub fn parked_comments(author: Option<&ConversationId>) -> String {
    author.map_or_else(|| PARKED.to_owned(), |author| format!("{PARKED}.{author}"))
}

/// Whose comments a parked delivery of this name holds; `None`: it holds none.
pub fn parked_author(name: &str) -> Option<Option<&str>> {
    let rest = name.strip_prefix(PARKED)?;
    if rest.is_empty() { Some(None) } else { rest.strip_prefix('.').map(Some) }
}
