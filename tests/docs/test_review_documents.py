"""The page on JSON documents names exactly the fields of pilots, reviews and lots."""

from pathlib import Path

from tests.docs.test_json_page import documented
from tests.labeling_support.judging import works
from tests.labeling_support.queues import add_queue, new_workspace

from assay.labeling.lots import Terms
from assay.reports.lots import lot_json
from assay.reports.pilots import pilot_json
from assay.reports.review import numbers_json
from assay.workflows.lots import lot_numbers, make_lots
from assay.workflows.pilot import Doors, begin_pilot, pilot_numbers
from assay.workflows.queues import fill_queue
from assay.workflows.review import review_numbers
from assay.workflows.samples import keep_sample, kept_sample


def test_the_fields_of_pilots_reviews_and_lots_are_documented_in_order(tmp_path: Path) -> None:
    workspace, doors = new_workspace(tmp_path), Doors(keep_sample, kept_sample, fill_queue)
    add_queue(workspace, tmp_path)
    works(workspace, "first", "j1", lambda _: "yes")
    make_lots(workspace, "w47", "first", terms=Terms(0.1, 0.9), actor="lead")
    begin_pilot(workspace, "tone", doors=doors, dataset="first", question="toxic", n_items=3, people=2, actor="lead")
    pilot = pilot_json(pilot_numbers(workspace, "tone"))["pilot"]
    review = numbers_json(review_numbers(workspace, "w47"))["review"]
    lot = lot_json(lot_numbers(workspace, "w47"))["lot"]
    workspace.store.close()
    assert documented("`assay pilot show --json`") == list(pilot)
    assert documented("`assay review show --json`") == list(review)
    assert documented("`assay lot show --json`") == list(lot)
