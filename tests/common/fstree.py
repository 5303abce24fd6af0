#!/usr/bin/env python3
"""Reads an OCI image without any code of imgtool: checks it, merges its layers, lists and compares.

  fstree.py validate IMAGE                 every blob, size, digest, diff ID and history entry agrees
  fstree.py list IMAGE                     the merged file system, one JSON object a line
  fstree.py layers IMAGE                   the raw entry names of every layer
  fstree.py config IMAGE                   the run configuration that two builders must agree on
  fstree.py compare A B [--ignore GLOB]... [--ignore-config KEY]...
  fstree.py expect IMAGE [LINE]...         e.g. "/a file 0644 0:0 text", "/b absent", "/c symlink to"
  fstree.py base ROOTFS.tar OUT            an OCI archive with this one layer
  fstree.py busybox BINARY OUT             an OCI archive of a small busybox system

IMAGE is an OCI layout folder or an OCI archive (FILE or DIR), with ":TAG" for one of several,
or a folder of the "dir:" transport.
Times are not compared: builders differ in them by design.
"""
import fnmatch, gzip, hashlib, io, json, os, subprocess, sys, tarfile, time

MANIFESTS = ("application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json")


class Bad(Exception):
    pass


class Layout:
    """Blobs by digest, from a folder or from an archive."""

    def __init__(self, name):
        self.tag = None
        if not os.path.exists(name) and ":" in name:
            name, self.tag = name.rsplit(":", 1)
        self.archive = None
        self.folder = name
        self.plain = os.path.isfile(os.path.join(name, "manifest.json"))
        if not os.path.isdir(name):
            self.archive = tarfile.open(name)
            self.members = {os.path.normpath(m.name): m for m in self.archive.getmembers()}

    def open(self, path):
        if self.archive is None:
            return open(os.path.join(self.folder, path), "rb")
        if path not in self.members:
            raise Bad(f"no {path} in the archive")
        return self.archive.extractfile(self.members[path])

    def blob(self, descriptor):
        algorithm, hexa = descriptor["digest"].split(":")
        if self.plain:
            return self.open(hexa)
        return self.open(f"blobs/{algorithm}/{hexa}")

    def document(self, descriptor):
        raw = self.blob(descriptor).read()
        if len(raw) != descriptor["size"]:
            raise Bad(f"{descriptor['digest']}: {len(raw)} bytes, the descriptor says {descriptor['size']}")
        if "sha256:" + hashlib.sha256(raw).hexdigest() != descriptor["digest"]:
            raise Bad(f"{descriptor['digest']}: the bytes are others")
        return json.loads(raw)

    def image(self):
        """(manifest, config) of the one image, or of the first platform of its index."""
        if self.plain:
            document = json.load(self.open("manifest.json"))
            return document, self.document(document["config"])
        if json.load(self.open("oci-layout")).get("imageLayoutVersion") != "1.0.0":
            raise Bad("oci-layout is not version 1.0.0")
        found = json.load(self.open("index.json"))["manifests"]
        if self.tag:
            found = [d for d in found if d.get("annotations", {}).get("org.opencontainers.image.ref.name") == self.tag]
        if len(found) != 1:
            raise Bad(f"{len(found)} images to choose from")
        document = self.document(found[0])
        while "manifests" in document:
            document = self.document(document["manifests"][0])
        return document, self.document(document["config"])


class Measured(io.RawIOBase):
    """A stream that counts and hashes what is read through it."""

    def __init__(self, inner):
        self.inner, self.size, self.hash = inner, 0, hashlib.sha256()

    def readable(self):
        return True

    def readinto(self, buffer):
        data = self.inner.read(len(buffer))
        buffer[: len(data)] = data
        self.size += len(data)
        self.hash.update(data)
        return len(data)

    def drain(self):
        while self.read(1 << 20):
            pass

    def digest(self):
        self.drain()
        return "sha256:" + self.hash.hexdigest()


