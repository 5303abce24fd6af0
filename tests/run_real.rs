//! What people run in a Dockerfile: a distribution's package manager and the languages' own, with cache mounts, by an ordinary
//! user, on a real base. Debian's packages come from the mirror that the base names; everything else is made here.
use crate::common::rungs::{at, clear, nothing_mounted};
use crate::common::{Imgtool, base, done};

const DOCKERFILE: &str = r#"FROM debian AS apt
ARG DEBIAN_FRONTEND=noninteractive
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked --mount=type=cache,target=/var/lib/apt,sharing=locked \
    rm -f /etc/apt/apt.conf.d/docker-clean && apt-get -q update && \
    apt-get -q install -y --no-install-recommends sudo python3-pip python3-setuptools

FROM apt AS python
COPY python /src
RUN --mount=type=cache,target=/root/.cache/pip \
    pip wheel --no-build-isolation --no-index --no-deps -w /wheels /src && \
    pip install --break-system-packages --no-index --find-links /wheels hello && python3 -c 'import hello' > /python

FROM apt AS node
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked --mount=type=cache,target=/var/lib/apt,sharing=locked \
    apt-get -q install -y --no-install-recommends npm
WORKDIR /app
COPY node /app
RUN --mount=type=cache,target=/root/.npm npm ci --offline && node -p 'require("dep")' > /node

FROM apt AS rust
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked --mount=type=cache,target=/var/lib/apt,sharing=locked \
    apt-get -q install -y --no-install-recommends cargo gcc libc6-dev
WORKDIR /app
COPY rust /app
RUN --mount=type=cache,target=/app/target --mount=type=cache,target=/root/.cargo/registry \
    cargo build --offline && target/debug/app > /rust

FROM apt
RUN useradd -m app && echo 'app ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/app
USER app
RUN sudo id -un > /home/app/sudo && id -un >> /home/app/sudo
RUN ls /var/cache/apt /var/lib/apt > /home/app/left
COPY --from=python /python /seen/
COPY --from=node /node /seen/
COPY --from=rust /rust /seen/
"#;

#[test]
fn package_managers_of_distributions_and_languages() {
    let tool = Imgtool::new();
    for (name, text) in [
        (
            "python/pyproject.toml",
            "[project]\nname = 'hello'\nversion = '1.0'\n[build-system]\nrequires = ['setuptools']\nbuild-backend = 'setuptools.build_meta'\n",
        ),
        ("python/hello/__init__.py", "print('python runs')\n"),
        ("node/package.json", r#"{"name":"app","version":"1.0.0","dependencies":{"dep":"file:dep"}}"#),
        (
            "node/package-lock.json",
            r#"{"name":"app","version":"1.0.0","lockfileVersion":3,"requires":true,"packages":{"":{"name":"app","version":"1.0.0","dependencies":{"dep":"file:dep"}},"dep":{"version":"1.0.0"},"node_modules/dep":{"resolved":"dep","link":true}}}"#,
        ),
        ("node/dep/package.json", r#"{"name":"dep","version":"1.0.0","main":"index.js"}"#),
        ("node/dep/index.js", "module.exports = 'node runs'\n"),
        (
            "rust/Cargo.toml",
            "[package]\nname = 'app'\nversion = '0.1.0'\nedition = '2021'\n[dependencies]\ndep = { path = 'dep' }\n",
        ),
        ("rust/src/main.rs", "fn main() {\n    println!(\"{}\", dep::says());\n}\n"),
        ("rust/dep/Cargo.toml", "[package]\nname = 'dep'\nversion = '0.1.0'\nedition = '2021'\n"),
        ("rust/dep/src/lib.rs", "pub fn says() -> &'static str {\n    \"rust runs\"\n}\n"),
        ("Dockerfile", DOCKERFILE),
    ] {
        tool.write(&format!("ctx/{name}"), text);
    }
    std::fs::copy(base("debian"), tool.path("debian.oci")).unwrap();
    let user = |words: &[&str]| at("user", &tool, words).output().unwrap();
    done("copy", user(&["copy", "oci-archive:debian.oci", "store:debian"]));
    done("build", user(&["build", "--progress=plain", "--compression=none", "-t", "out", "ctx"]));
    for what in ["python", "node", "rust"] {
        assert_eq!(done(what, user(&["cat", "store:out", &format!("/seen/{what}")])), format!("{what} runs\n"));
    }
    // setuid programs do what they are for.
    assert_eq!(done("sudo", user(&["cat", "store:out", "/home/app/sudo"])), "root\napp\n");
    // What went into the caches is in no layer.
    let left = done("left", user(&["cat", "store:out", "/home/app/left"]));
    assert!(!left.contains("pkgcache") && !left.contains("archives/lock"), "{left}");
    assert!(!done("ls", user(&["ls", "-R", "store:out", "/var/cache/apt"])).contains(".deb"));
    let caches = done("caches", user(&["cache-mount", "ls"]));
    for id in ["/var/cache/apt", "/var/lib/apt", "/root/.cache/pip", "/root/.npm", "/app/target"] {
        assert!(caches.lines().any(|line| line.split("  ").next() == Some(id)), "{id}: {caches}");
    }
    nothing_mounted(&tool);
    clear(&tool);
}
