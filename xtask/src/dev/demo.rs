//! What has to be the same in every run of the demo: the shop's token and its number at the stand-in Meta.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::env_file;
use crate::secrets;

/// The number's id at the stand-in.
pub const PHONE_NUMBER_ID: &str = "100000000000001";
/// The account that holds it.
pub const WABA_ID: &str = "200000000000001";
/// The number that customers see; of the block that is kept for fiction.
pub const DISPLAY_PHONE_NUMBER: &str = "+1 555 010 0199";

/// The Instagram account's id at the stand-in.
pub const INSTAGRAM_ID: &str = "17841400000000001";
/// The account's name, as customers see it.
pub const INSTAGRAM_USERNAME: &str = "sage.and.thread";
/// The Page's id at the stand-in.
pub const PAGE_ID: &str = "300000000000001";
/// The Page's name, as customers see it.
pub const PAGE_NAME: &str = "Sage & Thread";

/// The demo shop's credentials. Never printed.
pub struct Demo {
    /// What the Worker presents to the stand-in Graph API.
    pub access_token: String,
    /// The shop's API token, once it has signed up.
    pub token: Option<String>,
    /// The shop's place in `/chat/{slug}`, once it has a chat.
    pub slug: Option<String>,
}

impl Demo {
    /// The credentials of earlier runs, or fresh ones, which [`Demo::save`] keeps.
    pub fn load_or_new(path: &Path) -> Result<Self> {
        if !path.exists() {
            let demo = Self { access_token: secrets::password()?, token: None, slug: None };
            demo.save(path)?;
            return Ok(demo);
        }
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        Self::parse(&text)
            .with_context(|| format!("{} is malformed: delete it and the state beside it", path.display()))
    }

    /// Keeps them in a file that only its owner can read.
    pub fn save(&self, path: &Path) -> Result<()> {
        let value = json!({ "access_token": self.access_token, "token": self.token, "slug": self.slug });
        env_file::write_private(path, &format!("{value:#}\n"))
    }

    fn parse(text: &str) -> Result<Self> {
        let value: Value = serde_json::from_str(text).context("it is not JSON")?;
        let field = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        let access_token = field("access_token").context("it has no access_token")?;
        Ok(Self { access_token, token: field("token"), slug: field("slug") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_saved_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("demo.json");
        let mut demo = Demo::load_or_new(&path).unwrap();
        demo.token = Some("chd_x".to_owned());
        demo.save(&path).unwrap();
        let again = Demo::load_or_new(&path).unwrap();
        assert_eq!((again.access_token, again.token), (demo.access_token, demo.token));
    }

    #[test]
    fn a_damaged_file_says_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("demo.json");
        std::fs::write(&path, "{").unwrap();
        let error = format!("{:#}", Demo::load_or_new(&path).err().unwrap());
        assert!(error.contains("delete it"), "{error}");
    }
}
