"""Addresses of findings, proposals and what-if."""

from django.urls import path

from polku.proposals.web import acts, findings, pages, whatif

app_name = "proposals"
urlpatterns = [
    path("proposals/", pages.proposals, name="proposals"),
    path("proposals/new/", acts.new, name="new"),
    path("proposals/<int:proposal_id>/", pages.proposal, name="proposal"),
    path("proposals/<int:proposal_id>/timeline/", pages.stream, name="timeline"),
    path("proposals/<int:proposal_id>/sample/", pages.sample, name="sample"),
    path("proposals/<int:proposal_id>/edit/", acts.edit, name="edit"),
    path("proposals/<int:proposal_id>/start/", acts.start, name="start"),
    path("proposals/<int:proposal_id>/drop/", acts.drop, name="drop"),
    path("findings/new/", findings.new, name="new_finding"),
    path("findings/<int:finding_id>/closure/", findings.closure, name="finding_closure"),
    path("what-if/", whatif.what_if, name="what_if"),
    path("what-if/figure/", whatif.figure, name="what_if_figure"),
]
