# SPDX-License-Identifier: MIT
"""files.py: what is written stands whole or not at all, and private keys are nobody else's (CNT-13)."""

import os
import resource
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from wuxing.files import PRIVATE, whole, write_whole


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_write_whole__new_and_again__replaced_and_nothing_beside_it(tmp_path):
    """CNT-13: bytes or text, in a folder that is made."""
    path = tmp_path / "made" / "record.json"
    write_whole(path, "one 主")
    assert path.read_text(encoding="utf-8") == "one 主"
    write_whole(path, b"\0two")
    assert path.read_bytes() == b"\0two" and names(path.parent) == ["record.json"]


def test_write_whole__private__never_open_to_others(tmp_path):
    """CNT-13: the mode counts from the first byte on, whatever the umask; public files follow the umask."""
    before = os.umask(0)
    try:
        with whole(tmp_path / "keys.json", PRIVATE) as file:
            file.write(b"secret")
            file.flush()
            (beside,) = tmp_path.iterdir()
            assert stat.S_IMODE(beside.stat().st_mode) == 0o600
        assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o600
        os.umask(0o027)
        write_whole(tmp_path / "report.html", b"")
        assert stat.S_IMODE((tmp_path / "report.html").stat().st_mode) == 0o640
    finally:
        os.umask(before)


def test_write_whole__link_at_the_place__replaced_not_followed(tmp_path):
    """CNT-13: who could make a link beforehand does not get what is written."""
    (tmp_path / "elsewhere").write_bytes(b"theirs")
    for target in ("elsewhere", "nothing yet"):
        path = tmp_path / "keys.json"
        path.unlink(missing_ok=True)
        path.symlink_to(tmp_path / target)
        write_whole(path, b"secret", PRIVATE)
        assert not path.is_symlink() and path.read_bytes() == b"secret"
    assert (tmp_path / "elsewhere").read_bytes() == b"theirs" and not (tmp_path / "nothing yet").exists()


@pytest.mark.parametrize("there", ["file", "link", "dangling link"])
def test_write_whole__new_where_something_is__refused(tmp_path, there):
    """CNT-13: a place that has to be free; a link that leads nowhere is something too."""
    path, other = tmp_path / "keys.json", tmp_path / "other"
    other.write_bytes(b"theirs")
    if there == "file":
        path.write_bytes(b"theirs")
    else:
        path.symlink_to(other if there == "link" else tmp_path / "nowhere")
    before = names(tmp_path)
    with pytest.raises(FileExistsError, match=r"File exists, nothing was changed: 'keys.json'"):
        write_whole(path, b"mine", PRIVATE, new=True)
    assert names(tmp_path) == before and other.read_bytes() == b"theirs"
    write_whole(tmp_path / "free", b"mine", new=True)
    assert (tmp_path / "free").read_bytes() == b"mine"


def test_whole__block_that_fails__the_file_before_stays(tmp_path):
    """A writer that stops in the middle leaves what was there, and no part of what was to come."""
    path = tmp_path / "report.html"
    write_whole(path, b"first")
    with pytest.raises(ZeroDivisionError), whole(path) as file:
        file.write(b"half")
        1 / 0
    assert path.read_bytes() == b"first" and names(tmp_path) == ["report.html"]
    with pytest.raises(FileNotFoundError, match=r"'/no/such/source'"), whole(path):
        Path("/no/such/source").read_bytes()


def test_write_whole__no_room__the_file_before_stays_and_a_clear_error(tmp_path):
    """A disk that takes no more: the previous file is whole (the kernel's own limit stands for the disk's)."""
    path = tmp_path / "report.html"
    write_whole(path, b"first")
    script = f"""
        import resource
        from pathlib import Path
        from wuxing.files import write_whole
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
        try:
            write_whole(Path({str(path)!r}), bytes(100_000))
        except OSError as error:
            print(error)
    """
    said = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=True)
    assert said.stdout.strip().endswith("File too large, nothing was changed: 'report.html'"), said
    assert path.read_bytes() == b"first" and names(tmp_path) == ["report.html"]
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


def test_write_whole__killed_at_any_moment__one_file_or_the_other(tmp_path):
    """A kill leaves a whole file; readers never see a part."""
    path = tmp_path / "state"
    write_whole(path, b"a" * 200_000)
    script = f"""
        from pathlib import Path
        from wuxing.files import write_whole
        print("ready", flush=True)
        while True:
            for letter in (b"b", b"a"):
                write_whole(Path({str(path)!r}), letter * 200_000)
    """
    for _ in range(3):
        command = [sys.executable, "-c", textwrap.dedent(script)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout.readline() == "ready\n"
            seen = {path.read_bytes() for _ in range(200)}
            writer.kill()
        seen.add(path.read_bytes())
        assert seen <= {b"a" * 200_000, b"b" * 200_000}


def test_write_whole__folder_that_is_a_file__refused(tmp_path):
    """A clear error that names the file."""
    (tmp_path / "out").write_bytes(b"")
    with pytest.raises(OSError, match=r"nothing was changed: 'report.html'"):
        write_whole(tmp_path / "out" / "report.html", b"x")
