# Runs in the copied context before the build: what git cannot keep.
python3 - <<'EOF'
import io, tarfile
def make(name, mode):
    with tarfile.open(name, mode) as tar:
        def add(name, kind=tarfile.REGTYPE, mode=0o640, data=b"", to="", owner=(0, 0)):
            info = tarfile.TarInfo(name)
            info.type, info.mode, info.size, info.linkname = kind, mode, len(data), to
            info.uid, info.gid = owner
            tar.addfile(info, io.BytesIO(data))
        add("top", tarfile.DIRTYPE, 0o755)
        add("top/f", data=b"in archive\n")
        add("top/link", tarfile.SYMTYPE, 0o777, to="f")
        add("top/hard", tarfile.LNKTYPE, to="top/f")
        add("top/exe", mode=0o4755, data=b"x", owner=(1000, 50))
make("a.tar", "w")
make("a.tar.gz", "w:gz")
make("a.tar.bz2", "w:bz2")
make("a.tar.xz", "w:xz")
make("a.tgz", "w:gz")
make("odd-name", "w:gz")
EOF
zstd -q a.tar -o a.tar.zst
chmod 644 a.*
