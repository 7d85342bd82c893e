"""Every page and every address: one line each, in the order of the paths they begin with."""

from fastapi import APIRouter

from assay.web.pages import health, home, invitation, people, sign_in

ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    home.router,
    invitation.router,
    people.router,
    sign_in.router,
)
