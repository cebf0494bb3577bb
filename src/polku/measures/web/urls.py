"""Addresses of indicators, goals, strategies and dashboards."""

from django.urls import path

from polku.measures.web import dashboards, goals, indicators, strategies, tiles

app_name = "measures"
urlpatterns = [
    path("dashboards/", dashboards.start, name="start"),
    path("dashboards/all/", dashboards.dashboards, name="dashboards"),
    path("dashboards/new/", dashboards.new, name="new_dashboard"),
    path("dashboards/filter/", indicators.choice, name="filter"),
    path("dashboards/ready/<slug:key>/", dashboards.ready, name="ready"),
    path("dashboards/ready/<slug:key>.pdf", dashboards.ready_pdf, name="ready_pdf"),
    path("dashboards/ready/<slug:key>/tiles/<int:number>/", tiles.ready_tile, name="ready_tile"),
    path("dashboards/<int:dashboard_id>/", dashboards.dashboard, name="dashboard"),
    path("dashboards/<int:dashboard_id>.pdf", dashboards.pdf, name="pdf"),
    path("dashboards/<int:dashboard_id>/settings/", dashboards.settings, name="dashboard_settings"),
    path("dashboards/<int:dashboard_id>/removal/", dashboards.removal, name="dashboard_removal"),
    path("dashboards/<int:dashboard_id>/return/", dashboards.return_, name="dashboard_return"),
    path("dashboards/<int:dashboard_id>/mailings/", dashboards.mailings, name="mailings"),
    path("dashboards/mailings/<int:mailing_id>/removal/", dashboards.mailing_removal, name="mailing_removal"),
    path("dashboards/<int:dashboard_id>/tiles/new/", tiles.new, name="new_tile"),
    path("dashboards/tiles/<int:tile_id>/", tiles.tile, name="tile"),
    path("dashboards/tiles/<int:tile_id>/settings/", tiles.settings, name="tile_settings"),
    path("dashboards/tiles/<int:tile_id>/place/", tiles.place, name="tile_place"),
    path("dashboards/tiles/<int:tile_id>/removal/", tiles.removal, name="tile_removal"),
    path("dashboards/events/<int:event_id>/reversal/", tiles.reversal, name="tile_reversal"),
    path("goals/", goals.goals, name="goals"),
    path("goals/new/", goals.new, name="new_goal"),
    path("goals/<int:goal_id>/", goals.goal, name="goal"),
    path("goals/<int:goal_id>/change/", goals.change, name="goal_change"),
    path("goals/<int:goal_id>/withdrawal/", goals.withdrawal, name="goal_withdrawal"),
    path("goals/<int:goal_id>/return/", goals.return_, name="goal_return"),
    path("indicators/", indicators.indicators, name="indicators"),
    path("indicators/new/", indicators.new, name="new_indicator"),
    path("indicators/check/", indicators.check, name="check"),
    path("indicators/<slug:key>/", indicators.indicator, name="indicator"),
    path("indicators/<slug:key>.<slug:file_format>", indicators.file, name="indicator_file"),
    path("indicators/<slug:key>/row/", indicators.row, name="indicator_row"),
    path("indicators/<slug:key>/change/", indicators.change, name="indicator_change"),
    path("indicators/<slug:key>/archive/", indicators.archive, name="indicator_archive"),
    path("strategies/", strategies.strategies, name="strategies"),
    path("strategies/new/", strategies.new, name="new_strategy"),
    path("strategies/<int:strategy_id>/", strategies.strategy, name="strategy"),
    path("strategies/<int:strategy_id>/change/", strategies.change, name="strategy_change"),
    path("strategies/<int:strategy_id>/removal/", strategies.removal, name="strategy_removal"),
]
