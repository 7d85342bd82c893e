"""Time counts while the judge works, and an absence adds none of it."""

from assay.labeling.time_spent import TimeSpent


def at(minutes: int, seconds: int = 0) -> str:
    return f"2026-11-22T14:{minutes:02d}:{seconds:02d}.000000Z"


def test_signs_of_work_add_up_and_idle_ones_add_nothing() -> None:
    spent = TimeSpent(0.0, at(0)).until(at(0, 20), active=True).until(at(0, 40), active=False)
    assert spent == TimeSpent(20.0, at(0, 40))
    assert spent.until(at(0, 45), active=True).seconds == 25.0


def test_a_computer_that_slept_adds_a_minute_at_most() -> None:
    assert TimeSpent(5.0, at(0)).until(at(50), active=True).seconds == 65.0


def test_a_clock_that_was_set_back_takes_nothing_away() -> None:
    assert TimeSpent(5.0, at(1)).until(at(0), active=True).seconds == 5.0
