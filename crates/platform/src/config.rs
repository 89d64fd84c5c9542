//! Everything the deployment configures, read once into one value.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use domain::debounce::QuietPeriod;
use domain::retention::Clocks;
use vault::MasterKeys;
use worker::Env;

/// A setting that is missing or malformed. Names the setting, never its value.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{name} {problem}")]
pub struct ConfigError {
    /// The variable or secret.
    pub name: &'static str,
    /// What is wrong with it.
    pub problem: String,
}

/// A secret text. `Debug` prints `***`.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// The secret itself, for the moment of use.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

/// Who may sign up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignUp {
    /// Only the first business; then nobody.
    First,
    /// Only with an invitation.
    Invite,
    /// Anybody.
    Open,
}

/// A model provider, as the deployment configures it.
#[derive(Debug, Clone)]
pub struct LlmProvider {
    /// Base URL.
    pub url: String,
    /// The model when the tenant names none.
    pub model: String,
    /// The deployment's own key; a tenant may bring another.
    pub key: Option<Secret>,
}

/// Who writes voice notes down, as the deployment configures it.
#[derive(Debug, Clone)]
pub struct Transcription {
    /// Base URL, with version: `{url}/audio/transcriptions` is called.
    pub url: String,
    /// The model when the tenant names none.
    pub model: String,
}

/// The whole configuration.
#[derive(Debug)]
pub struct Config {
    /// Wrap the data keys.
    pub master_keys: MasterKeys,
    /// Signs the webhooks of the operator's Meta app.
    pub meta_app_secret: Secret,
    /// Meta's second secret for Instagram Login, whose webhooks either one may sign.
    pub instagram_app_secret: Option<Secret>,
    /// Proves a webhook's subscription to be ours.
    pub meta_verify_token: Secret,
    /// Where the product is reached, without a slash at the end.
    pub public_url: String,
    /// The Graph API, without version.
    pub graph_url: String,
    /// The Graph API of Instagram Login, without version.
    pub instagram_graph_url: String,
    /// Such as `v25.0`.
    pub graph_version: String,
    /// Anthropic Messages.
    pub anthropic: LlmProvider,
    /// OpenAI Chat Completions, or what speaks like it.
    pub openai: LlmProvider,
    /// Writes voice notes down; asked with a key for `openai`.
    pub transcription: Transcription,
    /// How long an agent waits for the end of a burst.
    pub quiet_period: QuietPeriod,
    /// How long a model may think in one round before the offline responder answers.
    pub llm_timeout: Duration,
    /// How long a customer's message keeps the conversation open for free-form replies.
    pub service_window: Duration,
    /// How long a second lasts in the waits before something is tried again. Tests shorten it.
    pub retry_unit: Duration,
    /// How long a send whose outcome is unknown waits for Meta's word.
    pub reconcile_after: Duration,
    /// How long what a conversation holds is kept.
    pub retention: Clocks,
    /// Who may sign up.
    pub signup: SignUp,
    /// Whether callers that nobody knows are counted.
    pub rate_limits: bool,
}

/// Where OpenAI is, with the version of its API.
const OPENAI: &str = "https://api.openai.com/v1";

thread_local! {
    // Bindings cannot change under a running isolate, so one reading serves all its requests.
    static LOADED: RefCell<Option<Rc<Config>>> = const { RefCell::new(None) };
}

impl Config {
    /// The configuration of this isolate.
    ///
    /// # Errors
    /// The first setting that is missing or malformed.
    pub fn load(env: &Env) -> Result<Rc<Self>, ConfigError> {
        if let Some(loaded) = LOADED.with_borrow(Clone::clone) {
            return Ok(loaded);
        }
        let config = Rc::new(Self::read(&Reader(env))?);
        LOADED.set(Some(Rc::clone(&config)));
        Ok(config)
    }

