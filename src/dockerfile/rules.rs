//! The checks by their names: what each is about, and which are on.

use std::collections::BTreeSet;

/// One check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// BuildKit's name, or `imgtool/` and a name of our own.
    pub name: &'static str,
    /// What it asks for, as a sentence without full stop.
    pub what: &'static str,
    /// Off where nobody asks for it by name.
    pub experimental: bool,
}

/// Names of our own checks begin so.
pub const OWN: &str = "imgtool/";

const fn on(name: &'static str, what: &'static str) -> Rule {
    Rule { name, what, experimental: false }
}

const fn experimental(name: &'static str, what: &'static str) -> Rule {
    Rule { name, what, experimental: true }
}

/// All checks: BuildKit's, then our own.
pub const RULES: [Rule; 39] = [
    on("StageNameCasing", "Names of stages are in lower case"),
    on("FromAsCasing", "FROM and AS are written in the same case"),
    on("NoEmptyContinuation", "No empty line stands inside an instruction"),
    on("ConsistentInstructionCasing", "All instructions are written in the same case"),
    on("DuplicateStageName", "No two stages have the same name"),
    on("ReservedStageName", "No stage is called context or scratch"),
    on("JSONArgsRecommended", "CMD and ENTRYPOINT are JSON arrays, so that signals reach the program"),
    on("MaintainerDeprecated", "MAINTAINER is a LABEL nowadays"),
    on("UndefinedArgInFrom", "FROM uses arguments that are declared before it"),
    on("WorkdirRelativePath", "The first WORKDIR is an absolute path"),
    on("UndefinedVar", "Variables are declared before they are used"),
    on("MultipleInstructionsDisallowed", "A stage has one CMD, one ENTRYPOINT and one HEALTHCHECK"),
    on("LegacyKeyValueFormat", "ENV and LABEL are written key=value"),
    on("RedundantTargetPlatform", "FROM does not say --platform=$TARGETPLATFORM, which it is anyway"),
    on("SecretsUsedInArgOrEnv", "Secrets are neither in ARG nor in ENV"),
    on("InvalidDefaultArgInFrom", "FROM names an image with the defaults of its arguments"),
    on("FromPlatformFlagConstDisallowed", "The platform of FROM is no constant"),
    on("InvalidBaseImagePlatform", "The base image is for the platform that is built"),
    on("ExposeProtoCasing", "The protocol in EXPOSE is in lower case"),
    on("ExposeInvalidFormat", "EXPOSE names no address and no port of the host"),
    experimental("CopyIgnoredFile", "COPY and ADD name no file that .dockerignore leaves out"),
    experimental("InvalidDefinitionDescription", "A comment above FROM or ARG begins with the name that it describes"),
    on("imgtool/BadTrigger", "ONBUILD keeps an instruction that can be read"),
    experimental("imgtool/UnpinnedBase", "A base image has a tag or a digest"),
    experimental("imgtool/LatestTag", "A base image's tag is not `latest`"),
    experimental("imgtool/AptNoInstallRecommends", "apt-get install is told --no-install-recommends"),
    experimental("imgtool/AptListsLeft", "What apt-get update brought is removed in the same RUN"),
    experimental("imgtool/AptAssumeYes", "apt-get install is told -y, since nobody can answer"),
    experimental("imgtool/AptUpgrade", "The distribution is not upgraded as a whole"),
    experimental("imgtool/AptNotAptGet", "Scripts use apt-get, not apt"),
    experimental("imgtool/AptUpdateAlone", "apt-get update and install are in the same RUN"),
    experimental("imgtool/ApkNoCache", "apk add is told --no-cache"),
    experimental("imgtool/PipNoCacheDir", "pip install is told --no-cache-dir"),
    experimental("imgtool/Sudo", "RUN does without sudo"),
    experimental("imgtool/CdInRun", "WORKDIR instead of a RUN that begins with cd"),
    experimental("imgtool/AddInsteadOfCopy", "COPY where ADD would neither unpack nor fetch"),
    experimental("imgtool/RootUser", "The last USER is not root"),
    experimental("imgtool/PipefailMissing", "A RUN with a pipe sees the failure of its first command"),
    experimental("imgtool/ShellInstead", "SHELL instead of links over /bin/sh"),
];

