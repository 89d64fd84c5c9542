//! The tenant's settings and its own model key.

use domain::settings::Settings;
use platform::{clock, params, random};
use serde::Deserialize;
use vault::{Place, Purpose};

use super::Tenant;
use super::protocol::{Found, PatchSettings, SettingsView, TranscriptionBrief};
use crate::call::{Refusal, read_input};
use crate::object::{ObjectError, Owner};

/// Longer than any provider's key; what is longer was pasted by mistake.
const LONGEST_KEY: usize = 512;

#[derive(Deserialize)]
struct Row {
    value: String,
    #[serde(with = "serde_bytes")]
    llm_key: Option<Vec<u8>>,
}

impl Tenant {
    /// Writes the first settings. Repeating it changes nothing.
    pub(super) fn found(&self, business: &Found) -> Result<SettingsView, ObjectError> {
        self.core.create()?;
        if self.row()?.is_none() {
            let settings = Settings::for_shop(&business.company, &business.country).map_err(Refusal::from)?;
            self.store(&settings)?;
        }
        self.settings()
    }

    pub(super) fn settings(&self) -> Result<SettingsView, ObjectError> {
        let (settings, llm_key) = self.settings_and_key()?;
        Ok(SettingsView { settings, llm_key_set: llm_key.is_some() })
    }

    pub(super) fn transcription(&self) -> Result<TranscriptionBrief, ObjectError> {
        let (settings, llm_key) = self.settings_and_key()?;
        let provider = settings.llm.provider;
        Ok(TranscriptionBrief { transcription: settings.transcription, provider, llm_key })
    }

    /// The settings, and the sealed model key.
    pub(super) fn settings_and_key(&self) -> Result<(Settings, Option<Vec<u8>>), ObjectError> {
        let row = self.row()?.ok_or_else(|| Refusal::not_found("tenant"))?;
        let settings = serde_json::from_str(&row.value)
            .map_err(|_| platform::PlatformError::Unreadable { operation: "settings" })?;
        Ok((settings, row.llm_key))
    }

    pub(super) fn patch_settings(
        &self,
        owner: &Owner,
        change: PatchSettings,
    ) -> Result<SettingsView, ObjectError> {
        let sealed_key = match change.llm_key.as_deref() {
            Some(key) if !key.is_empty() => Some(seal_llm_key(owner, key)?),
            _ => None,
        };
        let (settings, _) = self.settings_and_key()?;
        let settings = settings.apply(read_input(change.patch)?).map_err(Refusal::from)?;
        self.core.sql.transaction::<_, ObjectError>(|| {
            self.store(&settings)?;
            if change.llm_key.is_some() {
                self.core.sql.run("UPDATE settings SET llm_key = ? WHERE id = 1", params![sealed_key])?;
            }
            Ok(())
        })?;
        self.settings()
    }

    fn row(&self) -> Result<Option<Row>, ObjectError> {
        Ok(self.core.sql.first("SELECT value, llm_key FROM settings WHERE id = 1", vec![])?)
    }

    fn store(&self, settings: &Settings) -> Result<(), ObjectError> {
        let value = serde_json::to_string(settings)
            .map_err(|_| platform::PlatformError::Unreadable { operation: "settings" })?;
        self.core.sql.run(
            "INSERT INTO settings (id, value) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET value = excluded.value",
            params![value],
        )?;
        Ok(())
    }

    /// Which day it is, in UTC, as the metrics count.
    pub(super) fn today() -> i64 {
        clock::now().millis().div_euclid(86_400_000)
    }
}

fn seal_llm_key(owner: &Owner, key: &str) -> Result<Vec<u8>, ObjectError> {
    if key.len() > LONGEST_KEY || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Refusal::invalid("llm.api_key", "is not a key").into());
    }
    let tenant = owner.tenant.tenant_id.to_string();
    Ok(owner.key.seal(&llm_key_place(&tenant), random::bytes(), key.as_bytes())?)
}

/// Where the tenant's model key belongs.
pub(crate) fn llm_key_place(tenant: &str) -> Place<'_> {
    Place { purpose: Purpose::Settings, tenant, row: "1", column: "llm_key" }
}