    fn read(env: &Reader<'_>) -> Result<Self, ConfigError> {
        let quiet = env.duration("QUIET_PERIOD", "3s")?;
        Ok(Self {
            master_keys: MasterKeys::parse(&env.required("MASTER_KEYS")?)
                .map_err(|error| ConfigError { name: "MASTER_KEYS", problem: error.to_string() })?,
            meta_app_secret: Secret(env.required("META_APP_SECRET")?),
            instagram_app_secret: env.optional("INSTAGRAM_APP_SECRET").map(Secret),
            meta_verify_token: Secret(env.required("META_VERIFY_TOKEN")?),
            public_url: env.url("PUBLIC_URL", None)?,
            graph_url: env.url("GRAPH_URL", Some("https://graph.facebook.com"))?,
            instagram_graph_url: env.url("INSTAGRAM_GRAPH_URL", Some("https://graph.instagram.com"))?,
            graph_version: env.or("GRAPH_VERSION", "v25.0"),
            anthropic: LlmProvider {
                url: env.url("ANTHROPIC_URL", Some("https://api.anthropic.com"))?,
                model: env.or("ANTHROPIC_MODEL", "claude-haiku-4-5"),
                key: env.optional("ANTHROPIC_API_KEY").map(Secret),
            },
            openai: LlmProvider {
                url: env.url("OPENAI_URL", Some(OPENAI))?,
                model: env.or("OPENAI_MODEL", "gpt-5-mini"),
                key: env.optional("OPENAI_API_KEY").map(Secret),
            },
            transcription: Transcription {
                url: match env.optional("TRANSCRIPTION_URL") {
                    Some(_) => env.url("TRANSCRIPTION_URL", None)?,
                    None => env.url("OPENAI_URL", Some(OPENAI))?,
                },
                model: env.or("TRANSCRIPTION_MODEL", "gpt-4o-mini-transcribe"),
            },
            quiet_period: QuietPeriod::of(quiet),
            llm_timeout: env.duration("LLM_TIMEOUT", "45s")?,
            service_window: env.duration("SERVICE_WINDOW", "24h")?,
            retry_unit: env.duration("RETRY_UNIT", "1s")?,
            reconcile_after: env.duration("RECONCILE_AFTER", "10m")?,
            retention: Clocks {
                conversation: env.duration("CONVERSATION_RETENTION", "90d")?,
                metadata: env.duration("METADATA_RETENTION", "90d")?,
                media: env.duration("MEDIA_RETENTION", "30d")?,
                trace: env.duration("TRACE_RETENTION", "30d")?,
            },
            signup: env.signup()?,
            rate_limits: env.switch("RATE_LIMITS", true)?,
        })
    }
}

struct Reader<'a>(&'a Env);

impl Reader<'_> {
    /// Secrets and variables are the same plain binding to the runtime; an empty one counts as missing.
    fn optional(&self, name: &str) -> Option<String> {
        let text = self.0.var(name).ok()?.to_string();
        (!text.trim().is_empty()).then_some(text)
    }

    fn required(&self, name: &'static str) -> Result<String, ConfigError> {
        self.optional(name).ok_or_else(|| ConfigError { name, problem: "is not set".into() })
    }

    fn or(&self, name: &str, default: &str) -> String {
        self.optional(name).unwrap_or_else(|| default.to_owned())
    }

    fn duration(&self, name: &'static str, default: &str) -> Result<Duration, ConfigError> {
        domain::duration::parse(&self.or(name, default))
            .map_err(|error| ConfigError { name, problem: error.to_string() })
    }

    fn url(&self, name: &'static str, default: Option<&str>) -> Result<String, ConfigError> {
        let text = match default {
            Some(default) => self.or(name, default),
            None => self.required(name)?,
        };
        let parsed: Result<http::Uri, _> = text.parse();
        let is_http = parsed.is_ok_and(|uri| matches!(uri.scheme_str(), Some("http" | "https")));
        if is_http {
            Ok(text.trim_end_matches('/').to_owned())
        } else {
            Err(ConfigError { name, problem: "is not an http(s) address".into() })
        }
    }

    fn switch(&self, name: &'static str, default: bool) -> Result<bool, ConfigError> {
        match self.optional(name).as_deref() {
            None => Ok(default),
            Some("on") => Ok(true),
            Some("off") => Ok(false),
            Some(_) => Err(ConfigError { name, problem: "is not on or off".into() }),
        }
    }

    fn signup(&self) -> Result<SignUp, ConfigError> {
        match self.or("SIGNUP", "first").as_str() {
            "first" => Ok(SignUp::First),
            "invite" => Ok(SignUp::Invite),
            "open" => Ok(SignUp::Open),
            _ => Err(ConfigError { name: "SIGNUP", problem: "is not first, invite or open".into() }),
        }
    }
}
