//! The stand-in as a program: a line of each product that is asked for, their phones in the browser, and a shop's site
//! that embeds the chat.

mod options;

use std::process::ExitCode;
use std::time::Duration;

use simulator::{CustomerConfig, Number, Product, Simulator, StatusMode, Storefront, Website};

use options::{Invocation, Options};

/// Who is on the phones from the start: a number, another script, and people known by username or name only.
fn prepared(product: Product) -> Vec<CustomerConfig> {
    match product {
        Product::WhatsApp => vec![
            CustomerConfig::with_phone("Nur Aisyah", "+60123456789"),
            CustomerConfig::with_phone("فاطمة الزهراء", "+966512345678"),
            CustomerConfig::with_username("Wei Ling", "@weiling.closet"),
        ],
        Product::Instagram => vec![
            CustomerConfig::with_username("Putri Maharani", "@putri.maharani"),
            CustomerConfig::with_username("林美玲", "@meiling.wears"),
        ],
        Product::Messenger => vec![
            CustomerConfig { name: "Siti Zubaidah".to_owned(), ..CustomerConfig::default() },
            CustomerConfig { name: "Arjun Pillai".to_owned(), ..CustomerConfig::default() },
        ],
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = match options::read(std::env::args().skip(1), |name| std::env::var(name).ok()) {
        Ok(Invocation::Run(options)) => options,
        Ok(Invocation::Help) => {
            print!("{}", options::HELP);
            return ExitCode::SUCCESS;
        }
        Err(problem) => return fail(&problem),
    };
    match run(options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => fail(&problem),
    }
}

fn fail(problem: &str) -> ExitCode {
    eprintln!("simulator: {problem}");
    ExitCode::FAILURE
}

async fn run(options: Options) -> Result<(), String> {
    let website = options.website.map(|(chat_url, file)| website(&chat_url, file.as_deref())).transpose()?;
    let simulator = Simulator::start(options.simulator).await.map_err(|error| error.to_string())?;
    if let Some(website) = website {
        simulator.open_website(website);
    }
    for line in options.lines {
        people(&simulator.add_number(line));
    }
    println!("simulator listening on {}", simulator.phone_url());
    // Without a signal handler the process would still end; with it the exit is a clean one.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
    simulator.stop();
    Ok(())
}

/// The error is one line that names the flag.
fn website(chat_url: &str, file: Option<&str>) -> Result<Website, String> {
    let front = match file {
        None => Storefront::new("Shop"),
        Some(file) => {
            let text =
                std::fs::read_to_string(file).map_err(|error| format!("--shop-file: {file}: {error}"))?;
            Storefront::read(&text).map_err(|error| format!("--shop-file: {file}: {error}"))?
        }
    };
    Website::new(chat_url, front).map_err(|error| format!("--chat-url: {error}"))
}

fn people(number: &Number) {
    number.status_mode(StatusMode::Phone { delay: Duration::from_millis(250) });
    for customer in prepared(number.product()) {
        number.add_customer(customer);
    }
}
