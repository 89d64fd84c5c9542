//! One Worker on workerd with its own state, keys and secrets.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use simulator::Simulator;
use tokio::sync::OwnedSemaphorePermit;
use xtask::runtime::{Wrangler, WranglerOptions, free_port, wait_until_free};

use super::bare::Bare;
use super::run::{Ground, Run, START, blocking, log_file};
use super::{Api, client, folder, random, time, wait};

/// A Worker with its stand-in. It ends with this value.
pub struct Env {
    /// The run that it belongs to.
    pub run: &'static Run,
    /// The stand-in that its calls go to.
    pub simulator: Simulator,
    /// Its secrets.
    pub vars: Vars,
    /// What it was started from.
    pub ground: Ground,
    options: WranglerOptions,
    runner: Runner,
    worker: Mutex<Option<Worker>>,
    /// What runs from the next start on.
    deployed: Mutex<PathBuf>,
    _slot: Option<OwnedSemaphorePermit>,
}

/// What starts workerd.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Runner {
    /// With everything that `wrangler.toml` says.
    Wrangler,
    /// In a fraction of the time, without static files and rate limits.
    Bare,
}

/// A Worker that runs.
enum Worker {
    Wrangler(Wrangler),
    Bare(Bare),
}

/// The secrets of one Worker, fresh, and whatever a test wants otherwise.
pub struct Vars {
    /// `META_APP_SECRET`: signs the webhooks of the operator's app.
    pub app_secret: String,
    /// `META_VERIFY_TOKEN`.
    pub verify_token: String,
    master_key: String,
    others: Vec<(String, String)>,
}

impl Vars {
    /// `others` overrule what tests usually want.
    pub fn new(others: &[(&str, &str)]) -> Self {
        Self {
            app_secret: random::hex(),
            verify_token: random::hex(),
            master_key: random::master_key(),
            others: others.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        }
    }

    fn all(&self, simulator: &Simulator, port: u16) -> Vec<(String, String)> {
        let milliseconds = |time: std::time::Duration| format!("{}ms", time.as_millis());
        let usual = [
            ("MASTER_KEYS", format!("test:{}", self.master_key)),
            ("META_APP_ID", random::digits(15)),
            ("META_APP_SECRET", self.app_secret.clone()),
            ("META_VERIFY_TOKEN", self.verify_token.clone()),
            ("PUBLIC_URL", format!("http://127.0.0.1:{port}")),
            ("GRAPH_URL", simulator.graph_url()),
            ("INSTAGRAM_GRAPH_URL", simulator.graph_url()),
            ("ANTHROPIC_URL", simulator.anthropic_url()),
            ("OPENAI_URL", simulator.openai_url()),
            ("SIGNUP", "open".to_owned()),
            // All tests call from one address.
            ("RATE_LIMITS", "off".to_owned()),
            ("QUIET_PERIOD", milliseconds(time::QUIET)),
            ("LLM_TIMEOUT", milliseconds(time::LLM_TIMEOUT)),
            ("RETRY_UNIT", milliseconds(time::RETRY_UNIT)),
            ("RECONCILE_AFTER", milliseconds(time::RECONCILE_AFTER)),
        ];
        let is_overruled = |name: &str| self.others.iter().any(|(other, _)| other == name);
        let kept = usual.into_iter().filter(|(name, _)| !is_overruled(name));
        kept.map(|(name, value)| (name.to_owned(), value)).chain(self.others.iter().cloned()).collect()
    }
}

impl Env {
    /// Starts a Worker on an empty state and waits until it answers.
    pub async fn start(
        run: &'static Run,
        name: &str,
        vars: Vars,
        slot: Option<OwnedSemaphorePermit>,
        runner: Runner,
    ) -> Result<Self, String> {
        for secret in [&vars.app_secret, &vars.verify_token, &vars.master_key] {
            run.seen.add(secret);
        }
        let ground = run.ground().await?;
        let simulator = run.simulator().await;
        let state_dir = run.state_folder(name);
        folder::copy(&ground.template, &state_dir)
            .map_err(|error| format!("the state was not copied: {error}"))?;
        let port = free_port().map_err(|error| format!("{error:#}"))?;
        let options = WranglerOptions {
            root: ground.worker.clone(),
            port,
            vars: vars.all(&simulator, port),
            log_file: log_file(&state_dir),
            state_dir,
        };
        let deployed = Mutex::new(ground.worker.clone());
        let worker = Mutex::new(None);
        let env = Self { run, simulator, vars, ground, options, runner, worker, deployed, _slot: slot };
        env.try_restart().await?;
        Ok(env)
    }

