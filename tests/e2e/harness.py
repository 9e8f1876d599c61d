"""Runs the built program as its users do: an authority, a gateway, and parties beside it.

Everything lives below one folder and talks over loopback. Configurations are those of config/, with
ports and paths put in. Whoever starts a Gateway stops it: use it as a context manager. No sleeps:
waiting is always for a process or for a stated condition, with an end.
"""

import ctypes
import json
import os
import pathlib
import re
import secrets
import select
import shutil
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
CITY = "420100"
PATIENCE_SECONDS = 120
# Below the range that the system hands out by itself.
PORTS = range(20_000, 32_000)


class Broken(Exception):
    """Something the scene depends on did not happen."""


def free_ports(count):
    """Ports that nobody listens on now; processes side by side look in different places."""
    found = []
    start = (os.getpid() * 97 + time.monotonic_ns() // 1000) % len(PORTS)
    for offset in range(len(PORTS)):
        port = PORTS[(start + offset) % len(PORTS)]
        with socket.socket() as candidate:
            try:
                candidate.bind(("127.0.0.1", port))
            except OSError:
                continue
        found.append(port)
        if len(found) == count:
            return found
    raise Broken("no free ports")


def die_with_parent():
    """In the child: a test that is killed leaves no gateway behind."""
    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)


def wait_until(condition, what, process=None, seconds=PATIENCE_SECONDS):
    """Looks again every few hundredths of a second; fails when the process ends meanwhile."""
    end = time.monotonic() + seconds
    pause = threading.Event()
    while not condition():
        if time.monotonic() > end:
            raise Broken(f"{what}: not within {seconds} s")
        if process is None:
            pause.wait(0.02)
            continue
        try:
            process.wait(timeout=0.02)
        except subprocess.TimeoutExpired:
            continue
        if condition():
            return
        raise Broken(f"{what}: the process ended with exit code {process.returncode}")


class Result:
    """What one command answered."""

    def __init__(self, arguments, code, out, err):
        self.arguments = [str(argument) for argument in arguments]
        self.code = code
        self.out = out
        self.err = err

    @property
    def json(self):
        try:
            return json.loads(self.out)
        except ValueError as error:
            raise Broken(f"no JSON document on stdout\n{self}") from error

    def expect(self, code):
        if self.code != code:
            raise Broken(f"exit code {self.code}, expected {code}\n{self}")
        return self

    def __str__(self):
        return f"$ {' '.join(self.arguments)}\n{self.out}\n{self.err}\n(exit code {self.code})"


