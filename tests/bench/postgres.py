"""The comparator: a PostgreSQL server of our own, with a table typed as an engineer would.

Durability as it comes (fsync, full_page_writes, synchronous_commit). Set differently from the
defaults, all in its favour: shared_buffers 512MB (what our gateway may take), max_wal_size 4GB (no
checkpoint while it loads), locale C (the cheapest comparison of text keys).
"""

import glob
import os
import pathlib
import pwd
import re
import shutil
import subprocess
import tempfile

import harness

SETTINGS = {
    "shared_buffers": "512MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "30min",
    "max_connections": "80",
    "listen_addresses": "",
}
LONGEST_SOCKET_FOLDER = 90

TABLE = """
DROP TABLE IF EXISTS assessments;
CREATE TABLE assessments (
  assessment_no text NOT NULL,
  unit_code text NOT NULL,
  uscc text,
  unit_name text NOT NULL,
  unit_type text NOT NULL,
  region text NOT NULL,
  insurance_type text NOT NULL,
  fee_period text NOT NULL,
  kind text NOT NULL,
  insured_count integer,
  contribution_base numeric(17,2),
  employer_rate numeric(7,6),
  employer_medical numeric(17,2) NOT NULL,
  maternity numeric(17,2),
  excluded_medical numeric(17,2),
  personal numeric(17,2) NOT NULL,
  amount_before numeric(17,2) NOT NULL,
  reduction numeric(17,2) NOT NULL,
  amount_after numeric(17,2) NOT NULL,
  reduction_start date,
  reduction_end date,
  PRIMARY KEY (region, unit_code, insurance_type, fee_period)
);
"""


class Missing(Exception):
    """No server can be started here; the text says why."""


def _bin_folder():
    versions = sorted(glob.glob("/usr/lib/postgresql/*/bin/postgres"))
    if versions:
        return pathlib.Path(versions[-1]).parent
    found = shutil.which("postgres")
    if found is None:
        raise Missing("没有 PostgreSQL / there is no PostgreSQL (apt-get install postgresql)")
    return pathlib.Path(found).resolve().parent


def _unprivileged():
    """PostgreSQL refuses to run as root: who runs it then."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Missing("没有非特权用户可运行 PostgreSQL / nobody but root could run PostgreSQL here")


class Server:
    """Runs from its construction until stop()."""

    def __init__(self, folder):
        self._bin = _bin_folder()
        self._user = _unprivileged()
        self._folder = folder
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self._own(folder)
        self.socket_folder = folder
        if len(str(folder)) > LONGEST_SOCKET_FOLDER:
            self.socket_folder = pathlib.Path(tempfile.mkdtemp(prefix="levybridge-"))
            self._own(self.socket_folder)
        self._process = None
        self._create()

    def _own(self, folder):
        if self._user:
            os.chown(folder, self._user.pw_uid, self._user.pw_gid)

    def _as_user(self):
        options = {"preexec_fn": harness.die_with_parent, "cwd": "/"}
        if self._user:
            options |= {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []}
        return options

    def _create(self):
        data = self._folder / "data"
        done = subprocess.run(
            [self._bin / "initdb", "--pgdata", data, "--username", "bench", "--auth", "trust",
             "--encoding", "UTF8", "--locale", "C"],
            capture_output=True, encoding="utf-8", check=False, **self._as_user())
        if done.returncode != 0:
            raise Missing(f"initdb: {done.stderr.strip()}")
        self._data = data
        self.start()

    def start(self, preload=None, **environment):
        """`preload`: a library that goes into the server's processes."""
        settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        inherited = {**os.environ, **environment}
        if preload:
            inherited["LD_PRELOAD"] = str(preload)
        with open(self._folder / "server.log", "ab") as log:
            self._process = subprocess.Popen(
                [self._bin / "postgres", "-D", self._data, "-k", self.socket_folder, *settings],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=inherited,
                **self._as_user())
        harness.wait_until(self._answers, "PostgreSQL answers", self._process)

    def _answers(self):
        return self._psql("SELECT 1").returncode == 0

    def stop(self):
        if self._process and self._process.poll() is None:
            self._process.send_signal(harness.signal.SIGINT)
            self._process.wait(timeout=harness.PATIENCE_SECONDS)

    def _psql(self, *commands):
        words = [word for command in commands for word in ("-c", command)]
        psql = self._bin / "psql"
        return subprocess.run(
            [str(psql if psql.exists() else "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1",
             "-h", str(self.socket_folder), "-U", "bench", "-d", "postgres", *words],
            stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False)

    def sql(self, *commands):
        done = self._psql(*commands)
        if done.returncode != 0:
            raise harness.Broken(f"PostgreSQL: {done.stderr}")
        return done.stdout

    @property
    def version(self):
        return self.sql("\\t on", "SHOW server_version").split()[0]

    def copy(self, file):
        """Seconds for COPY of a GB18030 file into the empty table."""
        self.sql(TABLE, "CHECKPOINT")
        answer = self.sql(
            "\\timing on",
            f"COPY assessments FROM '{file}' WITH (FORMAT csv, HEADER, ENCODING 'GB18030')")
        milliseconds = re.findall(r"Time: ([0-9.]+) ms", answer)
        return float(milliseconds[-1]) / 1000

    def rows(self):
        return int(self.sql("\\t on", "SELECT count(*) FROM assessments").split()[0])

    def inserts(self, script, clients, each):
        """Durable inserts per second and their 99th percentile in ms, by pgbench: `each` a client."""
        pgbench = self._bin / "pgbench"
        prefix = self._folder / "pgbench"
        shutil.rmtree(prefix, ignore_errors=True)
        prefix.mkdir()
        self._own(prefix)
        done = subprocess.run(
            [pgbench, "-n", "-M", "prepared", "-c", str(clients), "-j", "1", "-t", str(each),
             "-f", script, "-l", "--log-prefix", prefix / "log", "-h", self.socket_folder,
             "-U", "bench", "postgres"],
            capture_output=True, encoding="utf-8", check=False, **self._as_user())
        if done.returncode != 0:
            raise harness.Broken(f"pgbench: {done.stderr}")
        latencies = sorted(
            int(line.split()[2]) / 1000
            for log in prefix.glob("log*") for line in log.read_text("ascii").splitlines())
        rate = float(re.search(r"tps = ([0-9.]+)", done.stdout).group(1))
        return rate, latencies[(len(latencies) - 1) * 99 // 100]
