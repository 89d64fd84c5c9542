//! Pages and Instagram accounts in public: the `changes` of an entry.

use super::{Place, Sink, messaging};
use crate::json::Node;
use crate::webhook::{Comment, EventKind, FeedChange, Lead, Mention, StoryInsights};

pub(super) fn change(change: Node<'_>, place: &Place, sink: &mut Sink) {
    let field = change.at("field").text().unwrap_or_default();
    let value = change.at("value");
    // The dashboard's test button wraps a chat event into a change.
    if value.at("sender").is_object() {
        return messaging::chat(value, place, sink, |kind| kind);
    }
    let read = match field.as_str() {
        "feed" => feed(value, place),
        "comments" => comment(value, place, false),
        "live_comments" => comment(value, place, true),
        "mention" | "mentions" => mention(value, place),
        "leadgen" => lead(value),
        "story_insights" => story_insights(value),
        _ => None,
    };
    sink.push_or(place, read, &field);
}

fn feed(value: Node<'_>, place: &Place) -> Option<EventKind> {
    let item = value.at("item").text()?;
    if item == "comment" {
        return feed_comment(value, place);
    }
    let from_id = author(value);
    Some(EventKind::FeedChange(Box::new(FeedChange {
        item,
        verb: value.at("verb").text(),
        post_id: value.at("post_id").id(),
        text: value.at("message").text(),
        is_own: from_id.as_deref() == Some(&place.asset.id),
        from_id,
        link: value.at("link").text(),
        reaction: value.at("reaction_type").text(),
        at: value.at("created_time").moment().or(place.entry_at),
    })))
}

fn feed_comment(value: Node<'_>, place: &Place) -> Option<EventKind> {
    let post_id = value.at("post_id").id();
    let from_id = author(value);
    Some(EventKind::Comment(Box::new(Comment {
        id: value.at("comment_id").id()?,
        verb: value.at("verb").text().unwrap_or_else(|| "add".to_owned()),
        // A comment on the post itself names the post as its parent.
        parent_id: value.at("parent_id").id().filter(|parent| Some(parent) != post_id.as_ref()),
        post_id,
        text: value.at("message").text(),
        is_own: from_id.as_deref() == Some(&place.asset.id),
        from_id,
        from_name: value.at("from").at("name").text().or_else(|| value.at("sender_name").text()),
        photo_url: value.at("photo").text(),
        at: value.at("created_time").moment().or(place.entry_at),
        ..Comment::default()
    })))
}

fn author(value: Node<'_>) -> Option<String> {
    value.at("from").at("id").id().or_else(|| value.at("sender_id").id())
}

fn comment(value: Node<'_>, place: &Place, is_live: bool) -> Option<EventKind> {
    let (from, media) = (value.at("from"), value.at("media"));
    let from_id = from.at("id").id();
    Some(EventKind::Comment(Box::new(Comment {
        id: value.any(&["id", "comment_id"]).id()?,
        verb: "add".to_owned(),
        post_id: media.at("id").id(),
        parent_id: value.at("parent_id").id(),
        text: value.at("text").text(),
        // The second is only there when the account itself wrote the comment.
        is_own: from_id.as_deref() == Some(&place.asset.id) || from.at("self_ig_scoped_id").exists(),
        from_id,
        from_name: from.at("username").text(),
        is_live,
        product: media.at("media_product_type").text(),
        ad_id: media.at("ad_id").id(),
        photo_url: None,
        at: place.entry_at,
    })))
}

fn mention(value: Node<'_>, place: &Place) -> Option<EventKind> {
    let mention = Mention {
        post_id: value.any(&["post_id", "media_id"]).id(),
        comment_id: value.at("comment_id").id(),
        verb: value.at("verb").text(),
        text: value.at("message").text(),
        from_id: author(value),
        at: value.at("created_time").moment().or(place.entry_at),
    };
    let somewhere = mention.post_id.is_some() || mention.comment_id.is_some();
    somewhere.then_some(EventKind::Mention(mention))
}

fn lead(value: Node<'_>) -> Option<EventKind> {
    Some(EventKind::Lead(Lead {
        id: value.at("leadgen_id").id()?,
        form_id: value.at("form_id").id(),
        ad_id: value.at("ad_id").id(),
        at: value.at("created_time").moment(),
    }))
}

fn story_insights(value: Node<'_>) -> Option<EventKind> {
    let media_id = value.at("media_id").id()?;
    let numbers = value.entries().filter(|(key, _)| *key != "media_id");
    let figures = numbers.filter_map(|(key, figure)| Some((key.to_owned(), figure.int()?))).collect();
    Some(EventKind::StoryInsights(StoryInsights { media_id, figures }))
}
