//! What came instead of words: the responder cannot read it, and says so.

use super::phrases::Phrases;

/// What is said alike about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    Picture,
    Video,
    Sound,
    Document,
    Location,
    Contacts,
    Order,
    Sticker,
    Other,
}

impl Group {
    /// By the stable name of a kind of message, as the webhook's reader gives it.
    fn of(kind: &str) -> Self {
        match kind {
            "image" => Self::Picture,
            "video" => Self::Video,
            "audio" => Self::Sound,
            "document" => Self::Document,
            "location" => Self::Location,
            "contacts" => Self::Contacts,
            "order" => Self::Order,
            "sticker" => Self::Sticker,
            _ => Self::Other,
        }
    }

    const fn sentence(self, phrases: &Phrases) -> &'static str {
        match self {
            Self::Picture => phrases.unseen.picture,
            Self::Video => phrases.unseen.video,
            Self::Sound => phrases.unseen.sound,
            Self::Document => phrases.unseen.document,
            Self::Location => phrases.unseen.location,
            Self::Contacts => phrases.unseen.contacts,
            Self::Order => phrases.unseen.order,
            Self::Sticker => phrases.unseen.sticker,
            Self::Other => phrases.unseen.other,
        }
    }
}

/// The messages of a burst that have no words, by group and without repetition.
pub(super) struct Unseen {
    groups: Vec<Group>,
}

impl Unseen {
    pub(super) fn of(kinds: &[&str]) -> Self {
        let mut groups: Vec<Group> = Vec::new();
        for group in kinds.iter().map(|kind| Group::of(kind)) {
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        Self { groups }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// A basket from the catalog: only a person can confirm one.
    pub(super) fn has_order(&self) -> bool {
        self.groups.contains(&Group::Order)
    }

    /// A voice note without a transcript: only a person can listen to it.
    pub(super) fn has_sound(&self) -> bool {
        self.groups.contains(&Group::Sound)
    }

    /// Whether a person is called for what came.
    pub(super) fn calls_person(&self) -> bool {
        self.has_order() || self.has_sound()
    }

    /// Nothing but stickers: a friendly gesture, not a question.
    pub(super) fn is_gesture(&self) -> bool {
        self.groups == [Group::Sticker]
    }

    /// What is said next to an answer to words. A sticker next to words only underlines them.
    pub(super) fn note(&self, phrases: &Phrases) -> Option<String> {
        let told = self.groups.iter().filter(|group| **group != Group::Sticker);
        let sentences: Vec<&str> = told.map(|group| group.sentence(phrases)).collect();
        (!sentences.is_empty()).then(|| sentences.join(phrases.space))
    }

    /// What is said where there are no words at all.
    pub(super) fn alone(&self, phrases: &Phrases) -> Option<String> {
        if self.is_gesture() {
            return Some([phrases.unseen.sticker, phrases.help].join(phrases.space));
        }
        // A basket says itself what the customer wants, and so does a voice note to who listens to it.
        let ask = (!self.calls_person()).then(|| phrases.unseen.ask.to_owned());
        let note = self.note(phrases)?;
        Some([Some(note), ask].into_iter().flatten().collect::<Vec<_>>().join(phrases.space))
    }
}
