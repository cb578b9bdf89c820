"""The same bytes from two clean installs, any number of threads, any surroundings; and the oldest versions promised.

    python tests/trust/repeatability.py             two installs, surroundings, a wheel that nobody may write to
    python tests/trust/repeatability.py --oldest    all tests, with the oldest versions that pyproject.toml promises
    python tests/trust/repeatability.py --newest    all tests, with the newest that can be had

Makes what it needs in a temporary folder: virtual environments from the repository as it stands committed.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import record

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534
SMALL = (("run", ("--tilt", "12", "--to", "backward")),)
WORK = (
    ("run", ()),
    ("publish", ("publish", "--tilt", "10", "--language", "ms")),
    ("sweep", ("sweep", "--over", "tilt_deg=0:20:5", "--over", "at=pelvis,lumbar")),
    ("cohort", ("cohort", "--people", "20", "--tilt", "10", "--csv")),
    ("gallery", ("gallery", "--only", "flat-back", "--language", "zh")),
)
MANY = (  # the same 600 answers whatever the number of threads
    "import hashlib, sys, numpy as np, models, sim\n"
    "wanted = [{'tilt_deg': d, 'at': a} for d in np.linspace(0, 20, 60) for a in ('lumbar', 'pelvis')]\n"
    "many = sim.simulate_many(models.load('adult_male'), wanted, workers=int(sys.argv[1]), chunk=16)\n"
    "found = b''.join(np.ascontiguousarray(many.joints[k]).tobytes() for k in sorted(many.joints))\n"
    "print(hashlib.sha256(found).hexdigest())\n"
)


@dataclass(frozen=True)
class Surroundings:
    """What differs between two runs of the same request.

    Attributes:
        name: in words.
        environment: variables that are set.
        folder: name of the working folder.
        umask: of the user.
    """

    name: str
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: str = "work"
    umask: int = 0o022


def threads(count: int) -> dict[str, str]:
    """Variables that set the number of threads of linear algebra and of the kernels."""
    kinds = ("OMP", "OPENBLAS", "MKL", "BLIS", "VECLIB_MAXIMUM", "NUMEXPR", "NUMBA")
    return {f"{kind}_NUM_THREADS": str(count) for kind in kinds}


def locales() -> list[str]:
    """Those of this machine that read numbers, letters or days differently."""
    there = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout.split()
    wanted = re.compile(r"(C|POSIX|(ms_MY|tr_TR|zh_CN|de_DE|ar_EG)[.@]?.*)$", re.IGNORECASE)
    return [name for name in there if wanted.match(name)] or ["C"]


PLAIN = Surroundings("plain")
WILD = Surroundings(
    "three threads, another hash seed, locale C, another time zone, private files, an odd folder",
    {**threads(3), "PYTHONHASHSEED": "4711", "LC_ALL": "C", "LANG": "tr_TR.UTF-8", "TZ": "Asia/Kuala_Lumpur"},
    "an odd folder é 椎",
    0o077,
)


def surroundings() -> list[Surroundings]:
    """One difference at a time, then all at once."""
    return [
        *(Surroundings(f"{count} threads", threads(count)) for count in (1, 2, 4)),
        *(Surroundings(f"hash seed {seed}", {"PYTHONHASHSEED": seed}) for seed in ("0", "1", "random")),
        *(Surroundings(f"locale {name}", {"LC_ALL": name, "LANG": name}) for name in locales()),
        *(Surroundings(f"time zone {zone}", {"TZ": zone}) for zone in ("Asia/Kuala_Lumpur", "Pacific/Honolulu")),
        Surroundings("UTF-8 mode off", {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}),
        Surroundings("a narrow terminal", {"COLUMNS": "40", "TERM": "dumb", "NO_COLOR": "1"}),
        Surroundings("a folder with spaces and letters of other scripts", folder="my spine é 椎"),
        Surroundings("files that only their owner reads", umask=0o077),
        WILD,
    ]


def clean(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of this process without what could lead back to the repository, and with what is asked."""
    dropped = ("PYTHON", "OMP_", "OPENBLAS_", "MKL_", "NUMBA_", "LC_", "LANG", "TZ", "MPL", "PLUMBLINE_", "VIRTUAL_ENV")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return {**kept, "LANG": "C.UTF-8", "MPLBACKEND": "Agg", **environment}