def run(arguments, timeout=PATIENCE_SECONDS):
    done = subprocess.run(
        [str(argument) for argument in arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=timeout,
        check=False,
    )
    return Result(arguments, done.returncode, done.stdout, done.stderr)


def set_keys(text, values):
    """Replaces the values of YAML keys, each of which stands on a line of its own exactly once."""
    for key, value in values.items():
        text, count = re.subn(rf"(?m)^(\s*){key}:.*$", rf"\g<1>{key}: {value}", text)
        if count != 1:
            raise Broken(f"the example configuration has {count} keys named {key}")
    return text


class Authority:
    """A development certificate authority, made by certs/issue.sh."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.issue("ca")

    def issue(self, command, *arguments):
        run(["bash", ROOT / "certs/issue.sh", command, self.folder, *arguments]).expect(0)

    def server(self, name):
        self.issue("server", name)

    def party(self, role, region, name, *options, out=None):
        """The base name of the certificate's files."""
        base = out or f"{role}-{region}-{name}"
        self.issue("party", role, region, name, "--out", base, *options)
        return base

    def hand_out(self, base, folder):
        """Copies certificate and key to whom they belong, with the authority's certificate."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in (f"{base}.pem", f"{base}.key", "ca.pem"):
            shutil.copy2(self.folder / name, folder / name)


class Gateway:
    """One gateway process with its folder: configuration, certificates, data, log.

    `environment` holds variables that the process gets besides our own. With
    `practice_day` its clock stands on that day until `turn_clock`; else it is the system's.
    """

    def __init__(self, binary, folder, authority, practice_day=None, **keys):
        self.binary = pathlib.Path(binary)
        self.folder = pathlib.Path(folder)
        self.authority = authority
        self.config = self.folder / "gateway.yaml"
        self.log_path = self.folder / "gateway.log"
        self.process = None
        self.environment = {}
        self.port, self.metrics_port = free_ports(2)
        self._lay_out(keys)
        if practice_day:
            self.turn_clock(practice_day)
            with open(self.config, "a", encoding="utf-8") as config:
                config.write("\npractice:\n  clock_file: practice-clock\n")

    def turn_clock(self, day):
        """The practice clock shows `day` (2022-12-01) from now on."""
        target = self.folder / "practice-clock"
        fresh = target.with_suffix(".new")
        fresh.write_text(f"{day}\n", encoding="ascii")
        fresh.replace(target)

    def admit(self, role, region, name):
        """One more party; before the gateway starts."""
        with open(self.folder / "parties.yaml", "a", encoding="utf-8") as parties:
            parties.write(
                f"\n  - uri: urn:levybridge:party:{role}:{region}:{name}\n"
                f"    name: {name}\n    issuer: {{ ca: tls/ca.pem }}\n"
            )

    def _lay_out(self, keys):
        self.folder.mkdir(parents=True)
        for name in ("parties.yaml", "regions.yaml", "calendar.yaml"):
            shutil.copy(ROOT / "config" / name, self.folder / name)
        (self.folder / "policies").mkdir()
        for policy in (ROOT / "config/policies").glob("*.yaml"):
            shutil.copy(policy, self.folder / "policies" / policy.name)
        self.authority.server("gateway")
        self.authority.hand_out("gateway", self.folder / "tls")
        self.publish_revocations()
        text = (ROOT / "config/gateway.yaml").read_text(encoding="utf-8")
        keys_file = self.folder / "account-keys.txt"
        keys_file.touch(mode=0o600)
        keys_file.write_text(secrets.token_hex(32) + "\n", encoding="ascii")
        text = text.replace("# account_keys_file:", "account_keys_file:")
        values = {
            "listen": f"127.0.0.1:{self.port}",
            "metrics_address": f"127.0.0.1:{self.metrics_port}",
            "data_directory": "data",
            "path": "data/levybridge.db",
            **keys,
        }
        self.config.write_text(set_keys(text, values), encoding="utf-8")

    def publish_revocations(self):
        """The authority's newest list of revoked certificates, put in place by a rename."""
        target = self.folder / "tls/crl.pem"
        fresh = target.with_suffix(".new")
        shutil.copy(self.authority.folder / "crl.pem", fresh)
        fresh.replace(target)

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def launch(self):
        """Starts the process and does not wait for it."""
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                [str(self.binary), "gateway", "--config", str(self.config)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **self.environment},
                preexec_fn=die_with_parent,
            )

    def start(self):
        self.launch()
        try:
            wait_until(self.ready, "the gateway becomes ready", self.process)
        except Broken as error:
            self.kill9()
            raise Broken(f"{error}\n{self.log()[-4000:]}") from error
        return self

    def page(self, path):
        """Status code and text of one of its HTTP pages; 0 when it does not answer."""
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.metrics_port}{path}", timeout=5
            ) as answer:
                return answer.status, answer.read().decode("utf-8")
        except urllib.error.HTTPError as error:
            return error.code, ""
        except OSError:
            return 0, ""

    def ready(self):
        return self.page("/readyz")[0] == 200

    def kill9(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def stop(self):
        """SIGTERM; the exit code."""
        if not self.process:
            return 0
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill9()
                raise Broken("the gateway did not stop on SIGTERM") from None
        return self.process.returncode

    def log(self):
        if not self.log_path.exists():
            return ""
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    def peak_rss_mib(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(re.search(r"VmHWM:\s+(\d+) kB", status).group(1)) / 1024

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill9()


class Party:
    """One party's folder, and the program run beside its system."""

    def __init__(self, gateway, folder, role, name, region=CITY, base=None, authority=None, **keys):
        self.gateway = gateway
        self.folder = pathlib.Path(folder)
        self.role = role
        authority = authority or gateway.authority
        base = base or authority.party(role, region, name)
        authority.hand_out(base, self.folder / "tls")
        self.config = self.folder / f"{role}.yaml"
        self.base = base
        self.inbox = self.folder / "inbox"
        self.outbox = self.folder / "outbox"
        self.reports = self.folder / "reports"
        for place in (self.inbox, self.outbox, self.reports):
            place.mkdir(exist_ok=True)
        self._configure(region, keys)

    def _configure(self, region, keys):
        text = (ROOT / f"config/{self.role}.yaml").read_text(encoding="utf-8")
        values = {
            "region": f'"{region}"',
            "gateway": self.gateway.address,
            "certificate": f"tls/{self.base}.pem",
            "key": f"tls/{self.base}.key",
            "state_directory": "state",
            **keys,
        }
        for optional, value in (("inbox", "inbox"), ("outbox", "outbox")):
            if re.search(rf"(?m)^{optional}:", text):
                values.setdefault(optional, value)
        self.config.write_text(set_keys(text, values), encoding="utf-8")

    def arguments(self, *words, as_json=True):
        options = ["--config", self.config] + (["--json"] if as_json else [])
        return [self.gateway.binary, *words, *options]

    def command(self, *words, as_json=True, timeout=600):
        """Runs `levybridge WORDS --config … --json` to its end."""
        return run(self.arguments(*words, as_json=as_json), timeout)

    def begin(self, *words):
        """Starts the same command; whoever does waits for it."""
        return Running(self.arguments(*words), self.folder)


class Running:
    """A command under way, its output in files."""

    def __init__(self, arguments, folder):
        self.arguments = arguments
        self._out = folder / "stdout.txt"
        self._err = folder / "stderr.txt"
        with open(self._out, "wb") as out, open(self._err, "wb") as err:
            self.process = subprocess.Popen(
                [str(argument) for argument in arguments],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                preexec_fn=die_with_parent,
            )
        self.peak_rss_mib = 0.0

    def errors(self):
        return self._err.read_text(encoding="utf-8", errors="replace")

    def kill9(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def finish(self, timeout=600):
        """Waits for its end; the result. Afterwards `peak_rss_mib` says how much memory it took."""
        if self.process.returncode is None:
            self._reap(timeout)
        return Result(
            self.arguments,
            self.process.returncode,
            self._out.read_text(encoding="utf-8", errors="replace"),
            self.errors(),
        )


    def _reap(self, timeout):
        watch = os.pidfd_open(self.process.pid)
        try:
            if not select.select([watch], [], [], timeout)[0]:
                self.kill9()
                raise Broken(f"not done within {timeout} s: {self.arguments}\n{self.errors()}")
            _, status, usage = os.wait4(self.process.pid, 0)
        finally:
            os.close(watch)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        self.peak_rss_mib = usage.ru_maxrss / 1024


class City:
    """Wuhan in one folder: authority, gateway, agency and tax bureau."""

    def __init__(self, binary, folder, gateway_keys=None, practice_day=None, **party_keys):
        self.folder = pathlib.Path(folder)
        self.authority = Authority(self.folder / "authority")
        self.gateway = Gateway(
            binary, self.folder / "gateway", self.authority, practice_day, **(gateway_keys or {})
        )
        self.agency = Party(
            self.gateway, self.folder / "wuhan-agency", "agency", "wuhan-agency", **party_keys
        )
        self.tax = Party(self.gateway, self.folder / "wuhan-tax", "tax", "wuhan-tax", **party_keys)

    def party(self, role, name, **options):
        return Party(self.gateway, self.folder / name, role, name, **options)

    def verify_store(self):
        return run(
            [self.gateway.binary, "store", "verify", "--config", self.gateway.config, "--json"], 600
        )

    def __enter__(self):
        self.gateway.start()
        return self

    def __exit__(self, *details):
        self.gateway.__exit__(*details)


def program():
    """The program under test, and the generator of test files, as ctest names them."""
    return pathlib.Path(os.environ["LEVYBRIDGE_BINARY"]).resolve()


def generate(kind, path, rows, *options):
    """A file of `rows` assessments or payments, the same for the same options."""
    tool = os.environ["LEVYBRIDGE_GENERATE"]
    run([tool, kind, "--rows", rows, "--out", path, *options], 600).expect(0)
    return path


# An adapter that waits long enough for a gateway that is started again, and not longer than a test.
PATIENT = "{ initial_ms: 50, max_ms: 500, give_up_seconds: 120 }"
IMPATIENT = "{ initial_ms: 50, max_ms: 200, give_up_seconds: 1 }"
