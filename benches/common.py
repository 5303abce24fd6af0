"""What the benchmarks share: the peers, commands measured, a docker-registry, a dockerd with BuildKit."""
import os, shutil, socket, statistics, subprocess, sys, tempfile, time
from typing import NamedTuple

here = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
peers = subprocess.check_output([f"{here}/tests/peers.sh"], text=True).strip()
work = tempfile.mkdtemp(prefix="imgtool-bench-")
environment = {**os.environ, "PEER_BIND": work}
# What buildah needs to RUN as root of a container that may not do everything.
LIMITS = "--isolation chroot --ulimit nofile=20000:20000 --ulimit nproc=20000:20000"


class Figures(NamedTuple):
    seconds: float
    cpu: float
    # Resident memory of the largest process, MiB.
    peak: float
    text: str


def measured(command, env=environment):
    """A command and its children. A peer tells the time itself: to enter its folder is not its work."""
    with open(f"{work}/log", "w+") as log:
        start = time.monotonic()
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=env, cwd=work)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - start
        log.seek(0)
        text = log.read()
    if status:
        sys.exit(f"{command} failed:\n{text[-3000:]}")
    told = [line.split(":")[1] for line in text.splitlines() if line.startswith("imgtool-bench:")]
    return Figures(float(told[-1]) if told else wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, text)


def inside(script, folder=peers, before="true"):
    """The command that runs a script where the peers are; `before` is not measured."""
    return [f"{here}/tests/peer", folder, "bash", "-c", f"{before}; TIMEFORMAT=imgtool-bench:%R; time {{ {script}; }}"]


def peer(script, before="true"):
    return measured(inside(script, before=before))


class Imgtool:
    """Our side, with a store of its own."""
    name = "imgtool"

    def __init__(self, program, store="store", **more):
        self.program = program
        self.env = {"PATH": os.environ["PATH"], "HOME": work, "IMGTOOL_ROOT": f"{work}/{store}", **more}

    def __call__(self, *arguments):
        return measured([self.program, *arguments], self.env)


class Registry:
    """docker-registry on a free port of this machine."""

    def __init__(self, data=None):
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        self.at = f"127.0.0.1:{self.port}"
        self.data = data or tempfile.mkdtemp(dir=work)
        config = f"{work}/registry-{self.port}.yml"
        with open(config, "w") as f:
            f.write(f"version: 0.1\nlog: {{level: error, accesslog: {{disabled: true}}}}\n"
                    f"storage: {{filesystem: {{rootdirectory: {self.data}}}}}\nhttp: {{addr: '{self.at}'}}\n")
        self.child = subprocess.Popen(["docker-registry", "serve", config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(500):
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        sys.exit("docker-registry does not start")

    def end(self):
        self.child.kill()
        self.child.wait()


def docker():
    """Where `tests/peers.sh --bench` has put dockerd; None where it has not."""
    folder = f"{peers}/docker"
    return folder if os.path.exists(f"{folder}/.complete") else None


class Dockerd:
    """A dockerd without network bridge or firewall rules that keeps everything in `data`."""

    def __init__(self, data):
        os.makedirs(data)
        self.client = f"docker -H unix://{data}/docker.sock"
        command = (f"exec dockerd --bridge=none --iptables=false --ip6tables=false --ip-forward=false --data-root {data}/data "
                   f"--exec-root /run/docker --pidfile /run/docker.pid -H unix://{data}/docker.sock")
        with open(f"{data}/log", "w") as log:
            self.child = subprocess.Popen([f"{here}/tests/peer", docker(), "bash", "-c", command], stdout=log, stderr=log, env=environment)
        for _ in range(600):
            if subprocess.run(inside(f"{self.client} version", docker()), env=environment, capture_output=True).returncode == 0:
                return
            if self.child.poll() is not None:
                sys.exit(f"dockerd ended:\n{open(f'{data}/log').read()[-3000:]}")
            time.sleep(0.1)
        sys.exit("dockerd does not start")

    def tree(self):
        """The daemon's processes: it, containerd, and what they run."""
        parents = {}
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                parents.setdefault(int(open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()[1]), []).append(int(pid))
            except OSError:
                pass
        found, todo = [], [self.child.pid]
        while todo:
            found.append(todo.pop())
            todo += parents.get(found[-1], [])
        return found

    def usage(self):
        cpu, peak = 0, 0
        for pid in self.tree():
            try:
                cpu += sum(map(int, open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()[11:15]))
                status = dict(line.split(":", 1) for line in open(f"/proc/{pid}/status").read().splitlines() if ":" in line)
                peak = max(peak, int(status.get("VmHWM", "0").split()[0]) / 1024)
            except OSError:
                pass
        return cpu / os.sysconf("SC_CLK_TCK"), peak

    def __call__(self, script):
        """Runs a script; CPU and memory are the daemon's with the client's."""
        for pid in self.tree():
            try:
                open(f"/proc/{pid}/clear_refs", "w").write("5")
            except OSError:
                pass
        before = self.usage()[0]
        figures = measured(inside(script, docker()))
        after, daemon = self.usage()
        return figures._replace(cpu=figures.cpu + after - before, peak=max(figures.peak, daemon))

    def end(self):
        if self.child.poll() is None:
            self.child.terminate()
            self.child.wait()


def spread(values, digits=2):
    """The median, with the least and the most."""
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def sweep():
    subprocess.run(["rm", "-rf", work])
