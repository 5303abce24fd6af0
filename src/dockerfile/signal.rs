//! STOPSIGNAL: a number, or a Linux signal's name with or without `SIG`, in any case.

const NAMES: [&str; 34] = [
    "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT", "KILL", "PIPE", "POLL",
    "PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU", "URG", "USR1",
    "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ",
];

/// Is this a signal?
pub(super) fn is_valid(text: &str) -> bool {
    if let Ok(number) = text.parse::<i64>() {
        return number != 0;
    }
    let upper = text.to_ascii_uppercase();
    let name = upper.strip_prefix("SIG").unwrap_or(&upper);
    let real_time = |prefix: &str, sign: char| {
        name.strip_prefix(prefix).is_some_and(|n| {
            n.is_empty()
                || n.strip_prefix(sign).and_then(|n| n.parse::<u8>().ok()).is_some_and(|n| (1..=15).contains(&n))
        })
    };
    NAMES.contains(&name) || real_time("RTMIN", '+') || real_time("RTMAX", '-')
}

#[cfg(test)]
mod tests {
    use super::is_valid;

    #[test]
    fn signals() {
        for good in ["9", "SIGTERM", "term", "sigkill", "RTMIN+3", "SIGRTMAX-14", "SIGRTMIN"] {
            assert!(is_valid(good), "{good}");
        }
        for bad in ["0", "", "SIG", "FOO", "RTMIN-3", "RTMIN+99", "TERM "] {
            assert!(!is_valid(bad), "{bad}");
        }
    }
}
