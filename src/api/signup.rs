//! `POST /signup`: a business, its owner, and the owner's first token.

use axum::Json as Answer;
use axum::extract::State;
use domain::ids::{MemberId, TenantId, TokenId};
use domain::settings::Settings;
use durable_objects::tenant::protocol::Found;
use http::{HeaderMap, StatusCode};
use platform::config::SignUp;
use platform::directory::members::{NewMember, Role};
use platform::directory::tenants::{NewTenant, TenantRef};
use platform::rate_limit::Limit;
use platform::{PlatformError, clock, keyring, random};
use serde::{Deserialize, Serialize};
use vault::{HashLabel, Place, Purpose};

use super::input::Json;
use super::password;
use crate::app::App;
use crate::limits;
use crate::problem::Problem;

/// What a business signs up with.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignUpIn {
    company: String,
    name: String,
    email: String,
    password: String,
    business_type: String,
    country: String,
}

/// Who signed up, and the token that is shown this once.
#[derive(Serialize)]
pub struct SignedUp {
    tenant_id: TenantId,
    member_id: MemberId,
    token: String,
}

/// What is sealed in a member's row.
#[derive(Serialize)]
struct MemberProfile<'a> {
    name: &'a str,
    email: &'a str,
}

/// Signs a business up.
#[worker::send]
pub async fn create(
    State(app): State<App>,
    headers: HeaderMap,
    Json(business): Json<SignUpIn>,
) -> Result<(StatusCode, Answer<SignedUp>), Problem> {
    // Mistakes in a form cost nothing, and do not count.
    let business = business.checked()?;
    limits::check(&app, Limit::SIGN_UP, &headers).await?;
    let only_first = admits(&app).await?;
    let config = app.config()?;
    let directory = app.directory()?;
    let now = clock::now();
    let tenant_id = TenantId::new(now, random::bytes());
    let member_id = MemberId::new(now, random::bytes());
    let (_, wrapped_key) = keyring::new_key(&config, &tenant_id.to_string())?;

    // The object first: a tenant that can be found has settings, and an object that nobody can find costs nothing.
    let tenant = TenantRef { tenant_id, jurisdiction: None, wrapped_key };
    let found = Found {
        company: business.company.clone(),
        country: business.country.clone(),
        business_type: business.business_type.clone(),
    };
    app.objects(tenant.clone()).tenant(&found).await?;

    let key = keyring::directory_key(&config, &directory).await?;
    let profile = seal_profile(&key, member_id, &business)?;
    let token = new_token();
    let new_tenant = NewTenant {
        id: tenant_id,
        slug: &slug(&business.company),
        company: &business.company,
        business_type: &business.business_type,
        country: &business.country,
        wrapped_key: &tenant.wrapped_key,
        created_at: now,
    };
    let owner = NewMember {
        id: member_id,
        tenant_id,
        role: Role::Owner,
        email_hash: &key.hash(HashLabel::Email, &[&business.email.to_lowercase()]),
        profile: &profile,
        password_hash: &password::hash(&business.password)?,
        token_id: TokenId::new(now, random::bytes()),
        token_hash: &vault::token_hash(&token),
        created_at: now,
    };
    match directory.sign_up(&new_tenant, &owner, only_first).await {
        Ok(()) => Ok((StatusCode::CREATED, Answer(SignedUp { tenant_id, member_id, token }))),
        Err(PlatformError::Exists { .. }) => {
            Err(Problem::conflict("An account with this e-mail exists already, or sign-up has just closed."))
        }
        Err(error) => Err(error.into()),
    }
}

/// Whether sign-up is open, and if only for the first.
async fn admits(app: &App) -> Result<bool, Problem> {
    match app.config()?.signup {
        SignUp::Open => Ok(false),
        SignUp::Invite => Err(Problem::forbidden("Sign-up is by invitation.")),
        SignUp::First if app.directory()?.has_tenants().await? => {
            Err(Problem::forbidden("Sign-up is closed: this server serves one business."))
        }
        SignUp::First => Ok(true),
    }
}

impl SignUpIn {
    fn checked(self) -> Result<Self, Problem> {
        let checked = Self {
            company: line("company", &self.company)?,
            name: line("name", &self.name)?,
            email: email(&self.email)?,
            business_type: line("business_type", &self.business_type)?,
            country: self.country.trim().to_ascii_uppercase(),
            password: self.password,
        };
        if !(10..=128).contains(&checked.password.chars().count()) {
            return Err(Problem::invalid("password", "must have 10 to 128 characters"));
        }
        if Settings::for_shop(&checked.company, &checked.country).is_err() {
            return Err(Problem::invalid("country", "must be an ISO 3166 country code such as MY"));
        }
        Ok(checked)
    }
}

fn line(field: &str, text: &str) -> Result<String, Problem> {
    let text = text.trim();
    let is_line = (1..=100).contains(&text.chars().count()) && !text.contains(char::is_control);
    is_line
        .then(|| text.to_owned())
        .ok_or_else(|| Problem::invalid(field, "must be a line of 1 to 100 characters"))
}

/// Only what no mail server would take is refused; whether it is theirs, a mail to it will tell.
fn email(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    let has_parts = text.rsplit_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.')
    });
    let is_plain = text.len() <= 254 && !text.contains(|c: char| c.is_whitespace() || c.is_control());
    if has_parts && is_plain {
        Ok(text.to_owned())
    } else {
        Err(Problem::invalid("email", "is not an e-mail address"))
    }
}

fn seal_profile(key: &vault::DataKey, member: MemberId, business: &SignUpIn) -> Result<Vec<u8>, Problem> {
    let profile = MemberProfile { name: &business.name, email: &business.email };
    let plain = serde_json::to_vec(&profile)
        .map_err(|_| PlatformError::Unreadable { operation: "member profile" })?;
    let row = member.to_string();
    let place = Place { purpose: Purpose::Member, tenant: "directory", row: &row, column: "profile" };
    Ok(key.seal(&place, random::bytes(), &plain).map_err(PlatformError::from)?)
}

/// 256 random bits; the prefix lets secret scanners recognise it.
fn new_token() -> String {
    let half = || u128::from_be_bytes(random::bytes());
    format!("chd_{:032x}{:032x}", half(), half())
}

/// The business's part of public addresses: its name, and six random digits so that names may repeat.
fn slug(company: &str) -> String {
    let plain: String =
        company.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let words: Vec<&str> = plain.split('-').filter(|word| !word.is_empty()).take(6).collect();
    let name = if words.is_empty() { "shop".to_owned() } else { words.join("-") };
    let [first, second, third] = random::bytes::<3>();
    format!("{name}-{first:02x}{second:02x}{third:02x}")
}
