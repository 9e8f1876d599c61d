#!/usr/bin/env python3
"""The rules of the tree that a machine can see: sizes, folder notes, and what never gets in."""

import os
import re
import sys
from typing import List

from tree import Fault, Tree, run_checks

MAX_LINES = 500
SOURCES = (".cc", ".h", ".proto", ".py", ".sh", ".ts", ".tsx", ".cmake", ".sql")

# Put together from halves, so that this file isn't a fault itself.
UNFINISHED = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]) + r")\b")
MACHINE_PATH = re.compile(r"(?<![\w.}])/(work|farm|root|home/[a-z]+)/[a-z.]")
KEY_NAME = re.compile(r"\.(key|p12|pfx)$|key\.pem$")
KEY_TEXT = re.compile(r"^-----BEGIN [A-Z ]*PRIVATE KEY-----")
LOCK_FILE = re.compile(r"(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|buf\.lock|\.npmrc)$")
DOWNLOAD_HOST = re.compile(r'("resolved"\s*:|resolved\s|registry\s*=).*https?://')
GENERATED = re.compile(r"(\.pb\.(h|cc)|_pb2(_grpc)?\.pyi?|_pb\.(js|ts))$")

# Folders this deep explain themselves; what lies deeper is explained by the folder above.
README_DEPTH = 2


def files_are_short(tree: Tree) -> List[Fault]:
    faults = []
    for path in tree.with_suffix(*SOURCES):
        count = len(tree.lines(path))
        if count > MAX_LINES:
            faults.append(Fault(path, MAX_LINES, f"{count} lines; the limit is {MAX_LINES}"))
    return faults


def folders_have_readme(tree: Tree) -> List[Fault]:
    folders = set()
    for path in tree.paths:
        parts = path.split("/")[:-1]
        for depth in range(1, min(len(parts), README_DEPTH) + 1):
            folders.add("/".join(parts[:depth]))
    present = set(tree.paths)
    return [Fault(f"{folder}/README.md", 0, "missing: what lives here, what may not")
            for folder in sorted(folders)
            if not folder.startswith(".") and not folder.startswith("proto/")
            and f"{folder}/README.md" not in present]


def faults_by_line(tree: Tree, paths: List[str], pattern: "re.Pattern[str]",
                   message: str) -> List[Fault]:
    return [Fault(path, number, f"{message}: {line.strip()[:80]}")
            for path in paths
            for number, line in enumerate(tree.lines(path), start=1) if pattern.search(line)]


def nothing_is_unfinished(tree: Tree) -> List[Fault]:
    return faults_by_line(tree, tree.paths, UNFINISHED, "unfinished")


def no_private_keys(tree: Tree) -> List[Fault]:
    named = [Fault(path, 0, "looks like a private key") for path in tree.paths
             if KEY_NAME.search(path)]
    # The key itself must not be printed, so the line is not quoted.
    held = [Fault(path, number, "holds a private key") for path in tree.paths
            for number, line in enumerate(tree.lines(path), start=1) if KEY_TEXT.match(line)]
    return named + held


def no_machine_paths(tree: Tree) -> List[Fault]:
    return faults_by_line(tree, tree.paths, MACHINE_PATH, "path of one machine")


def lock_files_name_no_host(tree: Tree) -> List[Fault]:
    locks = [path for path in tree.paths if LOCK_FILE.search(path)]
    return faults_by_line(tree, locks, DOWNLOAD_HOST, "names a package host")


def nothing_generated(tree: Tree) -> List[Fault]:
    return [Fault(path, 0, "generated code belongs into the build tree") for path in tree.paths
            if GENERATED.search(os.path.basename(path))]


CHECKS = [files_are_short, folders_have_readme, nothing_is_unfinished, no_private_keys,
          no_machine_paths, lock_files_name_no_host, nothing_generated]

if __name__ == "__main__":
    sys.exit(run_checks(CHECKS))
