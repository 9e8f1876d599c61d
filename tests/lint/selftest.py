#!/usr/bin/env python3
"""Plants one fault of each kind in a scratch tree and expects the checks to name its place."""

import os
import tempfile
import unittest
from typing import Callable, List

import include_direction
import tree_rules
from tree import Fault, Tree


class ScratchTree(unittest.TestCase):
    """Writes files into an empty folder and runs one check over it."""

    def setUp(self) -> None:
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.root = scratch.name

    def write(self, path: str, text: str) -> None:
        full = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as file:
            file.write(text)

    def places(self, check: Callable[[Tree], List[Fault]]) -> List[str]:
        return [f"{fault.path}:{fault.line}" for fault in check(Tree(self.root))]


class IncludeDirection(ScratchTree):
    def expect(self, path: str, include: str, allowed: bool) -> None:
        self.write(path, f"#pragma once\n\n#include {include}\n")
        expected = [] if allowed else [f"{path}:3"]
        self.assertEqual(self.places(include_direction.check), expected, f"{path} {include}")

    def test_each_layer_sees_the_ones_below(self) -> None:
        self.expect("gateway/ports/store.h", '"gateway/domain/money.h"', True)
        self.expect("gateway/usecases/accept.h", '"gateway/ports/store.h"', True)
        self.expect("gateway/rpc/service.h", '"gateway/usecases/accept.h"', True)
        self.expect("gateway/app/main.h", '"adapters/sqlite/store.h"', True)

    def test_the_domain_sees_no_port(self) -> None:
        self.expect("gateway/domain/money.h", '"gateway/ports/clock.h"', False)

    def test_use_cases_see_no_store(self) -> None:
        self.expect("gateway/usecases/accept.cc", '"adapters/sqlite/store.h"', False)

    def test_adapters_see_no_use_case(self) -> None:
        self.expect("adapters/sqlite/store.cc", '"gateway/usecases/accept.h"', False)

    def test_ports_see_no_generated_message(self) -> None:
        self.expect("gateway/ports/store.h", '"levybridge/common/v1/money.pb.h"', False)

    def test_libraries_stay_in_their_folders(self) -> None:
        self.expect("gateway/usecases/accept.cc", "<grpcpp/grpcpp.h>", False)

    def test_libraries_are_seen_where_they_belong(self) -> None:
        self.expect("gateway/rpc/service.cc", "<grpcpp/grpcpp.h>", True)
        self.expect("adapters/sqlite/store.cc", "<sqlite3.h>", True)

    def test_the_domain_does_no_input(self) -> None:
        self.expect("gateway/domain/money.cc", "<fstream>", False)

    def test_use_cases_ask_no_system_clock(self) -> None:
        self.write("gateway/usecases/accept.cc", "\nauto now = absl::Now();\n")
        self.assertEqual(self.places(include_direction.check), ["gateway/usecases/accept.cc:2"])

    def test_includes_start_at_the_top(self) -> None:
        self.expect("gateway/domain/money.cc", '"money.h"', False)
        self.expect("gateway/domain/money.cc", '"absl/status/status.h"', True)

    def test_an_unknown_folder_is_refused(self) -> None:
        self.write("adapters/novel/store.h", "#pragma once\n")
        self.assertEqual(self.places(include_direction.check), ["adapters/novel/store.h:0"])


class TreeRules(ScratchTree):
    def test_a_long_file_is_found(self) -> None:
        self.write("gateway/a.cc", "\n" * 500)
        self.assertEqual(self.places(tree_rules.files_are_short), [])
        self.write("gateway/a.cc", "\n" * 501)
        self.assertEqual(self.places(tree_rules.files_are_short), ["gateway/a.cc:500"])

    def test_a_folder_without_readme_is_found(self) -> None:
        self.write("gateway/README.md", "")
        self.write("gateway/domain/money.h", "")
        self.assertEqual(self.places(tree_rules.folders_have_readme),
                         ["gateway/domain/README.md:0"])

    def test_an_unfinished_mark_is_found(self) -> None:
        self.write("a.cc", "int a;\n// TO" + "DO later\n")
        self.write("b.cc", "mkdtemp(\"" + "X" * 6 + "\")\n")
        self.assertEqual(self.places(tree_rules.nothing_is_unfinished), ["a.cc:2"])

    def test_a_private_key_is_found_by_name_and_by_content(self) -> None:
        self.write("certs/ca.key", "")
        self.write("certs/note.txt", "-----BEGIN EC " + "PRIVATE KEY-----\n")
        self.assertEqual(self.places(tree_rules.no_private_keys),
                         ["certs/ca.key:0", "certs/note.txt:1"])

    def test_a_path_of_one_machine_is_found(self) -> None:
        self.write("a.md", "see /ho" + "me/somebody/notes\n")
        self.write("b.md", "see docs/work/plan and https://example.org/home/x\n")
        self.assertEqual(self.places(tree_rules.no_machine_paths), ["a.md:1"])

    def test_a_package_host_in_a_lock_file_is_found(self) -> None:
        self.write("web/package-lock.json", '{\n"resolved": "https://packages.example/a.tgz"\n}\n')
        self.assertEqual(self.places(tree_rules.lock_files_name_no_host),
                         ["web/package-lock.json:2"])

    def test_generated_code_is_found(self) -> None:
        self.write("proto/levybridge/common/v1/money.pb.h", "")
        self.assertEqual(self.places(tree_rules.nothing_generated),
                         ["proto/levybridge/common/v1/money.pb.h:0"])


if __name__ == "__main__":
    unittest.main()
