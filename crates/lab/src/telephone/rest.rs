//! The stand-in's side of Twilio's REST interface: a server ends or redirects its calls here.
//!
//! `POST /2010-04-01/Accounts/{account}/Calls/{call}.json` with `Status=completed`, `Twiml=…` or `Url=…`, signed in to with
//! the account and its token. What is ordered goes to the call's task as an [`Order`]. Answers have the status codes, error
//! numbers and fields of the original that a client reads; nothing else of the interface exists here.
//!
//! Source: Twilio, 'Call resource', section 'Update a call', and its 'Error dictionary'.

use super::fault::RestFault;
use super::twiml;
use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use subtle::ConstantTimeEq;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

/// Orders to one call that wait for its task, which takes them within a frame. Servers send one or two in a call's life.
const ORDERS_MAX: usize = 8;

/// How long a request hangs that is never to be answered; longer than any client waits.
const NEVER: Duration = Duration::from_secs(120);

/// The account that calls are made for.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its id (`AC…`).
    pub sid: String,
    /// Its token. Without one nothing is signed, and any token is taken.
    pub token: Option<SecretString>,
}

/// What a server orders for a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// End it.
    Complete,
    /// Carry out this TwiML instead.
    Twiml(String),
    /// Fetch TwiML here and carry it out instead.
    Url(String),
}

/// The calls that can be ordered about.
#[derive(Debug)]
pub struct Exchange {
    account: Account,
    fault: Option<RestFault>,
    /// By call id; `None` when the call is over.
    calls: Mutex<HashMap<String, Option<mpsc::Sender<Order>>>>,
}

/// A call's place in the exchange; the call is over for it when this is dropped.
#[derive(Debug)]
pub struct Extension {
    exchange: Arc<Exchange>,
    call: String,
    orders: mpsc::Receiver<Order>,
}

impl Exchange {
    /// An exchange without calls.
    pub fn new(account: Account, fault: Option<RestFault>) -> Arc<Self> {
        Arc::new(Exchange { account, fault, calls: Mutex::default() })
    }

    /// The account that calls are made for.
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// A call begins.
    pub fn begin(self: &Arc<Self>, call: &str) -> Extension {
        let (sender, orders) = mpsc::channel(ORDERS_MAX);
        self.set(call, Some(sender));
        Extension { exchange: self.clone(), call: call.to_owned(), orders }
    }

    fn set(&self, call: &str, orders: Option<mpsc::Sender<Order>>) {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).insert(call.to_owned(), orders);
    }

    fn find(&self, call: &str) -> Option<Option<mpsc::Sender<Order>>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).get(call).cloned()
    }

    fn admits(&self, headers: &HeaderMap) -> bool {
        let Some(token) = &self.account.token else { return true };
        let credentials = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok()?.strip_prefix("Basic "))
            .and_then(|encoded| base64_simd::STANDARD.decode_to_vec(encoded).ok());
        let expected = format!("{}:{}", self.account.sid, token.expose_secret());
        credentials.is_some_and(|credentials| credentials.ct_eq(expected.as_bytes()).into())
    }
}

impl Extension {
    /// The next order. Cancel-safe.
    pub async fn order(&mut self) -> Option<Order> {
        self.orders.recv().await
    }
}

impl Drop for Extension {
    fn drop(&mut self) {
        self.exchange.set(&self.call, None);
    }
}

/// Serves the exchange until the task is dropped. With the fault [`RestFault::Down`] it closes the door at once.
pub async fn serve(exchange: Arc<Exchange>, listener: TcpListener) -> std::io::Result<()> {
    if exchange.fault == Some(RestFault::Down) {
        drop(listener);
        return std::future::pending().await;
    }
    let router = Router::new().route("/2010-04-01/Accounts/{account}/Calls/{call}", post(update)).with_state(exchange);
    axum::serve(listener, router).await
}

async fn update(
    State(exchange): State<Arc<Exchange>>,
    Path((account, call)): Path<(String, String)>,
    headers: HeaderMap,
    Form(parameters): Form<HashMap<String, String>>,
) -> Response {
    match exchange.fault {
        Some(RestFault::Error) => return refusal(StatusCode::INTERNAL_SERVER_ERROR, 20_500, "Internal Server Error"),
        Some(RestFault::Timeout) => tokio::time::sleep(NEVER).await,
        Some(RestFault::Down) | None => {}
    }
    if account != exchange.account.sid || !exchange.admits(&headers) {
        return refusal(StatusCode::UNAUTHORIZED, 20_003, "Authenticate");
    }
    let known = call.strip_suffix(".json").and_then(|call| Some((call, exchange.find(call)?)));
    let Some((call, orders)) = known else {
        return refusal(StatusCode::NOT_FOUND, 20_404, "The requested resource was not found");
    };
    let order = match ordered(&parameters) {
        Ok(order) => order,
        Err(problem) => return refusal(StatusCode::BAD_REQUEST, 21_218, &problem),
    };
    let status = if order == Order::Complete { "completed" } else { "in-progress" };
    match orders {
        Some(orders) if orders.send(order).await.is_ok() => Json(resource(&account, call, status)).into_response(),
        _ => refusal(StatusCode::BAD_REQUEST, 21_220, "Call is not in-progress. Cannot redirect."),
    }
}

