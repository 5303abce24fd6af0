#!/usr/bin/env python3
"""Builds the cases of testdata/dockerfile with BuildKit, compares with imgtool, prints what differs.

  tests/buildkit.py [--imgtool BIN] [--work DIR] [--cases DIR] [CASE]...

BuildKit is the one inside Debian's dockerd, which is started in a folder of its own and stopped again: it needs root and
a kernel with overlayfs, so this is a tool to run by hand and no part of `cargo test` (which compares with buildah).

The peers and dockerd are what `tests/peers.sh --bench` installs.

--work   where to build; what is there already is not built again

A case's `case.toml` says in `[[buildkit-differs]]` tables what differs, and why (`reason`): `path`, `config`, or
`result = "fails"` or `"builds"`, what BuildKit does otherwise.
"""
import argparse, os, pathlib, shutil, subprocess, sys
from concurrent.futures import ThreadPoolExecutor

HERE = pathlib.Path(__file__).resolve().parent
FSTREE = HERE / "common/fstree.py"


def settings():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--imgtool", type=pathlib.Path, default=HERE.parent / "target/debug/imgtool")
    parser.add_argument("--work", type=pathlib.Path, default="/tmp/imgtool-buildkit-work")
    parser.add_argument("--cases", type=pathlib.Path, default=HERE.parent / "testdata/dockerfile")
    parser.add_argument("case", nargs="*")
    return parser.parse_args()


def peer(at, folder, *command):
    environment = {**os.environ, "PEER_BIND": str(at.work)}
    subprocess.run([HERE / "peer", folder, *command], env=environment, check=True)


def prepare(at, name):
    """The context as git means it: modes do not depend on the checkout's umask."""
    work = at.work / "cases" / name
    shutil.copytree(at.cases / name / "context", work / "context", symlinks=True)
    subprocess.run(["chmod", "-R", "u=rwX,go=rX", work], check=True)
    script = at.cases / name / "prepare.sh"
    if script.exists():
        subprocess.run(["bash", "-c", 'umask 022; . "$0"', script], cwd=work / "context", check=True,
                       stdout=subprocess.DEVNULL)
    (work / "args").write_text("".join(f"{option}\n" for option in options(case(at, name))))


def case(at, name):
    """The part of TOML that tests/build_peers.rs reads."""
    file = at.cases / name / "case.toml"
    facts = here = {}
    for line in file.read_text().splitlines() if file.exists() else []:
        if line.startswith("[["):
            here = {}
            facts.setdefault(line.strip("[]"), []).append(here)
        elif " = " in line:
            key, value = line.split(" = ", 1)
            here[key] = value.split('"')[1::2] if value.startswith("[") else value.strip('"')
    return facts


def options(case):
    words = [word for arg in case.get("args", []) for word in ("--build-arg", arg)]
    return words + (["--target", case["target"]] if "target" in case else [])


def ours(at, name, image):
    words = [at.imgtool, "--root", at.work / "store", "build", "--progress=plain", "-t", f"oci:{image}:latest"]
    words += [*options(case(at, name)), at.work / "cases" / name / "context"]
    return subprocess.run(words, capture_output=True, text=True, stdin=subprocess.DEVNULL)


def last(log):
    lines = [line for line in log.splitlines() if line.strip()]
    return next((line for line in reversed(lines) if line.startswith(("ERROR", "error"))), lines[-1] if lines else "")


def compare(at, name):
    """What differs, or None."""
    facts, work = case(at, name), at.work / "cases" / name
    image = work / "imgtool"
    shutil.rmtree(image, ignore_errors=True)
    built = ours(at, name, image)
    theirs_failed = (work / "rc").read_text().strip() != "0"
    log = (work / "log").read_text()
    told = facts.get("buildkit-differs", [])
    expected = next((d["result"] for d in told if "result" in d), "fails" if "fails" in facts else "builds") == "fails"
    if theirs_failed != expected:
        return f"BuildKit {'fails' if theirs_failed else 'builds'}: {last(log)}\n   ours: {last(built.stderr)}"
    if (built.returncode != 0) != ("fails" in facts):
        return f"imgtool ended with {built.returncode}: {built.stderr}"
    if theirs_failed or built.returncode != 0:
        return None
    words = [sys.executable, FSTREE, "compare", work / "buildkit", image]
    for known in told:
        words += ["--ignore", known["path"]] if "path" in known else ["--ignore-config", known["config"]]
    done = subprocess.run(words, capture_output=True, text=True)
    return None if done.returncode == 0 else "from BuildKit (-) to imgtool (+)\n" + done.stdout + done.stderr


def main():
    at = settings()
    at.work.mkdir(parents=True, exist_ok=True)
    names = at.case or sorted(p.name for p in at.cases.iterdir() if (p / "context").is_dir())
    peers = pathlib.Path(subprocess.check_output([HERE / "peers.sh", "--bench"], text=True).strip())
    for name in names:
        if not (at.work / "cases" / name / "rc").exists():
            shutil.rmtree(at.work / "cases" / name, ignore_errors=True)
            prepare(at, name)
    (at.work / "bases").mkdir(exist_ok=True)
    for base in ("busybox", "debian"):
        there, archive = at.work / "bases" / f"{base}.oci", at.work / "bases" / f"{base}.tar"
        if not archive.exists():
            shutil.copy(peers / f"{base}.oci", there)
            peer(at, peers, "skopeo", "copy", "-q", "--insecure-policy", f"oci-archive:{there}",
                 f"docker-archive:{archive}:{base}:latest")
    if not all((at.work / "cases" / name / "rc").exists() for name in names):
        shutil.copy(HERE / "common/buildkit.sh", at.work)
        peer(at, peers / "docker", "bash", at.work / "buildkit.sh", at.work)
    for base in ("busybox", "debian"):
        subprocess.run([at.imgtool, "--root", at.work / "store", "copy",
                        f"oci-archive:{peers / base}.oci", f"store:{base}"], check=True)
    bad = 0
    with ThreadPoolExecutor(2) as pool:
        for name, problem in zip(names, pool.map(lambda n: compare(at, n), names)):
            if problem:
                bad += 1
                print(f"== {name}\n{problem}", flush=True)
    print(f"{len(names) - bad} passed, {bad} failed")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
