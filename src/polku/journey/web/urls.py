"""Addresses of the buyer's side: journeys, obstacles, gaps, answers; what hangs on a deal; the buyer's page."""

from django.urls import path

from polku.journey.web import asking, deals, editing, gaps, journeys, obstacles, public

app_name = "journey"
urlpatterns = [
    path("buyers/", journeys.home, name="home"),
    path("buyers/ready/", journeys.ready, name="ready"),
    path("buyers/ready/<slug:name>/", journeys.loading, name="loading"),
    path("buyers/obstacles/", obstacles.obstacles, name="obstacles"),
    path("buyers/obstacles/removal/", obstacles.removal_of_many, name="removal_of_many"),
    path("buyers/obstacles/codes/", obstacles.codes, name="codes"),
    path("buyers/gaps/", gaps.gaps, name="gaps"),
    path("buyers/answers/", asking.answers, name="answers"),
    path("buyers/events/<int:event_id>/reversal/", deals.reversal, name="reversal"),
    path("buyers/edits/<int:event_id>/reversal/", editing.reversal, name="edit_reversal"),
    path("buyers/<int:journey_id>/", journeys.journey, name="journey"),
    path("buyers/<int:journey_id>/details/", editing.details, name="details"),
    path("buyers/<int:journey_id>/publication/", editing.publication, name="publication"),
    path("buyers/<int:journey_id>/archive/", editing.archive, name="archive"),
    path("buyers/<int:journey_id>/changes/", journeys.changes, name="changes"),
    path("buyers/<int:journey_id>/steps/", editing.new_step, name="new_step"),
    path("buyers/<int:journey_id>/steps/<slug:step>/", editing.step, name="step"),
    path("buyers/<int:journey_id>/steps/<slug:step>/<slug:row>/", editing.new_entry, name="new_entry"),
    path("buyers/<int:journey_id>/steps/<slug:step>/<slug:row>/<slug:entry>/", editing.entry, name="entry"),
    path("buyers/<int:journey_id>/deals/<slug:step>/", journeys.behind, name="behind"),
    path("deals/<int:deal_id>/obstacles/", deals.obstacles, name="deal_obstacles"),
    path("deals/<int:deal_id>/feedback/", deals.feedback, name="feedback"),
    path("deals/<int:deal_id>/materials/", deals.materials, name="materials"),
    path("deals/<int:deal_id>/buyer-link/", asking.link, name="link"),
    path("obstacles/<int:obstacle_id>/", obstacles.obstacle, name="obstacle"),
    path("obstacles/<int:obstacle_id>/removal/", obstacles.removal, name="removal"),
    path("b/<slug:token>/", public.questions, name="questions"),
]
