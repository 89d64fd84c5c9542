//! The program's settings, from flags and the environment.

use simulator::{NumberConfig, SimulatorConfig};

/// What `--help` prints.
pub const HELP: &str = "\
A stand-in for Meta and for the LLM, with a phone for each product and a shop's site in the browser.

Usage: simulator [FLAG VALUE]...

  --port NUMBER                  SIMULATOR_PORT                  8788; 0 takes a free one
  --webhook-url URL              SIMULATOR_WEBHOOK_URL           http://127.0.0.1:8787/webhooks/meta
  --phone-number-id ID           SIMULATOR_PHONE_NUMBER_ID       100000000000001
  --waba-id ID                   SIMULATOR_WABA_ID               200000000000001
  --display-phone-number NUMBER  SIMULATOR_DISPLAY_PHONE_NUMBER  +1 555 010 0199
  --instagram-id ID              SIMULATOR_INSTAGRAM_ID          no Instagram without it
  --instagram-username NAME      SIMULATOR_INSTAGRAM_USERNAME    shop
  --page-id ID                   SIMULATOR_PAGE_ID               no Messenger without it
  --page-name NAME               SIMULATOR_PAGE_NAME             Shop
  --chat-url URL                 SIMULATOR_CHAT_URL              the shop's chat page; no website without it
  --shop-file PATH               SIMULATOR_SHOP_FILE             JSON of what the website shows; else a name only
                                 SIMULATOR_ACCESS_TOKEN          required
                                 SIMULATOR_APP_SECRET            required
                                 SIMULATOR_VERIFY_TOKEN          may be empty

A flag wins over its variable. Every line has the same token and secret. Secrets come from the environment only, so that no process list shows them.
";

/// What to run.
pub struct Options {
    pub simulator: SimulatorConfig,
    /// The WhatsApp number, and the account and the Page where they are asked for.
    pub lines: Vec<NumberConfig>,
    /// The shop's chat page, and the file that says what the shop's site shows.
    pub website: Option<(String, Option<String>)>,
}

/// What the command line asks for.
pub enum Invocation {
    Run(Options),
    Help,
}

const FLAGS: [&str; 11] = [
    "port",
    "webhook-url",
    "phone-number-id",
    "waba-id",
    "display-phone-number",
    "instagram-id",
    "instagram-username",
    "page-id",
    "page-name",
    "chat-url",
    "shop-file",
];

/// Reads everything; the error is one line that names what is wrong.
pub fn read(
    arguments: impl Iterator<Item = String>,
    environment: impl Fn(&str) -> Option<String>,
) -> Result<Invocation, String> {
    let Some(flags) = flags(arguments)? else { return Ok(Invocation::Help) };
    let optional = |name: &str| {
        let given = flags.iter().rev().find(|(flag, _)| flag == name).map(|(_, value)| value.clone());
        given.or_else(|| environment(&variable(name))).filter(|value| !value.is_empty())
    };
    let setting = |name: &str, default: &str| optional(name).unwrap_or_else(|| default.to_owned());
    let secret = |name: &str| optional(name).ok_or_else(|| format!("{} is not set", variable(name)));
    let port = setting("port", "8788");
    let port = port.parse().map_err(|_| format!("--port: {port:?} is not a port number"))?;
    let webhook_url = setting("webhook-url", "http://127.0.0.1:8787/webhooks/meta");
    if !webhook_url.starts_with("http://") {
        return Err(format!("--webhook-url: {webhook_url:?} does not start with http://"));
    }
    let number = NumberConfig {
        phone_number_id: setting("phone-number-id", "100000000000001"),
        waba_id: setting("waba-id", "200000000000001"),
        display_phone_number: setting("display-phone-number", "+1 555 010 0199"),
        access_token: secret("access-token")?,
        app_secret: secret("app-secret")?,
        webhook_url,
        verify_token: setting("verify-token", ""),
        ..NumberConfig::default()
    };
    let instagram = optional("instagram-id")
        .map(|id| NumberConfig::instagram(&id, &setting("instagram-username", "shop"), None));
    let page = optional("page-id").map(|id| NumberConfig::messenger(&id, &setting("page-name", "Shop")));
    let mut lines: Vec<NumberConfig> =
        instagram.into_iter().chain(page).map(|line| with_secrets(line, &number)).collect();
    lines.insert(0, number);
    let website = optional("chat-url").map(|chat_url| (chat_url, optional("shop-file")));
    Ok(Invocation::Run(Options { simulator: SimulatorConfig { port }, lines, website }))
}

