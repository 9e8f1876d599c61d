"""What every measurement shares: sizes, files, scenes, and figures with their spread."""

import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

import harness  # noqa: E402  the scene of processes that the end-to-end tests play on
import postgres  # noqa: E402


class Skipped(Exception):
    """A measurement that can't be made here; the text says why."""


class Series:
    """The same figure of several runs."""

    def __init__(self, values):
        self.values = [float(value) for value in values]

    @property
    def median(self):
        return statistics.median(self.values)

    def json(self, digits=3):
        return [round(min(self.values), digits), round(max(self.values), digits)]


def largest(peaks):
    """The highest memory of each process over all runs, in MiB."""
    found = {}
    for run in peaks:
        for process, mib in run.items():
            found[process] = max(found.get(process, 0), round(mib, 1))
    return found


class Bench:
    """One call of ./run bench: where things lie, how large and how often."""

    def __init__(self, program, folder, rows, runs, quick):
        self.program = program
        self.folder = folder
        self.quick = quick
        self._rows = rows
        self._runs = runs
        self._tools = program.parent / "tests"
        self._postgres = None
        self._scenes = 0

    def say(self, text):
        print(text, file=sys.stderr, flush=True)

    def rows(self, full, quick):
        return self._rows or (quick if self.quick else full)

    def runs(self, usual):
        return self._runs or (1 if self.quick else usual)

    def tool(self, name):
        return self._tools / ("support" if name == "levybridge_generate" else "bench") / name

    def file(self, rows, fee_period="2020-03", seed=1):
        """A shuffled GB18030 file of assessments; made once, used again."""
        path = self.folder / "files" / f"assessments-{fee_period}-{seed}-{rows}.csv"
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            self.say(f"{rows:,} 行 / rows: {path.name}")
            fresh = path.with_suffix(".new")
            harness.run([self.tool("levybridge_generate"), "assessments", "--rows", rows,
                         "--fee-period", fee_period, "--seed", seed, "--encoding", "gb18030",
                         "--out", fresh], 3600).expect(0)
            fresh.chmod(0o644)  # the database server reads it as somebody else
            fresh.replace(path)
        # What is on the disk already is not written back while the clock runs.
        os.sync()
        return path

    def scene(self):
        """An empty folder for one run; the run before has gone."""
        folder = self.folder / "scenes"
        shutil.rmtree(folder, ignore_errors=True)
        self._scenes += 1
        return folder / str(self._scenes)

    def postgres(self):
        """A server of our own, started when it is first asked for."""
        if self._postgres is None:
            try:
                self._postgres = postgres.Server(self.folder / "postgres")
            except postgres.Missing as reason:
                raise Skipped(str(reason)) from reason
        return self._postgres

    def close(self):
        if self._postgres is not None:
            self._postgres.stop()


def timed(arguments, folder, one_core=False):
    """Runs a program to its end, its output in `folder`: seconds, result, and what it used."""
    words = [str(argument) for argument in arguments]
    out, err = folder / "stdout.txt", folder / "stderr.txt"
    with open(out, "wb") as out_file, open(err, "wb") as err_file:
        begin = time.monotonic()
        process = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=out_file, stderr=err_file,
            preexec_fn=_stay_on_one_core if one_core else harness.die_with_parent)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    result = harness.Result(words, process.returncode, out.read_text(encoding="utf-8"),
                            err.read_text(encoding="utf-8", errors="replace"))
    return seconds, result, usage


def _stay_on_one_core():
    harness.die_with_parent()
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
