//! Go's durations: `1h30m`, `1.5s`, `300ms`.

/// Nanoseconds of `text` by the rules of Go's time.ParseDuration.
pub(super) fn parse(text: &str) -> Result<i64, String> {
    let bad = || format!("time: invalid duration \"{text}\"");
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(bad());
    }
    let mut total: i128 = 0;
    while !rest.is_empty() {
        let number_len = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (number, after) = rest.split_at_checked(number_len).ok_or_else(bad)?;
        let unit_len = after.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(after.len());
        let (unit, next) = after.split_at_checked(unit_len).ok_or_else(bad)?;
        let scale: i128 = match unit {
            "ns" => 1,
            "us" | "µs" | "μs" => 1_000,
            "ms" => 1_000_000,
            "s" => 1_000_000_000,
            "m" => 60_000_000_000,
            "h" => 3_600_000_000_000,
            "" => return Err(format!("time: missing unit in duration \"{text}\"")),
            _ => return Err(format!("time: unknown unit \"{unit}\" in duration \"{text}\"")),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') {
            return Err(bad());
        }
        if !whole.is_empty() {
            total += whole.parse::<u64>().map_err(|_| bad())? as i128 * scale;
        }
        let mut part = scale;
        for digit in fraction.bytes().take(18) {
            part /= 10;
            total += part * i128::from(digit - b'0');
        }
        if total > i128::from(i64::MAX) {
            return Err(bad());
        }
        rest = next;
    }
    i64::try_from(if negative { -total } else { total }).map_err(|_| bad())
}

/// As Go prints a duration: `1m30s`, `500ms`, `0s`.
pub(super) fn print(nanos: i64) -> String {
    let sign = if nanos < 0 { "-" } else { "" };
    let n = nanos.unsigned_abs();
    let decimal = |unit: u64, name: &str| {
        let fraction = format!("{:0width$}", n % unit, width = unit.ilog10() as usize);
        let fraction = fraction.trim_end_matches('0');
        let dot = if fraction.is_empty() || unit == 1 { "" } else { "." };
        format!("{sign}{}{dot}{}{name}", n / unit, if unit == 1 { "" } else { fraction })
    };
    match n {
        0 => "0s".to_string(),
        1..1_000 => decimal(1, "ns"),
        1_000..1_000_000 => decimal(1_000, "µs"),
        1_000_000..1_000_000_000 => decimal(1_000_000, "ms"),
        _ => {
            let seconds = n / 1_000_000_000;
            let fraction = format!("{:09}", n % 1_000_000_000);
            let fraction = fraction.trim_end_matches('0');
            let dot = if fraction.is_empty() { "" } else { "." };
            let s = format!("{}{dot}{fraction}s", seconds % 60);
            match (seconds / 3600, seconds / 60 % 60) {
                (0, 0) => format!("{sign}{s}"),
                (0, m) => format!("{sign}{m}m{s}"),
                (h, m) => format!("{sign}{h}h{m}m{s}"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_as_go_reads_and_prints_them() {
        for (text, nanos, printed) in [
            ("0", 0, "0s"),
            ("5s", 5_000_000_000, "5s"),
            ("1h30m", 5_400_000_000_000, "1h30m0s"),
            ("1.5s", 1_500_000_000, "1.5s"),
            (".5m", 30_000_000_000, "30s"),
            ("1500ms", 1_500_000_000, "1.5s"),
            ("2us", 2_000, "2µs"),
            ("7ns", 7, "7ns"),
            ("-1m", -60_000_000_000, "-1m0s"),
            ("250ms", 250_000_000, "250ms"),
        ] {
            assert_eq!(parse(text), Ok(nanos), "{text}");
            assert_eq!(print(nanos), printed);
        }
        for bad in ["", "5", "s", "1x", "1..5s", ".s", "99999999999h", "1 s"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
