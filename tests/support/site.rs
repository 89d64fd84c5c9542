//! Somebody's site, on which a shop's chat is embedded: one page with a policy of its own.

use axum::Router;
use axum::response::{Html, IntoResponse as _};
use axum::routing::get;
use http::header::CONTENT_SECURITY_POLICY;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A server with one page. It ends with this value.
pub struct Site {
    /// Its origin.
    pub origin: String,
    listener: Option<TcpListener>,
    task: Option<JoinHandle<()>>,
}

impl Site {
    /// An address that nobody serves yet: the chat's owner lists it before there is a page.
    pub async fn reserve() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        Self { origin: format!("http://127.0.0.1:{port}"), listener: Some(listener), task: None }
    }

    /// Serves `html` under a policy.
    pub fn serve(&mut self, html: String, policy: &str) {
        let listener = self.listener.take().expect("a site that serves nothing yet");
        let policy = policy.to_owned();
        let page = move || async move { ([(CONTENT_SECURITY_POLICY, policy)], Html(html)).into_response() };
        let app = Router::new().route("/", get(page));
        self.task = Some(tokio::spawn(serve(listener, app)));
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

async fn serve(listener: TcpListener, app: Router) {
    use hyper::server::conn::http1;
    use hyper::service::service_fn;
    use hyper_util::rt::TokioIo;
    use tower_service::Service as _;

    while let Ok((stream, _)) = listener.accept().await {
        let app = app.clone();
        let service = service_fn(move |request| app.clone().call(request));
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}
