"""What the checks of the tree have in common: which files there are, and how a fault is told."""

import argparse
import os
import subprocess
import sys
from typing import Callable, Iterable, List, NamedTuple


class Fault(NamedTuple):
    """One place that breaks a rule. `line` is 0 when the file as a whole is meant."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line or 1}: {self.message}"


class Tree:
    """A folder's own files: what git tracks or would track; all files where there is no git."""

    def __init__(self, root: str) -> None:
        self.root = os.path.abspath(root)
        self.paths = sorted(self._from_git() or self._from_disk())

    def _from_git(self) -> List[str]:
        if not os.path.exists(os.path.join(self.root, ".git")):
            return []
        listing = subprocess.run(
            ["git", "-C", self.root, "ls-files", "-z", "--cached", "--others",
             "--exclude-standard"],
            capture_output=True, check=False)
        names = listing.stdout.decode("utf-8", "surrogateescape").split("\0")
        return [name for name in names if name and os.path.isfile(os.path.join(self.root, name))]

    def _from_disk(self) -> List[str]:
        found = []
        for folder, subfolders, names in os.walk(self.root):
            subfolders[:] = [s for s in subfolders if s not in (".git", "build", "node_modules")]
            found += [os.path.relpath(os.path.join(folder, name), self.root) for name in names]
        return found

    def with_suffix(self, *suffixes: str) -> List[str]:
        return [path for path in self.paths if path.endswith(suffixes)]

    def text(self, path: str) -> str:
        """The file's text; empty for what isn't UTF-8 (samples in other encodings, pictures)."""
        with open(os.path.join(self.root, path), "rb") as file:
            content = file.read()
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            return ""

    def lines(self, path: str) -> List[str]:
        return self.text(path).splitlines()


def run_checks(checks: Iterable[Callable[[Tree], List[Fault]]]) -> int:
    """For a script's main: checks the tree given as --root, prints faults, returns an exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", required=True)
    tree = Tree(parser.parse_args().root)
    faults = [fault for check in checks for fault in check(tree)]
    for fault in faults:
        print(fault)
    print(f"{len(tree.paths)} files, {len(faults)} faults", file=sys.stderr)
    return 1 if faults else 0
