"""Every page and every address: one line each, in the order of the paths they begin with."""

from fastapi import APIRouter

from assay.web.api import label as label_api
from assay.web.pages import adjudicate, health, home, invitation, label, people, programs, sign_in

ROUTERS: tuple[APIRouter, ...] = (
    adjudicate.router,
    health.router,
    home.router,
    invitation.router,
    label.router,
    label_api.router,
    people.router,
    programs.router,
    sign_in.router,
)