/// The check of that name; for our own, `imgtool/` may be left out.
pub fn rule(name: &str) -> Option<&'static Rule> {
    let same = |r: &&Rule| r.name == name || r.name.strip_prefix(OWN) == Some(name);
    RULES.iter().find(same)
}

/// `# check=skip=A,B;error=true`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CheckOptions {
    /// All checks are off.
    pub skip_all: bool,
    /// These checks are off.
    pub skip: BTreeSet<String>,
    /// A warning fails the build.
    pub error: bool,
    /// These checks are on, which are else off. `all` are BuildKit's experimental ones,
    /// `imgtool` are all of our own.
    pub experimental: BTreeSet<String>,
}

impl CheckOptions {
    /// Reads the value of the directive or of BUILDKIT_DOCKERFILE_CHECK. The error is a sentence.
    pub fn parse(text: &str) -> Result<CheckOptions, String> {
        let mut out = CheckOptions::default();
        for part in text.split(';').map(str::trim).filter(|p| !p.is_empty()) {
            let (key, value) = part.split_once('=').ok_or(format!("invalid check option \"{part}\""))?;
            let names = || value.split(',').map(|n| n.trim().to_string()).filter(|n| !n.is_empty()).collect();
            match key.trim() {
                "skip" if value.trim() == "all" => out.skip_all = true,
                "skip" => out.skip = names(),
                "experimental" => out.experimental = names(),
                "error" => {
                    out.error = match value.trim() {
                        "true" | "1" | "t" | "T" | "TRUE" | "True" => true,
                        "false" | "0" | "f" | "F" | "FALSE" | "False" => false,
                        _ => return Err(format!("failed to parse check option error=\"{value}\"")),
                    }
                }
                _ => return Err(format!("invalid check option \"{part}\"")),
            }
        }
        Ok(out)
    }

    /// Is the check on?
    pub fn wants(&self, check: &str) -> bool {
        if self.skip_all || self.skip.contains(check) {
            return false;
        }
        let group = if check.starts_with(OWN) { "imgtool" } else { "all" };
        !rule(check).is_some_and(|r| r.experimental)
            || self.experimental.contains(group)
            || self.experimental.contains(check)
    }

    /// Is any of our own checks on?
    pub fn wants_own(&self) -> bool {
        !self.skip_all && self.experimental.iter().any(|n| n == "imgtool" || n.starts_with(OWN))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_of_buildkit_is_known_and_no_name_twice() {
        let names: BTreeSet<&str> = RULES.iter().map(|r| r.name).collect();
        assert_eq!(names.len(), RULES.len());
        assert_eq!(RULES.iter().filter(|r| !r.name.starts_with(OWN)).count(), 22);
        assert_eq!(rule("UnpinnedBase"), rule("imgtool/UnpinnedBase"));
        assert_eq!(rule("Nonsense"), None);
    }

    #[test]
    fn which_checks_are_on() {
        let o = |t: &str| CheckOptions::parse(t).unwrap();
        assert!(o("").wants("imgtool/BadTrigger") && !o("skip=imgtool/BadTrigger").wants("imgtool/BadTrigger"));
        assert!(o("").wants("UndefinedVar") && !o("").wants("CopyIgnoredFile") && !o("").wants("imgtool/Sudo"));
        assert!(o("experimental=all").wants("CopyIgnoredFile") && !o("experimental=all").wants("imgtool/Sudo"));
        assert!(o("experimental=imgtool").wants("imgtool/Sudo") && !o("experimental=imgtool").wants("CopyIgnoredFile"));
        assert!(o("experimental=imgtool/Sudo").wants_own() && !o("experimental=imgtool/Sudo").wants("imgtool/CdInRun"));
        assert!(!o("skip=imgtool/Sudo;experimental=imgtool").wants("imgtool/Sudo"));
        assert!(!o("skip=all;experimental=imgtool").wants_own());
        assert!(o(" error = true ; skip = A , B ").error);
        for bad in ["x", "error=maybe", "lint=1"] {
            assert!(CheckOptions::parse(bad).is_err(), "{bad}");
        }
    }
}