    /// The Worker's address, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.options.port)
    }

    /// Where the operator's app sends webhooks.
    pub fn webhook_url(&self) -> String {
        format!("{}/webhooks/meta", self.url())
    }

    /// The API without a token.
    pub fn api(&self) -> Api {
        Api::new(&self.url(), None)
    }

    /// Where its state is kept.
    pub fn state_folder(&self) -> &Path {
        &self.options.state_dir
    }

    /// Puts another version in the place of the one that runs, on the same state: its objects end wherever they are.
    pub async fn deploy(&self, version: &Path) {
        *self.deployed.lock().unwrap_or_else(PoisonError::into_inner) = version.to_path_buf();
        self.restart().await;
    }

    /// Starts the Worker, again on the same state and port if it ran before.
    pub async fn restart(&self) {
        self.try_restart().await.unwrap_or_else(|error| panic!("the Worker did not start again: {error}"));
    }

    /// Cuts the power of a bare Worker, and waits until it is back: many times in one test, and each in an instant.
    pub async fn cut_power(&self) {
        let cut = {
            let worker = self.worker.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(Worker::Bare(bare)) = worker.as_ref() else { panic!("a bare Worker that runs") };
            let starts = bare.starts().len();
            bare.cut_power();
            bare.watch(starts + 1)
        };
        cut.wait_ready(START).await.unwrap_or_else(|error| panic!("the Worker did not start again: {error}"));
    }

    async fn try_restart(&self) -> Result<(), String> {
        self.kill();
        let root = self.deployed.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let worker = self.start_worker(WranglerOptions { root, ..self.options.clone() }).await?;
        let watch = match &worker {
            Worker::Bare(bare) => Some(bare.watch(1)),
            Worker::Wrangler(_) => None,
        };
        *self.worker.lock().unwrap_or_else(PoisonError::into_inner) = Some(worker);
        match watch {
            Some(watch) => watch.wait_ready(START).await,
            None => Ok(()),
        }
    }

    /// On the same port, as soon as what was killed has let go of it.
    async fn start_worker(&self, options: WranglerOptions) -> Result<Worker, String> {
        let (runner, tools) = (self.runner, self.ground.tools.clone());
        blocking(move || {
            wait_until_free(options.port, time::PATIENCE).map_err(|error| format!("{error:#}"))?;
            match runner {
                Runner::Bare => Bare::start(&tools, &options).map(Worker::Bare),
                Runner::Wrangler => {
                    let worker = Wrangler::start(options).map_err(|error| format!("{error:#}"))?;
                    worker.wait_ready(START).map_err(|error| format!("{error:#}"))?;
                    Ok(Worker::Wrangler(worker))
                }
            }
        })
        .await
    }

    /// Starts the Worker again with one variable changed, and does not wait until it is well: the problem that its
    /// health then shows.
    pub async fn misconfigured(&self, name: &str, value: &str) -> serde_json::Value {
        self.kill();
        let mut options = self.options.clone();
        options.vars.retain(|(other, _)| other != name);
        options.vars.push((name.to_owned(), value.to_owned()));
        let started = self.start_worker(options).await.expect("workerd should start");
        *self.worker.lock().unwrap_or_else(PoisonError::into_inner) = Some(started);
        wait::until("an answer of a Worker that is misconfigured", || async {
            let answer = client::send("GET", &format!("{}/healthz", self.url()), &[], Vec::new()).await;
            let answer = answer.map_err(|error| error.to_string())?;
            serde_json::from_slice(&answer.body).map_err(|error| error.to_string())
        })
        .await
    }

    /// Ends the Worker as a power cut would.
    pub fn kill(&self) {
        if let Some(worker) = self.worker.lock().unwrap_or_else(PoisonError::into_inner).take() {
            match worker {
                Worker::Wrangler(worker) => worker.kill_hard(),
                Worker::Bare(bare) => bare.kill_hard(),
            }
        }
    }

    /// Posts any bytes to the operator's webhook; the status of the answer.
    pub async fn post_webhook(&self, body: &[u8], signature: Option<&str>) -> u16 {
        let answer = self.simulator.post_webhook(&self.webhook_url(), body, signature).await;
        answer.unwrap_or_else(|error| panic!("the webhook got no answer: {error}"))
    }

    /// Posts a payload as the operator's app signs it.
    pub async fn post_signed(&self, body: &[u8]) -> u16 {
        self.post_webhook(body, Some(&simulator::sign(&self.vars.app_secret, body))).await
    }

    /// A request of a program that reads JSON.
    pub async fn request_json(&self, path: &str) -> client::Answer {
        let headers = [("accept", "application/json")];
        let answer = client::send("GET", &format!("{}{path}", self.url()), &headers, Vec::new()).await;
        answer.unwrap_or_else(|error| panic!("GET {path} got no answer: {error}"))
    }

    /// Any request to the Worker.
    pub async fn request(&self, method: &str, path: &str) -> client::Answer {
        let answer = client::send(method, &format!("{}{path}", self.url()), &[], Vec::new()).await;
        answer.unwrap_or_else(|error| panic!("{method} {path} got no answer: {error}"))
    }
}
