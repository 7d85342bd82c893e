"""A plan reads inside its own folder and nowhere else."""

from pathlib import Path

import pytest

from assay.core.errors import NotPermitted
from assay.plans.trust import resolve_inside


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inside = tmp_path / "plans"
    (inside / "runs").mkdir(parents=True)
    (inside / "runs" / "a.parquet").write_text("a")
    (tmp_path / "secret.txt").write_text("s")
    return inside


@pytest.mark.parametrize("relative", ["runs/a.parquet", "./runs/a.parquet", "not-yet.parquet", "runs/..a", "a..b"])
def test_a_relative_path_inside_is_resolved(folder: Path, relative: str) -> None:
    assert resolve_inside(folder, relative) == folder.resolve() / relative


@pytest.mark.parametrize(
    ("relative", "code"),
    [
        ("../secret.txt", "plan.path_outside"),
        ("runs/../../secret.txt", "plan.path_outside"),
        ("/etc/passwd", "plan.path_outside"),
        ("~/x", "plan.path_outside"),
        ("a\0b", "plan.path_outside"),
        ("https://example.org/x", "plan.another_host"),
        ("file:///etc/passwd", "plan.another_host"),
    ],
)
def test_anything_else_is_not_permitted(folder: Path, relative: str, code: str) -> None:
    with pytest.raises(NotPermitted) as caught:
        resolve_inside(folder, relative)
    assert caught.value.code == code


def test_a_link_that_leads_outside_is_not_followed(folder: Path) -> None:
    (folder / "link.txt").symlink_to(folder.parent / "secret.txt")
    (folder / "up").symlink_to(folder.parent)
    for relative in ("link.txt", "up/secret.txt"):
        with pytest.raises(NotPermitted, match="leads out"):
            resolve_inside(folder, relative)


def test_a_link_that_stays_inside_is_followed(folder: Path) -> None:
    (folder / "latest").symlink_to(folder / "runs")
    assert resolve_inside(folder, "latest/a.parquet") == (folder / "runs" / "a.parquet").resolve()


def test_a_circle_of_links_is_refused_or_stays_inside(folder: Path) -> None:
    (folder / "one").symlink_to(folder / "two")
    (folder / "two").symlink_to(folder / "one")
    with pytest.raises(NotPermitted):
        resolve_inside(folder, "one")
