"""Every page and every address: one line each, in the order of the paths they begin with."""

from fastapi import APIRouter

from assay.web.api import answers, datasets, label_items, setup
from assay.web.api import label as label_api
from assay.web.api import people as people_api
from assay.web.pages import (
    adjudicate,
    evaluations,
    feedback,
    health,
    home,
    invitation,
    items,
    judges,
    label,
    lots,
    metrics,
    people,
    pilots,
    programs,
    quality,
    review,
    runs,
    sign_in,
    sign_in_elsewhere,
    signs,
    skills,
    suggestions,
    tokens,
)

ROUTERS: tuple[APIRouter, ...] = (
    adjudicate.router,
    answers.router,
    datasets.router,
    evaluations.router,
    feedback.router,
    health.router,
    home.router,
    invitation.router,
    items.router,
    judges.router,
    label.router,
    label_api.router,
    label_items.router,
    lots.router,
    metrics.router,
    people.router,
    people_api.router,
    pilots.router,
    programs.router,
    quality.router,
    review.router,
    runs.router,
    setup.router,
    sign_in.router,
    sign_in_elsewhere.router,
    signs.router,
    skills.router,
    suggestions.router,
    tokens.router,
)