def run(
    words: Sequence[str | Path],
    folder: Path,
    environment: Mapping[str, str],
    umask: int = 0o022,
    user: int | None = None,
) -> subprocess.CompletedProcess[str]:
    """A command in a folder, surroundings given in full."""
    as_whom = {} if user is None else {"user": user, "group": user, "extra_groups": []}
    return subprocess.run(
        list(map(str, words)),
        cwd=folder,
        env=clean(environment),
        umask=umask,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        **as_whom,
    )


def digests(folder: Path) -> dict[str, str]:
    """File -> what is in it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def products(
    command: Sequence[str | Path],
    where: Path,
    around: Surroundings,
    work: Iterable[tuple[str, Sequence[str]]] = WORK,
    always: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """What a command writes in some surroundings: file -> digest.

    Args:
        command: what is run with the words of each job.
        where: a folder that is made for it.
        around: what differs.
        work: name and words of each job.
        always: variables that do not differ.

    Raises:
        RuntimeError: it failed; with what it said.
    """
    folder = where / around.folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, words in work:
        done = run(
            [*command, *words, "--quiet", "--out", name], folder, {**(always or {}), **around.environment}, around.umask
        )
        if done.returncode:
            raise RuntimeError(f"{around.name}, {name}: {done.stderr[-2000:]}")
    return digests(folder)


def differing(first: Mapping[str, str], second: Mapping[str, str]) -> list[str]:
    """Files that are not the same, or not in both."""
    return sorted(name for name in {*first, *second} if first.get(name) != second.get(name))


def copy_of_repository(into: Path) -> Path:
    """As it stands committed, without history and without what lies about."""
    tarball = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=BytesIO(tarball)) as archive:
        archive.extractall(into, filter="data")
    return into


def environment_with(into: Path, requirements: Sequence[str | Path], python: str = sys.executable) -> Path:
    """A new virtual environment with these installed; its interpreter."""
    subprocess.run([python, "-m", "venv", into], check=True)
    interpreter = into / "bin" / "python"
    quietly = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([interpreter, *quietly, *requirements], check=True, env=clean({}))
    return interpreter


def floors() -> dict[str, str]:
    """Package -> oldest version that pyproject.toml promises, tests and extras included."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    others = [line for line in asked if not line.startswith("plumbline")]
    parts = [re.fullmatch(r"([\w-]+(?:\[\w+\])?)>=([\w.]+)", line) for line in others]
    if None in parts:
        raise ValueError("every requirement of pyproject.toml reads name>=version")
    return {part[1]: part[2] for part in parts if part}


def same_bytes(folder: Path) -> list[record.Check]:
    """Two installs; then one of them in all surroundings; then its many answers on one, two and three threads."""
    installs = [
        environment_with(folder / name, [f"{copy_of_repository(folder / f'{name}-source')}[fast]"]) for name in "ab"
    ]
    commands = [[python.with_name("plumbline")] for python in installs]
    first, second = (
        products(command, folder / f"{name}-out", PLAIN) for command, name in zip(commands, "ab", strict=True)
    )
    checks = [record.Check("two clean installs write the same bytes", len(first), *_worst(differing(first, second)))]
    bad, tried = {}, surroundings()
    for around in tried:
        print(around.name, flush=True)
        files = differing(first, products([installs[0].with_name("plumbline")], folder / "around", around))
        if files:
            bad[around.name] = files
    said = "; ".join(f"{name}: {files[0]}" for name, files in bad.items())
    what = "the same bytes with other threads, hash seeds, locales, time zones, folders and rights"
    checks.append(record.Check(what, len(tried) * len(first), sum(map(len, bad.values())), said))
    found = {run([installs[0], "-c", MANY, count], folder, {}).stdout for count in ("1", "2", "3")}
    checks.append(record.Check("120 answers at once, on 1, 2 and 3 threads: the same bytes", 3, len(found) - 1))
    return checks


