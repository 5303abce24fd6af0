//! Limits for a pipeline: what an image may waste at most. The names and the file are dive's.

use super::Exploration;
use crate::error::{Error, Kind, Result};
use serde::Deserialize;
use serde_json::Value;

/// The limits; None is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Limits {
    /// The efficiency may not be lower.
    pub lowest_efficiency: Option<f64>,
    /// No more bytes may be wasted.
    pub highest_wasted_bytes: Option<u64>,
    /// No greater share of the bytes above the base may be wasted.
    pub highest_user_wasted_percent: Option<f64>,
    /// The layers' contents may not have more bytes.
    pub max_size: Option<u64>,
}

/// One limit and how the image keeps it.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The limit's name.
    pub rule: &'static str,
    /// What the image has.
    pub actual: Measure,
    /// What is allowed.
    pub limit: Measure,
    /// Does it keep to it?
    pub passed: bool,
}

/// A number with its unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Measure {
    /// A share of one.
    Share(f64),
    /// Bytes.
    Bytes(u64),
}

impl Limits {
    /// What counts where nothing else is said: dive's.
    pub fn usual() -> Limits {
        Limits { lowest_efficiency: Some(0.9), highest_user_wasted_percent: Some(0.1), ..Limits::default() }
    }

    /// Reads a `.dive-ci` file over these.
    pub fn read(mut self, text: &str) -> Result<Limits> {
        #[derive(Deserialize)]
        struct File {
            rules: Option<Rules>,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        struct Rules {
            lowest_efficiency: Option<Value>,
            highest_wasted_bytes: Option<Value>,
            highest_user_wasted_percent: Option<Value>,
            max_size: Option<Value>,
        }
        let file: File = serde_yaml_ng::from_str(text)
            .map_err(|e| Error::new(Kind::Format, "the file of limits cannot be read").because(e))?;
        let Some(rules) = file.rules else { return Ok(self) };
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_string);
        let bad = |name: &str, why: String| Error::new(Kind::Format, format!("limit {name}: {why}"));
        for (name, value, into) in [
            ("lowestEfficiency", &rules.lowest_efficiency, &mut self.lowest_efficiency),
            ("highestUserWastedPercent", &rules.highest_user_wasted_percent, &mut self.highest_user_wasted_percent),
        ] {
            if let Some(value) = value {
                *into = off(&text(value), share).map_err(|why| bad(name, why))?;
            }
        }
        for (name, value, into) in [
            ("highestWastedBytes", &rules.highest_wasted_bytes, &mut self.highest_wasted_bytes),
            ("maxSize", &rules.max_size, &mut self.max_size),
        ] {
            if let Some(value) = value {
                *into = off(&text(value), size).map_err(|why| bad(name, why))?;
            }
        }
        Ok(self)
    }

    /// Each limit with its outcome.
    pub fn check(&self, of: &Exploration) -> Vec<Outcome> {
        let t = &of.totals;
        let share = |rule, actual: f64, limit: Option<f64>, passed: fn(f64, f64) -> bool| {
            limit.map(|limit| Outcome {
                rule,
                actual: Measure::Share(actual),
                limit: Measure::Share(limit),
                passed: passed(actual, limit),
            })
        };
        let bytes = |rule, actual: u64, limit: Option<u64>| {
            limit.map(|limit| Outcome {
                rule,
                actual: Measure::Bytes(actual),
                limit: Measure::Bytes(limit),
                passed: actual <= limit,
            })
        };
        [
            share("lowest-efficiency", t.efficiency, self.lowest_efficiency, |a, l| a >= l),
            bytes("highest-wasted-bytes", t.wasted, self.highest_wasted_bytes),
            share("highest-user-wasted-percent", t.user_wasted, self.highest_user_wasted_percent, |a, l| a <= l),
            bytes("max-size", t.size, self.max_size),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// `disabled` is no limit.
pub fn off<T>(text: &str, read: impl Fn(&str) -> std::result::Result<T, String>) -> Result<Option<T>, String> {
    if text == "disabled" { Ok(None) } else { read(text).map(Some) }
}

/// A share of one: `0.95`, or `95%`.
pub fn share(text: &str) -> std::result::Result<f64, String> {
    let (number, scale) = text.strip_suffix('%').map_or((text, 1.0), |t| (t.trim(), 100.0));
    let value = number.parse::<f64>().ok().map(|n| n / scale).filter(|n| (0.0..=1.0).contains(n));
    value.ok_or_else(|| format!("'{text}' is no share between 0 and 1 (or 0% and 100%)"))
}

/// Bytes: `20MB` (millions), `20MiB`, `1.5 GB`, `4096`.
pub fn size(text: &str) -> std::result::Result<u64, String> {
    let bad = || format!("'{text}' is no number of bytes, as 20MB or 512KiB");
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let number: f64 = text.get(..digits).and_then(|n| n.parse().ok()).ok_or_else(bad)?;
    let unit = text.get(digits..).unwrap_or_default().trim().to_ascii_lowercase();
    let factor: f64 = match unit.as_str() {
        "" | "b" => 1.0,
        "k" | "kb" => 1e3,
        "m" | "mb" => 1e6,
        "g" | "gb" => 1e9,
        "t" | "tb" => 1e12,
        "kib" => 1024.0,
        "mib" => 1_048_576.0,
        "gib" => 1_073_741_824.0,
        "tib" => 1_099_511_627_776.0,
        _ => return Err(bad()),
    };
    Ok((number * factor) as u64)
}
