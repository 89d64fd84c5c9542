//! Every Instagram, Messenger and Page file, down to its ids, its words and whose they are.

mod table;

use table::EXPECTED;

use crate::webhook::{
    AssetKind, Attachment, Comment, Content, Context, Echo, Event, EventKind, InboundMessage, Referral,
    Sender, Watermark, parse,
};

fn is_ours(name: &str) -> bool {
    let webhook = ["ig-", "fb-", "page-"].iter().any(|prefix| name.starts_with(prefix));
    webhook && !name.starts_with("ig-api-")
}

fn who(person: &Sender, asset: AssetKind) -> String {
    let aliases = asset.channel().map(|channel| person.aliases(channel)).unwrap_or_default();
    aliases.first().map_or("nobody".to_owned(), |alias| format!("{}:{}", alias.kind.as_str(), alias.value))
}

/// `key=value` for each part that is there.
fn parts(parts: &[(&str, Option<&str>)]) -> String {
    let told = parts.iter().filter_map(|(key, value)| Some(format!("{key}={}", (*value)?)));
    told.collect::<Vec<_>>().join(" ")
}

fn attachments(content: &Content) -> String {
    let Content::Attachments { items, .. } = content else { return String::new() };
    let one = |item: &Attachment| match item {
        Attachment::Media(media) => {
            parts(&[("url", media.url.as_deref()), ("sticker", media.sticker_id.as_deref())])
        }
        Attachment::Location(place) => format!("{:?} {:?}", place.latitude, place.longitude),
        Attachment::Products(products) => format!("{products:?}"),
        Attachment::Share { kind, id, title, url } => parts(&[
            ("kind", Some(kind)),
            ("id", id.as_deref()),
            ("title", title.as_deref()),
            ("url", url.as_deref().and_then(|url| url.get(..url.len().min(60)))),
        ]),
    };
    items.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn content(content: &Content) -> String {
    let pressed = match content {
        Content::QuickReply { payload, .. } => Some(payload.as_str()),
        Content::Postback { payload, .. } => payload.as_deref(),
        _ => None,
    };
    let told = parts(&[("text", content.text()), ("payload", pressed)]);
    [content.kind().to_owned(), told, attachments(content)].join(" ")
}

fn context(context: Option<&Context>) -> String {
    let Some(context) = context else { return String::new() };
    let story = context.story.as_ref();
    parts(&[
        ("answers", context.message_id.as_deref()),
        ("story", story.and_then(|story| story.id.as_deref())),
        ("sticker", story.and_then(|story| story.link_sticker_url.as_deref())),
    ])
}

fn referral(referral: Option<&Referral>) -> String {
    let Some(referral) = referral else { return String::new() };
    parts(&[
        ("ref", referral.reference.as_deref()),
        ("source", referral.source.as_deref()),
        ("ad", referral.source_id.as_deref()),
        ("headline", referral.headline.as_deref()),
        ("product", referral.product_id.as_deref()),
    ])
}

fn message(message: &InboundMessage, asset: AssetKind) -> String {
    let (from, at) = (who(&message.from, asset), message.at.millis());
    let around = [context(message.context.as_ref()), referral(message.referral.as_ref())].join(" ");
    format!("{} {from} {at} {} {around}", message.provider_id, content(&message.content))
}

fn echo(echo: &Echo, asset: AssetKind) -> String {
    let sent_by = parts(&[("app", echo.app_id.as_deref()), ("metadata", echo.metadata.as_deref())]);
    let own = if echo.is_self { "self" } else { "" };
    let (to, at) = (who(&echo.to, asset), echo.at.millis());
    format!("{} to {to} {at} {} {sent_by} {own}", echo.provider_id, content(&echo.content))
}

fn watermark(mark: &Watermark, asset: AssetKind) -> String {
    let until = mark.until.map(|until| until.millis().to_string());
    format!(
        "{} {} {}",
        who(&mark.customer, asset),
        mark.message_ids.join(","),
        parts(&[("until", until.as_deref())])
    )
}

fn comment(comment: &Comment) -> String {
    let told = parts(&[
        ("post", comment.post_id.as_deref()),
        ("parent", comment.parent_id.as_deref()),
        ("from", comment.from_id.as_deref()),
        ("name", comment.from_name.as_deref()),
        ("product", comment.product.as_deref()),
        ("ad", comment.ad_id.as_deref()),
        ("text", comment.text.as_deref()),
    ]);
    let (own, live) = (if comment.is_own { "own" } else { "" }, if comment.is_live { "live" } else { "" });
    format!("{} {} {told} {own} {live}", comment.id, comment.verb)
}

fn kind(kind: &EventKind, asset: AssetKind) -> String {
    match kind {
        EventKind::Message(inbound) | EventKind::Postback(inbound) => message(inbound, asset),
        EventKind::Echo(outbound) => echo(outbound, asset),
        EventKind::Seen(mark) | EventKind::Delivered(mark) => watermark(mark, asset),
        EventKind::MessageReaction(reaction) => {
            let emoji = reaction.emoji.as_deref().unwrap_or("taken back");
            format!("{} {} {emoji}", reaction.message_id, who(&reaction.customer, asset))
        }
        EventKind::MessageEdit(edit) => {
            format!("{} {} {} {:?}", edit.message_id, who(&edit.customer, asset), edit.text, edit.edits)
        }
        EventKind::Unsend(unsend) => format!("{} {}", unsend.message_id, who(&unsend.customer, asset)),
        EventKind::Referral(opened) => {
            format!("{} {}", who(&opened.customer, asset), referral(Some(&opened.referral)))
        }
        EventKind::Optin(optin) => format!("{} {:?}", who(&optin.customer, asset), optin.reference),
        EventKind::ThreadControl(control) => {
            let apps = parts(&[
                ("from", control.previous_app_id.as_deref()),
                ("to", control.new_app_id.as_deref()),
                ("metadata", control.metadata.as_deref()),
            ]);
            format!("{:?} {} {apps}", control.kind, who(&control.customer, asset))
        }
        EventKind::PolicyEnforcement(policy) => parts(&[("action", policy.action.as_deref())]),
        EventKind::Comment(written) => comment(written),
        EventKind::Mention(mention) => parts(&[
            ("post", mention.post_id.as_deref()),
            ("comment", mention.comment_id.as_deref()),
            ("verb", mention.verb.as_deref()),
            ("text", mention.text.as_deref()),
        ]),
        EventKind::FeedChange(change) => parts(&[
            ("verb", change.verb.as_deref()),
            ("post", change.post_id.as_deref()),
            ("from", change.from_id.as_deref()),
            ("link", change.link.as_deref()),
            ("own", change.is_own.then_some("yes")),
            ("text", change.text.as_deref()),
        ]),
        EventKind::StoryInsights(story) => format!("{} {:?}", story.media_id, story.figures),
        EventKind::Standby(inner) => format!("{} {}", inner.name(), self::kind(inner, asset)),
        other => other.name().to_owned(),
    }
}

fn event(event: &Event) -> String {
    let asset = match event.asset.kind {
        AssetKind::Page => "page",
        AssetKind::Instagram => "instagram",
        AssetKind::WhatsAppNumber | AssetKind::WhatsAppAccount => "whatsapp",
    };
    let told =
        format!("{asset} {} {} {}", event.asset.id, event.kind.name(), kind(&event.kind, event.asset.kind));
    told.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn found(name: &str) -> String {
    let delivery = parse(&crate::fixtures::read(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let unknown = delivery.unknown.iter().map(|unknown| format!("unknown {}", unknown.what));
    delivery.events.iter().map(event).chain(unknown).collect::<Vec<_>>().join(" + ")
}

#[test]
fn every_file_says_what_is_in_it() {
    crate::fixtures::agree(EXPECTED, found);
}

#[test]
fn no_file_is_left_out() {
    crate::fixtures::cover(EXPECTED, is_ours, found);
}
