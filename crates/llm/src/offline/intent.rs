//! What a customer wants.

use domain::catalog::Product;

use super::language::Language;
use super::lexicon::{self, Pick};
use super::product;
use super::text::Words;
use super::topic::{self, Topic};

/// Something that a customer can want, the most important first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Intent {
    /// To talk to a person.
    Person,
    /// A lower price.
    Discount,
    /// To order.
    Order,
    /// A price.
    Price,
    /// Whether something can be had.
    Availability,
    /// Sizes, colours and the like.
    Variants,
    /// Something about the shop: delivery, returns, hours.
    Fact,
    /// What there is.
    Browse,
    /// A product was named, and nothing asked about it.
    Product,
    /// Whether it is a machine that answers.
    Identity,
    /// A greeting.
    Greeting,
    /// Thanks.
    Thanks,
    /// A goodbye.
    Bye,
    /// Only what has no words: pictures, voice messages, a basket.
    Unseen,
    /// Nothing that was understood.
    Unknown,
}

impl Intent {
    /// The machine name for the trace.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Discount => "discount",
            Self::Order => "order",
            Self::Price => "price",
            Self::Availability => "availability",
            Self::Variants => "variants",
            Self::Fact => "fact",
            Self::Browse => "browse",
            Self::Product => "product",
            Self::Identity => "identity",
            Self::Greeting => "greeting",
            Self::Thanks => "thanks",
            Self::Bye => "bye",
            Self::Unseen => "unseen",
            Self::Unknown => "unknown",
        }
    }
}

/// The intents that words tell, and where the words are.
const BY_WORDS: [(Intent, Pick); 10] = [
    (Intent::Person, |lexicon| lexicon.person),
    (Intent::Discount, |lexicon| lexicon.discount),
    (Intent::Order, |lexicon| lexicon.order),
    (Intent::Price, |lexicon| lexicon.price),
    (Intent::Availability, |lexicon| lexicon.stock),
    (Intent::Variants, |lexicon| lexicon.variants),
    (Intent::Browse, |lexicon| lexicon.browse),
    (Intent::Greeting, |lexicon| lexicon.greeting),
    (Intent::Thanks, |lexicon| lexicon.thanks),
    (Intent::Bye, |lexicon| lexicon.bye),
];

/// Much the same in every language.
const MACHINE: &[&str] =
    &["bot", "robot", "chatbot", "ai", "automatic", "机器人", "機器人", "自动回复", "روبوت", "بوت"];

/// All that was asked in a burst of messages.
pub(super) struct Asked {
    intents: Vec<Intent>,
    /// About the shop.
    pub(super) topics: Vec<Topic>,
}

impl Asked {
    pub(super) fn of(words: &Words, language: Language, products: &[Product]) -> Self {
        let lexicons = lexicon::understood(language);
        let told = |list: Pick| lexicons.iter().any(|lexicon| words.have_any(list(lexicon)));
        let mut intents: Vec<Intent> =
            BY_WORDS.into_iter().filter(|(_, list)| told(*list)).map(|(intent, _)| intent).collect();
        let topics = topic::asked(words, language);
        let named = products.iter().any(|each| !product::shared_words(each, words).is_empty());
        if !topics.is_empty() {
            intents.push(Intent::Fact);
        }
        if words.have_any(MACHINE) {
            intents.push(Intent::Identity);
        }
        if named {
            intents.push(Intent::Product);
        }
        intents.retain(|intent| !is_echo(*intent, named, &topics, &told));
        intents.sort_unstable();
        Self { intents, topics }
    }

    pub(super) fn has(&self, intent: Intent) -> bool {
        self.intents.contains(&intent)
    }

    /// Whether something about a product was asked.
    pub(super) fn about_product(&self) -> bool {
        [Intent::Price, Intent::Availability, Intent::Variants, Intent::Order]
            .iter()
            .any(|intent| self.has(*intent))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.intents.is_empty()
    }

    /// The most important one.
    pub(super) fn intent(&self) -> Intent {
        self.intents.first().copied().unwrap_or(Intent::Unknown)
    }
}

/// Whether an intent only sounds along with another one. `What do you sell` has the words of `Do you sell mugs`, and
/// `How much is delivery` those of a product's price.
fn is_echo(intent: Intent, named: bool, topics: &[Topic], told: &impl Fn(Pick) -> bool) -> bool {
    match intent {
        Intent::Browse => named,
        Intent::Availability => !named && (!topics.is_empty() || told(|lexicon| lexicon.browse)),
        Intent::Price => !named && (!topics.is_empty() || told(|lexicon| lexicon.browse)),
        _ => false,
    }
}
