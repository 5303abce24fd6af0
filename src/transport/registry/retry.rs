//! When to try again, and how long to wait before it.

use std::time::{Duration, SystemTime};

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};

/// How often a request is tried and how long is waited in between. The waits
/// double and carry no jitter: what one process does is the same every time.
#[derive(Debug, Clone)]
pub struct RetryPolicy {
    /// Tries altogether, the first included. At least 1.
    pub tries: u32,
    /// The wait after the first failure; doubled after each further one.
    pub base: Duration,
    /// No wait is longer. A server that asks for more (`Retry-After`) gets an error instead.
    pub longest: Duration,
}

impl Default for RetryPolicy {
    fn default() -> RetryPolicy {
        RetryPolicy { tries: 5, base: Duration::from_millis(200), longest: Duration::from_secs(60) }
    }
}

/// What to do after a failed try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Wait so long, then try again.
    Wait(Duration),
    /// The tries are used up.
    GiveUp,
    /// The server wants a longer pause than we are ready to make.
    TooLong(Duration),
}

impl RetryPolicy {
    /// After `failed` failures (1 or more), given what the server asked for.
    pub(super) fn next(&self, failed: u32, asked: Option<Duration>) -> Next {
        if failed >= self.tries {
            return Next::GiveUp;
        }
        match asked {
            Some(wait) if wait > self.longest => Next::TooLong(wait),
            Some(wait) => Next::Wait(wait),
            None => {
                let factor = 2u32.saturating_pow(failed.saturating_sub(1).min(16));
                Next::Wait(self.base.saturating_mul(factor).min(self.longest))
            }
        }
    }
}

/// The only place where this room reads the wall clock.
pub(super) fn wall_clock() -> SystemTime {
    SystemTime::now()
}

/// Is it a status that a later try may not show?
pub(in crate::transport) fn is_transient(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 429 | 500 | 502 | 503 | 504)
}

/// `Retry-After` as seconds or as an HTTP date (RFC 9110, 10.2.3).
pub(super) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(date.duration_since(now).unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::HeaderValue;

    #[test]
    fn waits_double_and_end() {
        let policy = RetryPolicy { tries: 4, base: Duration::from_secs(1), longest: Duration::from_secs(3) };
        let waits: Vec<Next> = (1..=4).map(|n| policy.next(n, None)).collect();
        let s = |n| Next::Wait(Duration::from_secs(n));
        assert_eq!(waits, [s(1), s(2), s(3), Next::GiveUp]);
        assert_eq!(policy.next(1, Some(Duration::from_secs(2))), s(2));
        assert_eq!(policy.next(1, Some(Duration::from_secs(9))), Next::TooLong(Duration::from_secs(9)));
    }

    #[test]
    fn retry_after_in_both_forms() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        let get = |v: &str| {
            let mut h = HeaderMap::new();
            h.insert(RETRY_AFTER, HeaderValue::from_str(v).unwrap());
            retry_after(&h, now)
        };
        assert_eq!(get("7"), Some(Duration::from_secs(7)));
        let date = httpdate::fmt_http_date(now + Duration::from_secs(30));
        assert_eq!(get(&date), Some(Duration::from_secs(30)));
        assert_eq!(get("Sat, 01 Jan 2000 00:00:00 GMT"), Some(Duration::ZERO));
        assert_eq!(get("soon"), None);
        assert_eq!(get("-1"), None);
    }
}
