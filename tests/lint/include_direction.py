#!/usr/bin/env python3
"""Dependencies run one way: domain <- ports <- usecases <- rpc, security <- app.

Adapters stand beside the gateway and see its domain and ports only. Each folder has one row in
ALLOWED, and a folder without a row is a fault, so that a new one gets its place on purpose. Some
libraries belong to few folders; LIBRARIES says which.
"""

import re
import sys
from typing import Dict, FrozenSet, List, Optional, Tuple

from tree import Fault, Tree, run_checks

DOMAIN = frozenset({"gateway/domain"})
PORTS = DOMAIN | {"gateway/ports"}
USECASES = PORTS | {"gateway/usecases"}
GATEWAY = USECASES | {"gateway/rpc", "gateway/security", "gateway/app"}
# What a party's own commands are made of.
PARTY = PORTS | {"adapters/client", "adapters/files", "adapters/settings"}
ADAPTERS = frozenset({
    "adapters/agency", "adapters/bank", "adapters/client", "adapters/files", "adapters/fiscal",
    "adapters/fund_finance", "adapters/iso20022", "adapters/month", "adapters/policy",
    "adapters/settings", "adapters/sqlite", "adapters/tax"})
PROTO = frozenset({"proto"})

# Every folder may include its own headers besides these.
ALLOWED: Dict[str, FrozenSet[str]] = {
    "gateway/domain": frozenset(),
    "gateway/ports": DOMAIN,
    "gateway/usecases": PORTS,
    "gateway/security": PORTS | PROTO,
    "gateway/rpc": USECASES | PROTO | {"gateway/security"},
    "gateway/app": GATEWAY | ADAPTERS | PROTO,
    "adapters/sqlite": PORTS,
    "adapters/files": PORTS | {"adapters/settings"},
    "adapters/iso20022": PORTS | {"adapters/files"},
    "adapters/settings": PORTS,
    "adapters/client": PARTY | PROTO | {"adapters/iso20022"},
    "adapters/agency": PARTY,
    "adapters/bank": PARTY | {"adapters/iso20022"},
    "adapters/fiscal": PARTY,
    "adapters/fund_finance": PARTY,
    "adapters/tax": PARTY,
    "adapters/month": PARTY,
    "adapters/policy": PARTY,
}

# (what is included, what it is called, the folders that may)
LIBRARIES: List[Tuple[str, str, FrozenSet[str]]] = [
    (r"(grpc|grpcpp|grpc\+\+|google/protobuf)/", "gRPC and Protobuf",
     frozenset({"gateway/rpc", "gateway/security", "gateway/app", "adapters/client"})),
    (r"sqlite3\.h$", "SQLite", frozenset({"adapters/sqlite"})),
    (r"expat\.h$", "expat", frozenset({"adapters/iso20022"})),
    (r"yaml-cpp/", "yaml-cpp", frozenset({"adapters/settings"})),
    (r"CLI/", "CLI11",
     ADAPTERS - {"adapters/sqlite", "adapters/files", "adapters/iso20022"} | {"gateway/app"}),
]
# Nothing in the domain reads, writes or waits, and nothing up to the use cases asks the system for
# the time: the clock is a port.
IMPURE = re.compile(r"(fstream|iostream|filesystem|thread|mutex|unistd\.h)$|spdlog/")
CLOCK = re.compile(r"\b(system_clock|steady_clock|absl::Now|clock_gettime|time\(nullptr\))")

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^">]+)[">]')


def folder_of(path: str) -> str:
    return "/".join(path.split("/")[:2])


def included_folder(quote: str, name: str) -> Optional[str]:
    """The folder of our tree that an include names; nothing for libraries."""
    if name.startswith("levybridge/"):
        return "proto"
    if name.startswith(("gateway/", "adapters/", "tests/")):
        return folder_of(name)
    return "" if quote == '"' and ("/" not in name or name.startswith(".")) else None


def fault_of(folder: str, quote: str, name: str) -> Optional[str]:
    """Why this folder may not include that; nothing when it may."""
    target = included_folder(quote, name)
    if target == "":
        return f'"{name}" is not written from the top of the tree'
    if target is not None:
        if target == folder or target in ALLOWED[folder]:
            return None
        return f"{folder} may not see {target} ({name})"
    for pattern, library, folders in LIBRARIES:
        if re.match(pattern, name) and folder not in folders:
            return f"{folder} may not use {library} ({name})"
    if folder == "gateway/domain" and IMPURE.match(name):
        return f"gateway/domain stays free of input, output and threads ({name})"
    return None


def check(tree: Tree) -> List[Fault]:
    faults = []
    for path in tree.with_suffix(".h", ".cc"):
        if not path.startswith(("gateway/", "adapters/")):
            continue
        folder = folder_of(path)
        if folder not in ALLOWED:
            faults.append(Fault(path, 0, f"{folder} has no row in ALLOWED of {__file__}"))
            continue
        for number, line in enumerate(tree.lines(path), start=1):
            match = INCLUDE.match(line)
            message = fault_of(folder, *match.groups()) if match else None
            if folder in USECASES and CLOCK.search(line):
                message = f"{folder} gets the time from a port"
            if message:
                faults.append(Fault(path, number, message))
    return faults


if __name__ == "__main__":
    sys.exit(run_checks([check]))