fn ordered(parameters: &HashMap<String, String>) -> Result<Order, String> {
    match (parameters.get("Status"), parameters.get("Twiml"), parameters.get("Url")) {
        (Some(status), _, _) if status == "completed" || status == "canceled" => Ok(Order::Complete),
        (Some(status), _, _) => Err(format!("Status '{status}' is not valid")),
        (None, Some(text), _) => {
            twiml::read(text).map(|_| Order::Twiml(text.clone())).map_err(|error| error.to_string())
        }
        (None, None, Some(url)) => Ok(Order::Url(url.clone())),
        (None, None, None) => Err("one of Status, Twiml and Url is needed".to_owned()),
    }
}

fn resource(account: &str, call: &str, status: &str) -> Value {
    let uri = format!("/2010-04-01/Accounts/{account}/Calls/{call}.json");
    json!({ "sid": call, "account_sid": account, "status": status, "direction": "inbound", "api_version": "2010-04-01",
            "uri": uri })
}

fn refusal(status: StatusCode, code: u32, message: &str) -> Response {
    let more = format!("https://www.twilio.com/docs/errors/{code}");
    let body = json!({ "code": code, "message": message, "more_info": more, "status": status.as_u16() });
    (status, Json(body)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange(fault: Option<RestFault>) -> Arc<Exchange> {
        Exchange::new(Account { sid: "AC1".to_owned(), token: Some("secret".into()) }, fault)
    }

    async fn post(exchange: &Arc<Exchange>, path: &str, credentials: &str, form: &[(&str, &str)]) -> (u16, Value) {
        rustls::crypto::ring::default_provider().install_default().ok();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let server = tokio::spawn(serve(exchange.clone(), listener));
        let (user, password) = credentials.split_once(':').expect("a colon");
        let response = reqwest::Client::new()
            .post(format!("http://{address}/2010-04-01/Accounts/{path}"))
            .basic_auth(user, Some(password))
            .form(form)
            .timeout(Duration::from_millis(500))
            .send()
            .await;
        server.abort();
        match response {
            Ok(response) => (response.status().as_u16(), response.json().await.unwrap_or_default()),
            Err(error) if error.is_timeout() => (408, Value::Null),
            Err(_) => (0, Value::Null),
        }
    }

    #[tokio::test]
    async fn orders_reach_their_call() {
        let exchange = exchange(None);
        let mut call = exchange.begin("CA1");
        let (status, body) = post(&exchange, "AC1/Calls/CA1.json", "AC1:secret", &[("Status", "completed")]).await;
        assert_eq!((status, &body["status"], &body["sid"]), (200, &json!("completed"), &json!("CA1")));
        assert_eq!(call.order().await, Some(Order::Complete));
        let twiml = "<Response><Dial>+49221</Dial></Response>";
        assert_eq!(post(&exchange, "AC1/Calls/CA1.json", "AC1:secret", &[("Twiml", twiml)]).await.0, 200);
        assert_eq!(call.order().await, Some(Order::Twiml(twiml.to_owned())));
    }

    #[tokio::test]
    async fn wrong_orders_are_refused_as_twilio_does() {
        let exchange = exchange(None);
        let _call = exchange.begin("CA1");
        drop(exchange.begin("CA2"));
        for (path, credentials, form, status, code) in [
            ("AC1/Calls/CA1.json", "AC1:wrong", ("Status", "completed"), 401, 20_003),
            ("AC2/Calls/CA1.json", "AC1:secret", ("Status", "completed"), 401, 20_003),
            ("AC1/Calls/CA9.json", "AC1:secret", ("Status", "completed"), 404, 20_404),
            ("AC1/Calls/CA2.json", "AC1:secret", ("Status", "completed"), 400, 21_220),
            ("AC1/Calls/CA1.json", "AC1:secret", ("Twiml", "<Response><Oops/></Response>"), 400, 21_218),
            ("AC1/Calls/CA1.json", "AC1:secret", ("Method", "POST"), 400, 21_218),
        ] {
            let (got, body) = post(&exchange, path, credentials, &[form]).await;
            assert_eq!((got, &body["code"]), (status, &json!(code)), "{path} {form:?}");
        }
    }

    #[tokio::test]
    async fn it_fails_on_demand() {
        for (fault, status) in [(RestFault::Error, 500), (RestFault::Timeout, 408), (RestFault::Down, 0)] {
            let exchange = exchange(Some(fault));
            let _call = exchange.begin("CA1");
            let got = post(&exchange, "AC1/Calls/CA1.json", "AC1:secret", &[("Status", "completed")]).await;
            assert_eq!(got.0, status, "{fault:?}");
        }
    }
}
