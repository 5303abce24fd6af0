# Runs in the copied context before the build: what git cannot keep.
python3 - <<'EOF'
import io, tarfile
with tarfile.open("a.tar", "w") as tar:
    def add(name, kind=tarfile.REGTYPE, mode=0o644, data=b"", owner=(0, 0)):
        info = tarfile.TarInfo(name)
        info.type, info.mode, info.size = kind, mode, len(data)
        info.uid, info.gid = owner
        tar.addfile(info, io.BytesIO(data))
    add("./", tarfile.DIRTYPE, 0o755)
    add("./f", data=b"new\n", owner=(12, 34))
    add("./sub/", tarfile.DIRTYPE, 0o755)
    add("./sub/g", data=b"g\n")
EOF
chmod 644 a.tar
