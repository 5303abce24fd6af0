//! A change of the config alone, by the instruction that makes it in a Dockerfile.

use super::metadata;
use crate::dockerfile::{Dockerfile, Layered, NoVars};
use crate::error::{Error, Kind, Result};
use crate::oci::{History, ImageConfig};

/// Applies one instruction that makes no layer (ENV, LABEL, CMD, …) to an image's config, and
/// notes it in the history, as a build does. `from` is what messages call the text.
pub fn configure(config: &mut ImageConfig, text: &str, from: &str) -> Result<()> {
    let refused = |why: &str| Error::new(Kind::Usage, format!("{from}: {why}"));
    if text.contains(['\n', '\r']) {
        return Err(refused("the value has a line break, which no instruction of a Dockerfile can have"));
    }
    let dockerfile = Dockerfile::parse(from, format!("FROM scratch\n{text}\n").as_bytes())?;
    let instructions = dockerfile.stages.first().map_or(&[][..], |s| &s.instructions[..]);
    let [instruction] = instructions else {
        return Err(refused("the value is no value of one instruction"));
    };
    let pair = |e: &String| e.split_once('=').map(|(k, v)| (k.to_string(), v.to_string()));
    let env: Vec<(String, String)> = config.config.env.iter().filter_map(pair).collect();
    let instruction = instruction.expand(&Layered(&env, &NoVars))?;
    // Who sets the entry point here has seen the CMD, be it the base's: it stays, as with buildah.
    if !metadata::apply(&instruction, config, &mut true)? {
        return Err(Error::new(Kind::Internal, format!("{text}: an instruction with a layer")));
    }
    let shell = metadata::shell(&config.config);
    if let Some(created_by) = instruction.history(&shell, &[]) {
        config.history.push(History {
            created: None,
            created_by: Some(created_by),
            author: None,
            comment: Some("buildkit.dockerfile.v0".into()),
            empty_layer: true,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oci::Platform;

    #[test]
    fn one_instruction_and_its_line() {
        let mut config = ImageConfig::scratch(&Platform::host());
        configure(&mut config, "ENV A=\"b c\"", "--env").unwrap();
        configure(&mut config, "ENV D=\"$A \\\"d\\\"\"", "--env").unwrap();
        configure(&mut config, "ENTRYPOINT [\"/x\",\"$A\"]", "--entrypoint").unwrap();
        assert_eq!(config.config.env, ["A=b c", "D=b c \"d\""]);
        assert_eq!(config.config.entrypoint.clone().unwrap(), ["/x", "$A"]);
        let lines: Vec<_> = config.history.iter().map(|h| h.created_by.clone().unwrap()).collect();
        assert_eq!(lines, ["ENV A=b c", "ENV D=b c \"d\"", "ENTRYPOINT [\"/x\" \"$A\"]"]);
        for bad in ["ENV A=b\nRUN x", "RUN x", "COPY a b", "FROM b", "", "# x"] {
            assert!(configure(&mut config, bad, "--env").is_err(), "{bad}");
        }
    }
}
