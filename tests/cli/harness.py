"""Checks as functions: each gets a folder of its own and the program, and asserts."""
import os
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

SOURCE = Path(os.environ.get("ACSIM_SOURCE", Path(__file__).parent.parent.parent))
CHECKS = []


def check(function):
    CHECKS.append(function)
    return function


class Result:
    """What a command came to."""

    def __init__(self, process):
        self.status, self.out, self.err = process.returncode, process.stdout, process.stderr

    def expect(self, status, *words, absent=()):
        """The exit status, and words that stdout or stderr holds (in any case)."""
        text = (self.out + self.err).lower()
        assert self.status == status, f"exit status {self.status}, not {status}:\n{self.out}{self.err}"
        for word in words:
            assert str(word).lower() in text, f"'{word}' is missing from:\n{self.out}{self.err}"
        for word in absent:
            assert str(word).lower() not in text, f"'{word}' stands in:\n{self.out}{self.err}"
        return self


class Program:
    def __init__(self, path, folder):
        self.path, self.folder = path, Path(folder)

    def __call__(self, *arguments, environment=None, shell_prefix="", stdout=subprocess.PIPE):
        """Runs acsim in the check's folder."""
        command = [self.path, *map(str, arguments)]
        if shell_prefix:
            command = ["bash", "-c", shell_prefix + ' exec "$0" "$@"', *command]
        process = subprocess.run(command, cwd=self.folder, env={**os.environ, **(environment or {})}, stdout=stdout,
                                 stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, errors="replace",
                                 timeout=300)
        process.stdout = process.stdout or ""
        return Result(process)

    def file(self, name, content):
        """Writes a file of the check's folder, text or bytes, and returns its name."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return name


def sanitized(program):
    """Sanitizers need more address space than a limit leaves."""
    return "libasan" in subprocess.run(["ldd", program], capture_output=True, text=True).stdout


def main():
    program = str(Path(sys.argv[1]).resolve())
    only = sys.argv[2:]
    failed = 0
    checks = [function for function in CHECKS if not only or function.__name__ in only]
    for function in checks:
        with tempfile.TemporaryDirectory(prefix="acsim-") as folder:
            try:
                function(Program(program, folder))
            except Exception as problem:  # a check that breaks has failed, whatever broke it
                failed += 1
                at = traceback.extract_tb(problem.__traceback__)[1 if len(traceback.extract_tb(problem.__traceback__)) > 1 else 0]
                print(f"FAILED {function.__name__} (line {at.lineno}): {type(problem).__name__}: {problem}\n")
    print(f"{len(checks) - failed} passed, {failed} failed")
    sys.exit(1 if failed or not checks else 0)
