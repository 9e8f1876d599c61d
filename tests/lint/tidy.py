#!/usr/bin/env python3
"""clang-tidy over every source of ours, several at a time, errors only for what is ours.

A source that passed leaves a stamp named after everything its result depends on: its text, the
text of our headers and protos it reaches, its compiler flags and the rules. While that stays the
same it isn't read again, which turns minutes into seconds on the second run.
"""

import argparse
import concurrent.futures
import glob
import hashlib
import json
import os
import re
import subprocess
import sys
import time
from typing import Dict, List, Set

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^">]+)[">]', re.MULTILINE)
PROTO_IMPORT = re.compile(r'^\s*import\s+"([^"]+)"', re.MULTILINE)
OURS = ("gateway/", "adapters/", "tests/")


def read(path: str) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read()


class Sources:
    """Which of our files a source reaches through its includes."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.texts: Dict[str, str] = {}

    def text(self, path: str) -> str:
        if path not in self.texts:
            full = os.path.join(self.root, path)
            self.texts[path] = read(full) if os.path.isfile(full) else ""
        return self.texts[path]

    def named_in(self, path: str) -> List[str]:
        text = self.text(path)
        if path.endswith(".proto"):
            return ["proto/" + name for name in PROTO_IMPORT.findall(text)]
        names = INCLUDE.findall(text)
        protos = ["proto/" + re.sub(r"(\.grpc)?\.pb\.h$", ".proto", name) for name in names
                  if name.startswith("levybridge/")]
        return [name for name in names if name.startswith(OURS)] + protos

    def reached(self, path: str) -> Set[str]:
        seen: Set[str] = set()
        waiting = [path]
        while waiting:
            current = waiting.pop()
            if current not in seen:
                seen.add(current)
                waiting += self.named_in(current)
        return seen

    def digest(self, path: str, flags: str, rules: str) -> str:
        digest = hashlib.sha256((flags + rules).encode())
        for name in sorted(self.reached(path)):
            digest.update(name.encode() + b"\0" + self.text(name).encode() + b"\0")
        return digest.hexdigest()


def examine(build: str, path: str) -> "tuple[str, int, str, float]":
    begin = time.monotonic()
    # Warnings that only g++ knows by name are not this tool's business.
    result = subprocess.run(
        ["clang-tidy", "-p", build, "--quiet", "--extra-arg=-Wno-unknown-warning-option", path],
        capture_output=True, text=True, check=False)
    told = result.stdout if result.stdout.strip() else result.stderr
    return path, result.returncode, told, time.monotonic() - begin


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", required=True)
    parser.add_argument("--build", required=True, help="build tree with compile_commands.json")
    parser.add_argument("--stamps", required=True, help="folder for the stamps of what passed")
    parser.add_argument("--jobs", type=int,
                        default=int(os.environ.get("LEVYBRIDGE_JOBS", os.cpu_count() or 1)))
    parser.add_argument("paths", nargs="*", help="only sources whose path begins like this")
    options = parser.parse_args()
    root = os.path.realpath(options.root)

    rules = "".join(read(path) for path in sorted(
        glob.glob(os.path.join(root, ".clang-tidy")) +
        glob.glob(os.path.join(root, "**", ".clang-tidy"), recursive=True)))
    sources = Sources(root)
    stamps: Dict[str, str] = {}
    for entry in json.loads(read(os.path.join(options.build, "compile_commands.json"))):
        path = os.path.relpath(os.path.realpath(entry["file"]), root)
        if path.startswith(OURS) and path.startswith(tuple(options.paths) or OURS):
            digest = sources.digest(path, entry.get("command", ""), rules)
            stamps[path] = os.path.join(options.stamps, digest)
    os.makedirs(options.stamps, exist_ok=True)
    waiting = [path for path, stamp in stamps.items() if not os.path.exists(stamp)]
    print(f"{len(stamps)} sources, {len(waiting)} to read", flush=True)

    failed = 0
    with concurrent.futures.ThreadPoolExecutor(max_workers=options.jobs) as pool:
        runs = [pool.submit(examine, options.build, os.path.join(root, path)) for path in waiting]
        for done, run in enumerate(concurrent.futures.as_completed(runs), start=1):
            full, code, told, seconds = run.result()
            path = os.path.relpath(full, root)
            print(f"[{done}/{len(waiting)}] {path} {seconds:.1f} s", flush=True)
            if code == 0:
                open(stamps[path], "w", encoding="utf-8").close()
            else:
                failed += 1
                print(told.replace(root + "/", ""), flush=True)
    print(f"{failed} sources with faults")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