/// All are of one app and open with one token.
fn with_secrets(line: NumberConfig, number: &NumberConfig) -> NumberConfig {
    NumberConfig {
        access_token: number.access_token.clone(),
        app_secret: number.app_secret.clone(),
        webhook_url: number.webhook_url.clone(),
        verify_token: number.verify_token.clone(),
        ..line
    }
}

type Flags = Vec<(String, String)>;

/// None: help is asked for.
fn flags(mut arguments: impl Iterator<Item = String>) -> Result<Option<Flags>, String> {
    let mut flags = Vec::new();
    while let Some(argument) = arguments.next() {
        if argument == "--help" || argument == "-h" {
            return Ok(None);
        }
        let name = argument.strip_prefix("--").unwrap_or_default();
        let (name, inline) =
            name.split_once('=').map_or((name, None), |(name, value)| (name, Some(value.to_owned())));
        if !FLAGS.contains(&name) {
            return Err(format!("unknown argument {argument:?}; --help lists the flags"));
        }
        let value = inline.or_else(|| arguments.next()).ok_or_else(|| format!("--{name} needs a value"))?;
        flags.push((name.to_owned(), value));
    }
    Ok(Some(flags))
}

fn variable(name: &str) -> String {
    format!("SIMULATOR_{}", name.to_uppercase().replace('-', "_"))
}

#[cfg(test)]
mod tests {
    use simulator::Product;

    use super::*;

    fn environment(name: &str) -> Option<String> {
        match name {
            "SIMULATOR_ACCESS_TOKEN" | "SIMULATOR_APP_SECRET" => Some("secret".to_owned()),
            "SIMULATOR_PORT" => Some("9001".to_owned()),
            _ => None,
        }
    }

    fn run(arguments: &[&str], environment: impl Fn(&str) -> Option<String>) -> Result<Options, String> {
        match read(arguments.iter().map(|text| (*text).to_owned()), environment)? {
            Invocation::Run(options) => Ok(options),
            Invocation::Help => Err("help".to_owned()),
        }
    }

    #[test]
    fn flags_win_over_variables_and_defaults() {
        let options = run(&["--port", "9002", "--waba-id=77"], environment).unwrap();
        assert_eq!((options.simulator.port, options.lines[0].waba_id.as_str()), (9002, "77"));
        assert_eq!((options.lines.len(), options.website), (1, None));
        assert_eq!(run(&[], environment).unwrap().simulator.port, 9001);
    }

    #[test]
    fn each_product_is_a_line_once_it_is_asked_for() {
        let flags = [
            "--instagram-id",
            "178",
            "--instagram-username=sage",
            "--page-id",
            "77",
            "--chat-url",
            "http://x/chat/y",
            "--shop-file=shop.json",
        ];
        let options = run(&flags, environment).unwrap();
        let lines: Vec<_> =
            options.lines.iter().map(|line| (line.product, line.phone_number_id.as_str())).collect();
        assert_eq!(lines[1..], [(Product::Instagram, "178"), (Product::Messenger, "77")]);
        assert!(
            options.lines.iter().all(|line| line.access_token == "secret" && !line.webhook_url.is_empty())
        );
        assert_eq!(options.lines[1].display_phone_number, "sage");
        assert_eq!(options.website, Some(("http://x/chat/y".to_owned(), Some("shop.json".to_owned()))));
    }

    #[test]
    fn help_names_every_flag() {
        for flag in FLAGS {
            assert!(HELP.contains(&format!("--{flag} ")) && HELP.contains(&variable(flag)), "{flag}");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let problem = |arguments: &[&str]| run(arguments, environment).err().unwrap();
        assert!(problem(&["--port", "x"]).contains("--port"));
        assert!(problem(&["--prot", "1"]).contains("--prot"));
        assert!(problem(&["--waba-id"]).contains("--waba-id"));
        assert!(problem(&["--webhook-url", "https://x"]).contains("http://"));
        assert_eq!(run(&[], |_| None).err().unwrap(), "SIMULATOR_ACCESS_TOKEN is not set");
        assert_eq!(problem(&["--help"]), "help");
    }
}
