//! A line for each answer on standard error, for those who ask for it.

use std::time::Duration;

use clap::ValueEnum;
use jiff::Timestamp;
use serde_json::json;

use crate::serve::http::{Method, Request};

/// How answers are logged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Log {
    /// Not at all; failures alone are said.
    #[default]
    Off,
    /// A line for people.
    Text,
    /// A JSON object a line.
    Json,
}

impl Log {
    /// The line of an answer. What was searched for stands in the query, and passwords and articles in the body:
    /// neither is logged.
    pub(super) fn line(self, request: &Request, status: u16, bytes: usize, took: Duration) -> Option<String> {
        let method = match request.method {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Delete => "DELETE",
            Method::Other => "other",
        };
        let millis = (took.as_secs_f64() * 10_000.0).round() / 10.0;
        let time = Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S%.3fZ");
        // Who knows the rest of such an address may read the story.
        let path = if request.path.starts_with("/shared/") { "/shared/…" } else { &request.path };
        match self {
            Self::Off => None,
            Self::Text => Some(format!("{time} {method} {path} {status} {bytes} B {millis} ms")),
            Self::Json => {
                let line = json!({"time": time.to_string(), "event": "answer", "method": method, "path": path,
                    "status": status, "bytes": bytes, "ms": millis});
                Some(line.to_string())
            }
        }
    }
}
