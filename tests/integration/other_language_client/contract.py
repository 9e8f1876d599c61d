"""The contract's Python modules, generated at run time from proto/ into a temporary folder."""

import importlib
import pathlib
import shutil
import subprocess
import sys
import tempfile

PROTO_ROOT = pathlib.Path(__file__).resolve().parents[3] / "proto"


class Contract:
    """Generates on entry, forgets the folder on exit. Modules stay importable meanwhile."""

    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="levybridge-stubs-")
        sources = sorted(str(path) for path in PROTO_ROOT.glob("levybridge/*/v1/*.proto"))
        # Not grpc_tools.protoc: the one that Debian 12 packs does not know proto3 optional yet.
        subprocess.run(
            [
                "protoc",
                f"--proto_path={PROTO_ROOT}",
                f"--plugin=protoc-gen-grpc={shutil.which('grpc_python_plugin')}",
                f"--python_out={self._folder.name}",
                f"--grpc_out={self._folder.name}",
                *sources,
            ],
            check=True,
        )
        sys.path.insert(0, self._folder.name)
        importlib.invalidate_caches()
        return self

    def __exit__(self, *_):
        sys.path.remove(self._folder.name)
        self._folder.cleanup()

    @staticmethod
    def messages(area, name):
        """The message classes of levybridge/<area>/v1/<name>.proto."""
        return importlib.import_module(f"levybridge.{area}.v1.{name}_pb2")

    @staticmethod
    def services(area, name):
        """The stub classes of levybridge/<area>/v1/<name>.proto."""
        return importlib.import_module(f"levybridge.{area}.v1.{name}_pb2_grpc")
