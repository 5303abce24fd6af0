python3 - <<'P'
import tarfile, io
t = tarfile.open("a.tar", "w", format=tarfile.PAX_FORMAT)
def f(name, data):
    i = tarfile.TarInfo(name); i.size = len(data); i.mode = 0o644; t.addfile(i, io.BytesIO(data))
f("/absolute/f", b"abs\n")
f("./dot/./f", b"dot\n")
f("double//slash", b"slash\n")
f("n" * 120 + "/" + "m" * 120, b"long\n")
f("\u00fc\u2603", b"unicode\n")
f("twice", b"first\n")
f("twice", b"second\n")
t.close()
P