def decompressed(raw):
    """The tar stream inside a layer blob, by its first bytes (not by its media type)."""
    head = raw.read(4)
    stream = io.BufferedReader(Concat(head, raw), 1 << 20)
    if head[:2] == b"\x1f\x8b":
        return gzip.GzipFile(fileobj=stream), "gzip"
    if head == b"\x28\xb5\x2f\xfd":
        process = subprocess.Popen(["zstd", "-dc"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        import threading

        def feed():
            while data := stream.read(1 << 20):
                process.stdin.write(data)
            process.stdin.close()

        threading.Thread(target=feed, daemon=True).start()
        return process.stdout, "zstd"
    return stream, "none"


class Concat(io.RawIOBase):
    def __init__(self, head, rest):
        self.head, self.rest = head, rest

    def readable(self):
        return True

    def readinto(self, buffer):
        if self.head:
            data, self.head = self.head[: len(buffer)], self.head[len(buffer) :]
        else:
            data = self.rest.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


TYPES = {tarfile.REGTYPE: "file", tarfile.AREGTYPE: "file", tarfile.CONTTYPE: "file", tarfile.GNUTYPE_SPARSE: "file",
         tarfile.DIRTYPE: "dir", tarfile.SYMTYPE: "symlink", tarfile.LNKTYPE: "link",
         tarfile.CHRTYPE: "char", tarfile.BLKTYPE: "block", tarfile.FIFOTYPE: "fifo"}


def normal(name):
    parts = [p for p in name.split("/") if p not in ("", ".")]
    if ".." in parts:
        raise Bad(f"a layer entry leaves the root: {name}")
    return "/" + "/".join(parts)


def entries(stream):
    """(path, node) of every entry of one tar stream, in order."""
    with tarfile.open(fileobj=stream, mode="r|", encoding="utf-8", errors="surrogateescape") as tar:
        for m in tar:
            kind = TYPES.get(m.type)
            if kind is None:
                raise Bad(f"{m.name}: tar type {m.type!r}")
            node = {"type": kind, "mode": f"{m.mode & 0o7777:04o}", "owner": f"{m.uid}:{m.gid}"}
            if kind == "file":
                digest, size, source = hashlib.sha256(), 0, tar.extractfile(m)
                head = b""
                while data := source.read(1 << 20):
                    if not size:
                        head = data[:200]
                    digest.update(data)
                    size += len(data)
                node["size"], node["sha256"] = size, digest.hexdigest()
                if size <= 200:
                    node["text"] = head.decode("utf-8", "backslashreplace")
            elif kind in ("symlink", "link"):
                node["to"] = m.linkname
            elif kind in ("char", "block"):
                node["device"] = f"{m.devmajor}:{m.devminor}"
            xattrs = {k[len("SCHILY.xattr.") :]: v.encode("utf-8", "surrogateescape").hex()
                      for k, v in m.pax_headers.items() if k.startswith("SCHILY.xattr.")}
            if xattrs:
                node["xattrs"] = xattrs
            yield normal(m.name), node


def remove(tree, path, itself=True):
    prefix = path.rstrip("/") + "/"
    for p in [p for p in tree if p.startswith(prefix) and p != path]:
        del tree[p]
    if itself:
        tree.pop(path, None)


def apply_layer(tree, found):
    """One layer over the tree: its whiteouts hide what is below, never what it brings itself."""
    for path, _ in found:
        folder, name = os.path.split(path)
        if name == ".wh..wh..opq":
            remove(tree, folder, itself=False)
        elif name.startswith(".wh."):
            hidden = os.path.join(folder, name[4:])
            remove(tree, hidden)
    seen = set()
    for path, node in found:
        folder, name = os.path.split(path)
        if name.startswith(".wh."):
            continue
        if path in seen and node["type"] != "dir":
            raise Bad(f"{path} is twice in one layer")
        seen.add(path)
        missing = folder
        while missing != "/" and missing not in tree:
            tree[missing] = {"type": "dir", "mode": "0755", "owner": "0:0", "implied": True}
            missing = os.path.dirname(missing)
        if folder != "/" and tree[folder]["type"] != "dir":
            raise Bad(f"{path} lies under a {tree[folder]['type']}")
        if node["type"] == "link":
            target = normal(node["to"])
            if target not in tree:
                raise Bad(f"{path} is a hard link to {target}, which is not there")
            node = tree[target]
        if path in tree and (tree[path]["type"] != "dir" or node["type"] != "dir"):
            remove(tree, path)
        tree[path] = node


def load(name, check=True):
    layout = Layout(name)
    manifest, config = layout.image()
    diff_ids = config.get("rootfs", {}).get("diff_ids", [])
    if len(diff_ids) != len(manifest["layers"]):
        raise Bad(f"{len(manifest['layers'])} layers, {len(diff_ids)} diff IDs")
    history = config.get("history")
    if history is not None and sum(1 for h in history if not h.get("empty_layer")) != len(diff_ids):
        raise Bad("the history does not name as many layers as there are")
    tree = {"/": {"type": "dir", "mode": "0755", "owner": "0:0"}}
    layers = []
    for descriptor, diff_id in zip(manifest["layers"], diff_ids):
        raw = Measured(layout.blob(descriptor))
        plain, codec = decompressed(raw)
        tar = Measured(plain)
        found = list(entries(io.BufferedReader(tar, 1 << 20)))
        if tar.digest() != diff_id:
            raise Bad(f"layer {descriptor['digest']}: its diff ID is not {diff_id}")
        if raw.digest() != descriptor["digest"] or raw.size != descriptor["size"]:
            raise Bad(f"layer {descriptor['digest']}: digest or size is wrong")
        suffix = descriptor["mediaType"].rsplit("tar", 1)[-1].lstrip("+.")
        if suffix != ("" if codec == "none" else codec):
            raise Bad(f"layer {descriptor['digest']} is {codec}, its media type is {descriptor['mediaType']}")
        layers.append([p for p, _ in found])
        apply_layer(tree, found)
    names = {}
    for path, node in sorted(tree.items()):
        names.setdefault(id(node), []).append(path)
    out = {}
    for path, node in sorted(tree.items()):
        out[path] = {k: v for k, v in node.items() if k != "implied"}
        if len(names[id(node)]) > 1:
            out[path]["links"] = names[id(node)]
    return manifest, config, layers, out


KEYS = ("User", "ExposedPorts", "Env", "Entrypoint", "Cmd", "Volumes", "WorkingDir", "Labels", "StopSignal",
        "Healthcheck", "Shell", "OnBuild")


def run_config(config):
    inner = config.get("config") or {}
    out = {k: inner[k] for k in KEYS if inner.get(k)}
    labels = {k: v for k, v in (out.get("Labels") or {}).items() if k not in ("io.buildah.version",)}
    out.pop("Labels", None)
    if labels:
        out["Labels"] = labels
    if out.get("WorkingDir") == "/":
        del out["WorkingDir"]
    for k in ("architecture", "os", "variant", "author"):
        if config.get(k):
            out[k] = config[k]
    return out


def shown(node):
    return "absent" if node is None else json.dumps({k: v for k, v in node.items() if k != "text"}, sort_keys=True)


def compare(a, b, ignore, ignore_config):
    left, right, lines, used = load(a), load(b), [], set()
    for path in sorted(set(left[3]) | set(right[3])):
        one, other = left[3].get(path), right[3].get(path)
        if shown(one) == shown(other):
            continue
        rule = next((g for g in ignore if fnmatch.fnmatchcase(path, g)), None)
        if rule is not None:
            used.add(rule)
            continue
        lines.append(f"{path}\n  - {shown(one)}\n  + {shown(other)}")
    one, other = run_config(left[1]), run_config(right[1])
    for key in sorted(set(one) | set(other)):
        if one.get(key) != other.get(key):
            if key in ignore_config:
                used.add(key)
                continue
            lines.append(f"config {key}\n  - {json.dumps(one.get(key))}\n  + {json.dumps(other.get(key))}")
    for rule in [*ignore, *ignore_config]:
        if rule not in used:
            lines.append(f"the named difference {rule} is none: strike it from case.toml")
    return lines


def expect(name, wanted):
    _, config, layers, tree = load(name)
    lines = []
    for line in wanted:
        words = line.split(" ", 4)
        path = words[0].replace("%20", " ")
        if path == "config":
            _, key, value = line.split(" ", 2)
            got = run_config(config).get(key)
            if got != json.loads(value):
                lines.append(f"config {key}: expected {value}, found {json.dumps(got)}")
            continue
        if path == "layers":
            if len(layers) != int(words[1]):
                lines.append(f"expected {words[1]} layers, found {len(layers)}")
            continue
        node = tree.get(path)
        kind = node["type"] if node else "absent"
        good = kind == words[1]
        rest = words[2:]
        if good and kind == "symlink" and rest:
            good, rest = node["to"] == " ".join(rest), []
        if good and rest:
            good = rest[0] in ("-", node["mode"])
        if good and len(rest) > 1:
            good = rest[1] in ("-", node["owner"])
        if good and len(rest) > 2:
            text = rest[2]
            if text.startswith("size="):
                good = node["size"] == int(text[5:])
            elif text.startswith("links="):
                good = len(node.get("links", [path])) == int(text[6:])
            elif text.startswith("xattr="):
                good = text[6:] in node.get("xattrs", {})
            else:
                good = node.get("text", "").rstrip("\n").replace("\n", "|") == text
        if not good:
            lines.append(f"expected {line}\n   found {path} {json.dumps(node, sort_keys=True) if node else 'absent'}")
    return lines


def write_archive(out, layer_path, config):
    """An OCI archive with one plain layer: the same bytes for the same input."""
    digest, size = hashlib.sha256(), 0
    with open(layer_path, "rb") as f:
        while data := f.read(1 << 20):
            digest.update(data)
            size += len(data)
    diff_id = "sha256:" + digest.hexdigest()
    config = {"created": "2025-01-01T00:00:00Z", "architecture": machine(), "os": "linux", "config": config,
              "rootfs": {"type": "layers", "diff_ids": [diff_id]},
              "history": [{"created": "2025-01-01T00:00:00Z", "created_by": "fstree.py"}]}
    blobs = {}

    def document(value, media):
        raw = json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
        name = hashlib.sha256(raw).hexdigest()
        blobs[name] = raw
        return {"mediaType": media, "digest": "sha256:" + name, "size": len(raw)}

    manifest = document({"schemaVersion": 2, "mediaType": MANIFESTS[0],
                         "config": document(config, "application/vnd.oci.image.config.v1+json"),
                         "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar", "digest": diff_id, "size": size}]},
                        MANIFESTS[0])
    manifest["annotations"] = {"org.opencontainers.image.ref.name": "latest"}
    index = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": [manifest]}
    temporary = f"{out}.{os.getpid()}"
    with tarfile.open(temporary, "w") as tar:
        def add(name, size, source):
            info = tarfile.TarInfo(name)
            info.size = size
            tar.addfile(info, source)

        for name, raw in [("oci-layout", b'{"imageLayoutVersion":"1.0.0"}'), ("index.json", json.dumps(index).encode()),
                          *((f"blobs/sha256/{n}", r) for n, r in sorted(blobs.items()))]:
            add(name, len(raw), io.BytesIO(raw))
        with open(layer_path, "rb") as f:
            add(f"blobs/sha256/{diff_id[7:]}", size, f)
    os.replace(temporary, out)


