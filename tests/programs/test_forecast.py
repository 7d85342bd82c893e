"""When a program is finished is told with an interval over days, or why nothing can be said."""

from assay.programs.forecast import Forecast, forecast

TODAY = "2026-11-26"


def test_steady_days_give_the_day_and_varied_ones_an_interval_around_it() -> None:
    varied = {"2026-11-22": 90, "2026-11-23": 110, "2026-11-24": 95, "2026-11-25": 105, TODAY: 3}
    found = forecast(varied, left=1_000, today=TODAY)
    assert (found.day, found.per_day, found.n_days) == ("2026-12-06", 100.0, 4), "today is not over and does not count"
    # mean 100, sd 9.129, standard error 4.564, t(3) 3.182: 85.5 to 114.5 answers a day
    assert (found.earliest, found.latest) == ("2026-12-05", "2026-12-08")
    steady = forecast(dict.fromkeys(varied, 100), left=1_000, today=TODAY)
    assert (steady.day, steady.earliest, steady.reason) == ("2026-12-06", None, "no_variance")


def test_days_without_an_answer_count_since_the_first() -> None:
    found = forecast({"2026-11-20": 60}, left=100, today=TODAY)
    assert (found.per_day, found.n_days, found.latest, found.reason) == (10.0, 6, None, "no_end")


def test_what_cannot_be_said_has_a_reason() -> None:
    assert forecast({}, left=5, today=TODAY) == Forecast(None, None, None, None, 0, "too_few_days")
    assert forecast({"2026-11-25": 9}, left=5, today=TODAY).reason == "too_few_days"
    assert forecast({"2026-10-01": 9}, left=5, today=TODAY).reason == "no_recent_answers"
    assert forecast({"2026-10-01": 9}, left=0, today=TODAY).reason == "finished"
