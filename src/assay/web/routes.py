"""Every page and every address: one line each, in the order of the paths they begin with."""

from fastapi import APIRouter

from assay.web.api import answers, datasets, setup
from assay.web.api import label as label_api
from assay.web.api import people as people_api
from assay.web.pages import (
    adjudicate,
    health,
    home,
    invitation,
    label,
    lots,
    metrics,
    people,
    pilots,
    programs,
    review,
    sign_in,
    sign_in_elsewhere,
    tokens,
)

ROUTERS: tuple[APIRouter, ...] = (
    adjudicate.router,
    answers.router,
    datasets.router,
    health.router,
    home.router,
    invitation.router,
    label.router,
    label_api.router,
    lots.router,
    metrics.router,
    people.router,
    people_api.router,
    pilots.router,
    programs.router,
    review.router,
    setup.router,
    sign_in.router,
    sign_in_elsewhere.router,
    tokens.router,
)