def machine():
    return {"x86_64": "amd64", "aarch64": "arm64"}.get(os.uname().machine, os.uname().machine)


PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def busybox(binary, out):
    applets = subprocess.run([binary, "--list"], check=True, capture_output=True, text=True).stdout.split()
    layer = f"{out}.layer.{os.getpid()}"
    with tarfile.open(layer, "w", format=tarfile.PAX_FORMAT) as tar:
        def add(name, kind=tarfile.DIRTYPE, mode=0o755, data=b"", to="", owner=(0, 0)):
            info = tarfile.TarInfo(name)
            info.type, info.mode, info.size, info.linkname, info.mtime = kind, mode, len(data), to, 1735689600
            info.uid, info.gid = owner
            tar.addfile(info, io.BytesIO(data))

        for folder in ("bin", "dev", "etc", "home", "proc", "sys", "usr", "usr/bin", "usr/sbin", "var"):
            add(folder)
        add("root", mode=0o700)
        add("tmp", mode=0o1777)
        add("home/user", owner=(1000, 1000))
        with open(binary, "rb") as f:
            add("bin/busybox", tarfile.REGTYPE, 0o755, f.read())
        for applet in sorted(applets):
            if applet != "busybox":
                add(f"bin/{applet}", tarfile.LNKTYPE, 0o755, to="bin/busybox")
        add("sbin", tarfile.SYMTYPE, 0o777, to="bin")
        add("etc/passwd", tarfile.REGTYPE, 0o644, b"root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1:daemon:/:/bin/false\n"
            b"user:x:1000:1000:A User:/home/user:/bin/sh\nodd:x:4242:77:Odd:/:/bin/sh\n")
        add("etc/group", tarfile.REGTYPE, 0o644, b"root:x:0:\ndaemon:x:1:\nstaff:x:50:user\nuser:x:1000:\nodd:x:77:\n")
    write_archive(out, layer, {"Env": [PATH], "Cmd": ["sh"]})
    os.remove(layer)