def _worst(files: list[str]) -> tuple[int, str]:
    return len(files), ", ".join(files[:3])


def read_only(folder: Path) -> list[record.Check]:
    """A wheel, installed where its user may not write, without the repository: everything a user would try."""
    source = copy_of_repository(folder / "source")
    everybodys = shutil.which("python3.11", path="/usr/bin:/usr/local/bin") or sys.executable
    python = environment_with(folder / "system", ["wheel", "setuptools>=77"], everybodys)
    pip = [python, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", folder, source], check=True, env=clean({}))
    wheel = next(folder.glob("*.whl"))
    subprocess.run([*pip, "install", f"plumbline[fast] @ file://{wheel}"], check=True, env=clean({}))
    shutil.rmtree(source)
    subprocess.run(["chmod", "-R", "a-w", folder / "system"], check=True)
    for place in (folder, folder.parent):
        place.chmod(0o755)
    user = NOBODY if os.geteuid() == 0 else None  # rights mean nothing to root
    plumbline, failed, said = python.with_name("plumbline"), [], []
    tried: list[tuple[str, list[str | Path]]] = [
        *(("home", [plumbline, *words, "--quiet", "--out", name]) for name, words in WORK),
        ("home", [plumbline, "gallery", "--quiet", "--out", "all"]),
        ("home", [python, "-m", "sim.kernels"]),
        ("home", [plumbline, "cohort", "--people", "20", "--quiet", "--out", "again"]),
        ("no home", [python, "-m", "sim.kernels"]),
        ("no home", [plumbline, "--quiet", "--out", "out"]),
        ("no home", [plumbline, "cohort", "--people", "20", "--quiet", "--out", "cohort"]),
    ]
    for home, words in tried:
        place = folder / f"user with {home}"
        place.mkdir(exist_ok=True)
        if user:
            os.chown(place, user, user)
        there = str(place) if home == "home" else "/nonexistent"
        done = run(words, place, {"HOME": there, "XDG_CACHE_HOME": ""}, user=user)
        lines = done.stderr.strip().splitlines()
        refused = home == "no home" and words[-1] == "sim.kernels"  # nowhere to keep them: one line says so
        fine = (done.returncode == 1 and len(lines) == 1) if refused else not done.returncode
        if not fine or "Traceback" in done.stderr:
            failed.append(f"{home}: {' '.join(map(str, words[1:]))}: {' '.join(lines[-1:])}")
        said += lines[-1:] if refused else []
    print(*said, *failed, sep="\n")
    what = "a wheel installed for all, nothing writable but the user's own folder, then no home either"
    return [record.Check(what, len(tried), len(failed), "; ".join(failed)[:300])]


def all_tests(
    folder: Path, requirements: Sequence[str], python: str, more: Sequence[str] = ()
) -> tuple[int, int, str, str]:
    """Passed and failed tests, which failed, and the versions, with these packages."""
    source = copy_of_repository(folder / "source")
    interpreter = environment_with(folder / "tests", requirements, python)
    processes = ["-n", "2", "--dist", "loadfile"]
    words = [interpreter, "-m", "pytest", "-q", *processes, "-p", "no:cacheprovider", "-rfE", *more]
    said = run(words, source, {"PYTHONPATH": str(source)}).stdout
    print(said[-20_000:])
    counts = {
        word.rstrip("s"): int(count) for count, word in re.findall(r"(\d+) (passed|failed|errors?|skipped)", said)
    }
    bad = re.findall(r"^(?:FAILED|ERROR) (\S+)", said, re.MULTILINE)
    python = subprocess.run([interpreter, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    freeze = subprocess.run([interpreter, "-m", "pip", "freeze"], capture_output=True, text=True, check=True).stdout
    shown = [line.replace("==", " ") for line in freeze.splitlines() if line.partition("==")[0] in SHOWN]
    return (
        counts.get("passed", 0),
        counts.get("failed", 0) + counts.get("error", 0),
        ", ".join(bad[:5]),
        ", ".join([python, *shown]),
    )


SHOWN = ("numpy", "scipy", "matplotlib", "msgspec", "numba", "pyarrow", "hypothesis")


MENDED = (
    "with the oldest versions once promised 25 files of tests did not load. msgspec 0.21, matplotlib 3.10, ipywidgets "
    "8.1 and playwright 1.55 are now the oldest, each the first that was seen to mend a failure; older MuJoCo is asked "
    "for its energy, and a test that measured words allows for hinted letters"
)


def newest_python() -> str:
    """The newest Python 3 that can be run here."""
    for minor in range(30, sys.version_info.minor, -1):
        found = shutil.which(f"python3.{minor}")
        if found and not subprocess.run([found, "-c", ""], capture_output=True, check=False).returncode:
            return found
    return sys.executable


def tested(folder: Path, which: str) -> record.Check:
    """All tests with the oldest or the newest versions."""
    if which == "oldest":
        python = shutil.which("python3.11")
        if python is None:
            raise SystemExit("the oldest Python promised is 3.11: install python3.11 for this")
        pins = [f"{name}=={oldest}" for name, oldest in floors().items()]
        # an old package may use what a newer one below it has begun to warn of
        passed, failed, bad, versions = all_tests(folder, pins, python, ["-W", "ignore::DeprecationWarning"])
    else:
        passed, failed, bad, versions = all_tests(folder, list(floors()), newest_python())
    what = f"all tests pass with the {which} versions: {versions}"
    return record.Check(what, passed + failed, failed, bad, MENDED if which == "oldest" else "")


def main() -> None:
    """The parts asked for; parts that are not keep what they found before."""
    door = argparse.ArgumentParser(description="The same bytes everywhere, and the versions promised.")
    door.add_argument("--oldest", action="store_true", help="all tests with the oldest versions instead")
    door.add_argument("--newest", action="store_true", help="all tests with the newest versions instead")
    asked = door.parse_args()
    with tempfile.TemporaryDirectory(prefix="plumbline-") as name:
        folder = Path(name)
        if asked.oldest or asked.newest:
            parts = [which for which in ("oldest", "newest") if getattr(asked, which)]
            checks = [tested(folder / which, which) for which in parts]
        else:
            checks = [*same_bytes(folder / "same"), *read_only(folder / "wheel")]
    print(*checks, sep="\n")
    keep(checks)


def keep(checks: Sequence[record.Check]) -> None:
    """Beside what other parts found before."""
    path = record.FOUND / "repeatability.json"
    before = record.read(path).checks if path.exists() else []
    new = {_key(check): check for check in checks}
    old = {_key(check): check for check in before}
    merged = [new.get(key, old.get(key)) for key in {**old, **new}]
    record.keep(
        "repeatability",
        record.Attack("Repeatability", "python tests/trust/repeatability.py [--oldest] [--newest]", merged, text=ABOUT),
    )


def _key(check: record.Check) -> str:
    return check.what.partition(":")[0]


ABOUT = (
    "Everything is made in a temporary folder from the repository as it stands committed: virtual environments, "
    "copies, what the commands write. Compared are files, byte by byte, of the default run, a bundle in Malay, a "
    "sweep, a cohort of twenty and a picture in Chinese, kernels compiled anew in each installation. Not shown: "
    "the same bytes on another kind of processor, or with other versions of numpy, scipy and matplotlib; sums are "
    "then taken in another order, and letters drawn by another hand. The oldest versions are read from "
    "pyproject.toml, so that what is promised is what is tried; packages below those are the newest that fit."
)

if __name__ == "__main__":
    main()
