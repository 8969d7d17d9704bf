"""The kernel refuses what would lead it outside of its arrays, and touches nothing else."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from serai.risk.screening import native

ROOT = Path(__file__).parents[3]
SOURCE = ROOT / "src" / "serai" / "risk" / "screening" / "kernel.c"
BIG = 2**32 - 1


def u4(*values: int) -> np.ndarray:
    return np.array(values, np.uint32)


def field(**changed):
    """Ten rows of two codes; the second has the one bit there is."""
    whole = {
        "kind": 0,
        "width": 4,
        "data": u4(*[0, 1] * 5),
        "data_offset": 0,
        "valid": None,
        "valid_offset": 0,
        "bounds": None,
        "classes": u4(0, 1, 0),
        "missing": 0,
        "table": np.array([0, 1], np.uint64),
        "first_word": 0,
        "words": 1,
    }
    return tuple((whole | changed).values())


def screened(field_, *, profiles=1, sizes=(1,), bits=(0,), owners=(0,), rows=10):
    ends = np.empty(10, np.int64)
    arrays = (1, profiles, u4(*sizes), u4(*bits), u4(*owners))
    path = native.paths()[0]
    memory = native.kernel.screen(path, arrays, (field_,), 0, rows, ends, 2, 0)
    return np.frombuffer(memory, np.uint16).tolist(), ends.tolist()


def kernel_is_built():
    if native.kernel is None:
        if os.environ.get("SERAI_CI"):
            pytest.fail("the kernel is not built")
        pytest.skip("there is no compiler")


def test_what_fits_is_screened():
    kernel_is_built()
    assert screened(field()) == ([0] * 5, [0, 1, 1, 2, 2, 3, 3, 4, 4, 5])


WRONG = [
    lambda: screened(field(data=u4(0, 1))),
    lambda: screened(field(kind=1, width=0, data=np.zeros(9), bounds=np.zeros(1))),
    lambda: screened(field(kind=1, width=0, data=np.zeros(10), bounds=np.zeros(2))),
    lambda: screened(field(kind=7)),
    lambda: screened(field(width=3)),
    lambda: screened(field(width=0, data=np.zeros(1, np.uint8))),
    lambda: screened(field(width=0, data=np.zeros(2, np.uint8), data_offset=7)),
    lambda: screened(field(valid=np.zeros(1, np.uint8))),
    lambda: screened(field(valid=np.zeros(2, np.uint8), valid_offset=-1)),
    lambda: screened(field(classes=u4(0, 2, 0))),
    lambda: screened(field(classes=u4())),
    lambda: screened(field(missing=2)),
    lambda: screened(field(first_word=1)),
    lambda: screened(field(first_word=BIG)),
    lambda: screened(field(words=2)),
    lambda: screened(field(words=0)),
    lambda: screened(field(), bits=(65,)),
    lambda: screened(field(), owners=(1,)),
    lambda: screened(field(), sizes=(0,)),
    lambda: screened(field(), sizes=(2,)),
    lambda: screened(field(), sizes=(BIG, 2), owners=(0, 0)),
    lambda: screened(field(), profiles=70_000),
    lambda: screened(field(), rows=11),
    lambda: screened(field(), rows=-1),
    lambda: native.kernel.screen("avx1024", (), (), 0, 0, np.empty(0, np.int64), 2, 0),
]


def test_arrays_that_do_not_fit_are_refused():
    kernel_is_built()
    for wrong in WRONG:
        with pytest.raises(ValueError, match=r"\w"):
            wrong()


def test_text_outside_of_its_buffer_is_refused():
    kernel_is_built()
    out = np.empty(1, np.uint32)
    for ends in ([0, 9], [5, 1], [-1, 2], []):
        with pytest.raises(ValueError, match=r"\w"):
            native.kernel.search(b"ab", np.array([0, 2]), b"text", np.array(ends, np.int64), out)
    with pytest.raises(ValueError, match="room"):
        native.kernel.search(b"ab", np.array([0, 2]), b"text", np.array([0, 2, 4]), out)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(), unique=True), st.lists(st.text()))
def test_search_counts_the_bounds_that_are_not_after_a_text(bounds, texts):
    def packed(many):
        octets = [one.encode() for one in many]
        return b"".join(octets), np.cumsum([0, *map(len, octets)], dtype=np.int64)

    bounds.sort()
    found = native.search(packed(bounds), *packed(texts))
    assert found.tolist() == [sum(bound <= text for bound in bounds) for text in texts]


def compiler() -> str:
    found = shutil.which("gcc")
    if not found:
        if os.environ.get("SERAI_CI"):
            pytest.fail("there is no gcc")
        pytest.skip("there is no gcc")
    return found


def test_under_the_sanitizers_of_address_and_undefined_behaviour(tmp_path):
    gcc, built = compiler(), tmp_path / "kernel.so"
    flags = [
        "-std=c11",
        "-O1",
        "-g",
        "-Wall",
        "-Wextra",
        "-Werror",
        "-shared",
        "-fPIC",
        "-fno-omit-frame-pointer",
    ]
    watch = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
    include = f"-I{sysconfig.get_path('include')}"
    subprocess.run([gcc, *flags, *watch, include, SOURCE, "-o", built], check=True)
    asked = [gcc, "-print-file-name=libasan.so"]
    runtime = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()
    done = subprocess.run(
        [sys.executable, "-m", "tests.risk.screening.sanitized", str(built)],
        cwd=ROOT,
        env=os.environ
        | {"LD_PRELOAD": runtime, "ASAN_OPTIONS": "detect_leaks=0", "PYTHONMALLOC": "malloc"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    assert done.stdout.split() == ["watched:", *native.paths()[:-1]]
