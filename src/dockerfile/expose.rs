//! EXPOSE: `[[ip:]hostport:]port[-end][/proto]`.

/// The ports of the (expanded) words, `80/tcp`, in their order, each
/// range counted up, doubles kept once. The error names the word's index and says why.
pub fn ports(words: &[super::Word]) -> Result<Vec<String>, (usize, String)> {
    let mut unseen = [const { Unseen(Vec::new()) }; 3];
    let mut out = Vec::new();
    for (i, word) in words.iter().enumerate() {
        let (from, to, proto) = range(&word.text).map_err(|why| (i, why))?;
        let mut port = usize::from(from);
        let [tcp, udp, sctp] = &mut unseen;
        let unseen = match proto {
            "udp" => udp,
            "sctp" => sctp,
            _ => tcp,
        };
        loop {
            port = unseen.next(port);
            if port > usize::from(to) {
                break;
            }
            out.push(format!("{port}/{proto}"));
            unseen.take(port);
        }
    }
    Ok(out)
}

/// The ports not told yet: a million words for all ports are to cost no more than one.
struct Unseen(Vec<u32>);

impl Unseen {
    /// The first port not told from `port` on; 65536 where there is none.
    fn next(&mut self, port: usize) -> usize {
        if self.0.is_empty() {
            self.0 = (0..=65536).collect();
        }
        let mut end = port;
        while let Some(next) = self.0.get(end).map(|n| *n as usize).filter(|n| *n != end) {
            end = next;
        }
        // The way is short the next time.
        let mut at = port;
        while let Some(slot) = self.0.get_mut(at).filter(|n| **n as usize != end && at != end) {
            at = *slot as usize;
            *slot = u32::try_from(end).unwrap_or(u32::MAX);
        }
        end
    }

    fn take(&mut self, port: usize) {
        if let Some(slot) = self.0.get_mut(port) {
            *slot += 1;
        }
    }
}

fn range(word: &str) -> Result<(u16, u16, &'static str), String> {
    let mut parts: Vec<&str> = word.rsplitn(3, ':').collect();
    parts.reverse();
    let (address, host, container) = match parts.as_slice() {
        [a, h, c] => (*a, *h, *c),
        [h, c] => ("", *h, *c),
        [c] => ("", "", *c),
        _ => return Err(format!("no port specified: {word}")),
    };
    let (ports, proto) = container.split_once('/').unwrap_or((container, ""));
    if ports.is_empty() {
        return Err(format!("no port specified: {word}"));
    }
    let proto = match proto.to_ascii_lowercase().as_str() {
        "" | "tcp" => "tcp",
        "udp" => "udp",
        "sctp" => "sctp",
        other => return Err(format!("invalid proto: {other}")),
    };
    let bare = address.strip_prefix('[').and_then(|a| a.strip_suffix(']')).unwrap_or(address);
    if !address.is_empty() && bare.parse::<std::net::IpAddr>().is_err() {
        return Err(format!("invalid IP address: {address}"));
    }
    let (from, to) = numbers(ports).ok_or(format!("invalid containerPort: {ports}"))?;
    if !host.is_empty() {
        let (hf, ht) = numbers(host).ok_or(format!("invalid hostPort: {host}"))?;
        if to - from != ht - hf && from != to {
            return Err(format!("invalid ranges specified for container and host Ports: {ports} and {host}"));
        }
    }
    Ok((from, to, proto))
}

fn numbers(text: &str) -> Option<(u16, u16)> {
    let number = |t: &str| if t.bytes().all(|b| b.is_ascii_digit()) { t.parse::<u16>().ok() } else { None };
    let (from, to) = match text.split_once('-') {
        Some((a, b)) => (number(a)?, number(b)?),
        None => (number(text)?, number(text)?),
    };
    (from <= to).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::super::{Span, Word};
    use super::*;

    fn read(text: &str) -> Result<Vec<String>, String> {
        let words: Vec<Word> = text.split(' ').map(|t| Word { text: t.to_string(), span: Span::default() }).collect();
        ports(&words).map_err(|(_, why)| why)
    }

    #[test]
    fn port_words() {
        assert_eq!(read("80 443/UDP").unwrap(), ["80/tcp", "443/udp"]);
        assert_eq!(read("8000-8002/sctp 8001/sctp").unwrap(), ["8000/sctp", "8001/sctp", "8002/sctp"]);
        assert_eq!(read("127.0.0.1:80:8080 [::1]:1:2").unwrap(), ["8080/tcp", "2/tcp"]);
        assert_eq!(read("80-90:8080").unwrap(), ["8080/tcp"]);
        for bad in ["", "x", "80/xyz", "70000", "90-80", "a:80:80", "1-3:4-5", "/tcp", "80-", "+80"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
