//! What happens in public: comments, mentions, posts, leads.

use domain::time::Timestamp;

/// A comment on a post of a Page or a medium of Instagram.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Comment {
    /// The comment's id; unique with `verb`.
    pub id: String,
    /// `add`, `edited`, `remove`, `hide`, `unhide`; always `add` on Instagram.
    pub verb: String,
    /// The post or medium.
    pub post_id: Option<String>,
    /// The comment that this one answers; `None` on a post itself.
    pub parent_id: Option<String>,
    /// What it says.
    pub text: Option<String>,
    /// Who wrote it, scoped to the Page or account.
    pub from_id: Option<String>,
    /// Their name or username.
    pub from_name: Option<String>,
    /// The business wrote it itself: do not answer.
    pub is_own: bool,
    /// It was written during a live broadcast: a private reply can only go while that lasts.
    pub is_live: bool,
    /// `FEED`, `REELS`, `STORY` or `AD` (Instagram).
    pub product: Option<String>,
    /// The ad it was written under.
    pub ad_id: Option<String>,
    /// A picture attached to it.
    pub photo_url: Option<String>,
    /// When.
    pub at: Option<Timestamp>,
}

/// The business was named by someone.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Mention {
    /// The post or medium.
    pub post_id: Option<String>,
    /// The comment, if it was in one.
    pub comment_id: Option<String>,
    /// `add`, `edited`, `remove`.
    pub verb: Option<String>,
    /// What it says.
    pub text: Option<String>,
    /// Who wrote it.
    pub from_id: Option<String>,
    /// When.
    pub at: Option<Timestamp>,
}

/// A post, picture, reaction or the like on a Page's feed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct FeedChange {
    /// `post`, `status`, `photo`, `video`, `reaction`, `share`, …
    pub item: String,
    /// `add`, `edit`, `remove`, …
    pub verb: Option<String>,
    /// The post.
    pub post_id: Option<String>,
    /// What it says.
    pub text: Option<String>,
    /// Whose it is.
    pub from_id: Option<String>,
    /// The business did it itself.
    pub is_own: bool,
    /// The link in it.
    pub link: Option<String>,
    /// Such as `like`.
    pub reaction: Option<String>,
    /// When.
    pub at: Option<Timestamp>,
}

/// A lead form that someone sent. The answers are fetched by its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lead {
    /// Meta's id of the answers.
    pub id: String,
    /// The form.
    pub form_id: Option<String>,
    /// The ad.
    pub ad_id: Option<String>,
    /// When.
    pub at: Option<Timestamp>,
}

/// The figures of a story, sent when it ends after 24 hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoryInsights {
    /// The story.
    pub media_id: String,
    /// Meta's names of the figures, and the figures.
    pub figures: Vec<(String, i64)>,
}

crate::json::log_safe! {
    Comment { id, verb, post_id, is_own, is_live, at }
    Mention { post_id, comment_id, verb, at }
    FeedChange { item, verb, post_id, is_own, at }
}
