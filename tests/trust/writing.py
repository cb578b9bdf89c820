"""What happens to files when writing goes wrong: a full disk, a folder that may not be written, a kill at any moment,
two runs at once. A file is then as it was or complete, and what is left beside is gone after the next run.

python tests/trust/writing.py --kills 400 --seed 1
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import errno
import io
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from unittest import mock

import record

import run_sim
from models.errors import SpineError
from sim import files

ROOT = Path(__file__).resolve().parents[2]
Written = list[tuple[Path, dict[str, bytes]]]
COMMANDS: dict[str, tuple[str, ...]] = {  # the same command with another number in it
    "plain run": ("--tilt", "{}"),
    "publish": ("publish", "--tilt", "{}", "--quiet"),
    "gallery": ("gallery", "--only", "flat-back", "--theme", "{theme}"),
    "sweep": ("sweep", "--over", "tilt_deg=0:{}:5"),
    "compare": ("compare", "--by", "strength=+{}%"),
    "replay": ("replay", "figure-{}.png"),
}
QUICK = ("plain run", "sweep", "compare", "replay")
FAULTS = {"disk full": errno.ENOSPC, "quota": errno.EDQUOT, "read-only": errno.EROFS, "broken disk": errno.EIO}
CALLS = ("mkdir", "write_bytes", "replace")  # of a path, by which files come to be


def line(command: str, which: int, out: Path) -> list[str]:
    """The command line of one of two runs that differ."""
    theme = "light" if which == 10 else "dark"
    return [*(word.format(which, theme=theme) for word in COMMANDS[command]), "--out", str(out)]


def run(arguments: list[str]) -> tuple[int, str]:
    """Exit code of a command line in this process, and its line on standard error."""
    said = io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(said):
        code = run_sim.main(arguments)
    return code, said.getvalue()


def recorded(command: str, which: int, room: Path) -> Written:
    """Run a command for good, and keep what it wrote, file by file, in its order."""
    kept: Written = []
    real = files.write

    def see(folder: Path, contents: Mapping[str, bytes]) -> list[Path]:
        kept.append((Path(folder).relative_to(room / "out"), dict(contents)))
        return real(folder, contents)

    with mock.patch.object(files, "write", see):
        code, said = run(line(command, which, room / "out"))
    if code:
        raise SystemExit(f"{command} ended with {code}: {said}")
    shutil.rmtree(room / "out")
    return kept


def write_again(kept: Written, folder: Path) -> None:
    """The writing of a command without its computing."""
    for below, contents in kept:
        files.write(folder / below, contents)


def wrong_with(folder: Path, *versions: Written) -> str:
    """A file in a folder that is neither of some versions, or one that nobody writes; empty where all is well."""
    known = collections.defaultdict(set)
    for version in versions:
        for below, contents in version:
            for name, data in contents.items():
                known[str(folder / below / name)].add(data)
    for path in folder.rglob("*"):
        if path.is_file() and ".plumbline-" not in str(path) and path.read_bytes() not in known[str(path)]:
            return f"{path.name} is neither the old nor the new file"
    return ""


def left_beside(folder: Path) -> bool:
    """Whether something half done is there."""
    return any(".plumbline-" in path.name for path in folder.rglob("*"))


@contextlib.contextmanager
def failing(call: str, number: int, code: int) -> Iterator[list[int]]:
    """The n-th call of its kind fails; how many there were."""
    real, count = getattr(Path, call), [0]

    def fail(path: Path, *words: object, **more: object) -> object:
        count[0] += 1
        if count[0] == number:
            raise OSError(code, os.strerror(code), str(path))
        return real(path, *words, **more)

    with mock.patch.object(Path, call, fail):
        yield count


def faults(kept: Written, new: Written, room: Path) -> Iterator[str]:
    """Every write of a command failing in turn, in every way; what was wrong, case by case."""
    out = room / "out"
    for call in CALLS:
        number = 1
        while True:
            for code in FAULTS.values():
                write_again(kept, out)
                before = sorted(path.name for path in out.rglob("*"))
                with failing(call, number, code) as count:
                    try:
                        write_again(new, out)
                        done = True
                    except SpineError as error:
                        done = "\n" in str(error)
                if done and count[0] < number:
                    break
                wrong = wrong_with(out, kept, new) or ("half a file was left" if left_beside(out) else "")
                lost = set(before) - {path.name for path in out.rglob("*")}
                yield wrong or (f"{sorted(lost)[0]} was lost" if lost else "no refusal" if done else "")
            else:
                number += 1
                continue
            break
    shutil.rmtree(out)


def limited_files(command: str, room: Path, sizes: tuple[int, ...]) -> Iterator[str]:
    """The whole command in a process of its own that may write files of so many bytes, as on a disk that fills up."""
    for size in sizes:
        out = room / "full"

        def limit(size: int = size) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

        done = subprocess.run(
            [sys.executable, "-B", str(ROOT / "run_sim.py"), *line(command, 10, out)],
            cwd=room,
            capture_output=True,
            text=True,
            preexec_fn=limit,
        )
        one = (
            done.returncode == 2 and done.stderr.startswith("plumbline: cannot write") and done.stderr.count("\n") == 1
        )
        yield "" if one and not out.exists() else f"ended with {done.returncode}: {done.stderr[-100:]!r}"


def child(work: Callable[[], None]) -> int:
    """A process that does some work and ends; its number."""
    number = os.fork()
    if number:
        return number
    code = 1
    with contextlib.suppress(BaseException):
        work()
        code = 0
    os._exit(code)


def kills(kept: Written, new: Written, room: Path, count: int, rng: random.Random) -> Iterator[tuple[str, bool]]:
    """Killed at random moments while new files are written over old; what was wrong, and whether it was midway."""
    out = room / "out"
    started = time.perf_counter()
    write_again(kept, out)
    usual = time.perf_counter() - started
    for _ in range(count):
        write_again(kept, out)
        number = child(lambda: write_again(new, out))
        time.sleep(rng.uniform(0.0, 1.5 * usual))
        os.kill(number, signal.SIGKILL)
        _, status = os.waitpid(number, 0)
        wrong = wrong_with(out, kept, new)
        midway = os.WIFSIGNALED(status)
        write_again(new, out)
        wrong = (
            wrong or wrong_with(out, new) or ("the next run left what the killed one had" if left_beside(out) else "")
        )
        yield wrong, midway
    shutil.rmtree(out)


def whole_kills(room: Path, count: int, rng: random.Random) -> Iterator[str]:
    """A plain run, from its start, killed at random moments; the next run is complete."""
    out = room / "out"
    run(line("plain run", 10, out))
    good = {path.name: path.read_bytes() for path in out.iterdir()}
    for _ in range(count):
        other = line("plain run", 10, out)
        with subprocess.Popen(
            [sys.executable, str(ROOT / "run_sim.py"), *other], stdout=subprocess.DEVNULL, cwd=room
        ) as door:
            time.sleep(rng.uniform(0.0, 3.0))
            door.kill()
        now = {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}
        yield "" if now == good else "a file changed or was lost"
    run(line("plain run", 10, out))
    yield "something was left" if left_beside(out) else ""
    shutil.rmtree(out)


def together(kept: Written, new: Written, room: Path, count: int) -> Iterator[str]:
    """Two runs into one folder at once."""
    out = room / "out"
    for _ in range(count):
        numbers = [child(lambda one=one: write_again(one, out)) for one in (kept, new, kept, new)]  # type: ignore[misc]
        ended = [os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]) for number in numbers]
        wrong = wrong_with(out, kept, new) or ("half a file was left" if left_beside(out) else "")
        yield wrong or ("a run failed" if any(ended) else "")
        shutil.rmtree(out)


def main() -> None:
    """The whole attack."""
    door = argparse.ArgumentParser(description=__doc__)
    door.add_argument("--kills", type=int, default=400, help="of each command")
    door.add_argument("--seed", type=int, default=1)
    options = door.parse_args()
    from tqdm import tqdm

    rng = random.Random(options.seed)
    found: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    midway = 0
    with tempfile.TemporaryDirectory(prefix="writing-") as folder:
        room = Path(folder)
        os.chdir(room)
        for which in (10, 20):
            run(["--tilt", str(which), "--out", "pictures"])
            shutil.copy("pictures/figure.png", f"figure-{which}.png")
        for command in tqdm(COMMANDS, file=sys.stderr, disable=None):
            kept, new = (recorded(command, which, room) for which in (10, 20))
            if command == "replay":
                new = [(below, {"figure-10.png": contents["figure-20.png"]}) for below, contents in new]
            found["full"].update(faults(kept, new, room))
            for wrong, cut in kills(kept, new, room, options.kills, rng):
                found["killed"][wrong] += 1
                midway += cut
            found["together"].update(together(kept, new, room, options.kills // 4))
            if command in QUICK:
                found["limit"].update(limited_files(command, room, (0, 1000, 5000)))
        found["whole"].update(whole_kills(room, 20, rng))
        os.chdir(ROOT)
    for name, counted in found.items():
        print(name, dict(counted))

    def check(name: str, what: str, worst: str = "", mended: str = "") -> record.Check:
        counted = found[name]
        return record.Check(what, sum(counted.values()), sum(counted.values()) - counted[""], worst, mended)

    listed = ", ".join(COMMANDS)
    record.keep(
        "writing",
        record.Attack(
            "Writing",
            f"python tests/trust/writing.py --kills {options.kills} --seed {options.seed}",
            [
                check("full", "each write failing in turn: old files or new ones, none lost, none half"),
                check("limit", "files of so many bytes and no more: one line, and nothing left"),
                check(
                    "killed",
                    "killed while writing: every file old or new, and the next run leaves nothing beside",
                    f"{midway} of them before the end",
                    "what a killed run had half written stayed in the folder for good: the next run takes it away",
                ),
                check("whole", "a plain run killed at any moment: files as before"),
                check("together", "four runs into one folder at once: every file is of one of them"),
            ],
            text=(
                f"Of {listed}. Full disk, quota, read-only and broken disks are made by failing each call in turn; the "
                "limit on the size of files is the system's own. Killed is SIGKILL, at a random moment of the writing, "
                "which is recorded from a run and written again without its computing. One file is replaced at a time: "
                "a run that was cut off there leaves some files of each run, each of them whole. Cohorts are told of "
                "elsewhere."
            ),
        ),
    )


if __name__ == "__main__":
    main()