def options(words, name):
    out, rest = [], []
    words = iter(words)
    for word in words:
        if word == name:
            out.append(next(words))
        else:
            rest.append(word)
    return out, rest


def main(words):
    verb, words = words[0], words[1:]
    if verb == "compare":
        ignore, words = options(words, "--ignore")
        ignore_config, words = options(words, "--ignore-config")
        lines = compare(words[0], words[1], ignore, ignore_config)
    elif verb == "expect":
        lines = expect(words[0], words[1:])
    elif verb == "validate":
        load(words[0])
        lines = []
    elif verb == "list":
        for path, node in load(words[0])[3].items():
            print(json.dumps({"path": path, **node}, sort_keys=True))
        return 0
    elif verb == "layers":
        for layer in load(words[0])[2]:
            print(json.dumps(layer))
        return 0
    elif verb == "config":
        print(json.dumps(run_config(load(words[0])[1]), indent=1, sort_keys=True))
        return 0
    elif verb == "base":
        write_archive(words[1], words[0], {"Env": [PATH], "Cmd": ["bash"]})
        return 0
    elif verb == "busybox":
        busybox(words[0], words[1])
        return 0
    else:
        print(__doc__, file=sys.stderr)
        return 2
    for line in lines:
        print(line)
    return 1 if lines else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:] or ["help"]))
    except (Bad, tarfile.TarError, OSError, KeyError, ValueError) as e:
        print(f"{type(e).__name__}: {e}")
        sys.exit(1)
