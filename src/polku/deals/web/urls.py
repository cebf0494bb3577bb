"""Addresses of the spine."""

from django.urls import path

from polku.deals.web import bulk, creating, editing, exporting, mapping, moving, page, pipeline, settings

app_name = "deals"
urlpatterns = [
    path("deals/", pipeline.pipeline, name="pipeline"),
    path("deals/rows/", pipeline.rows, name="rows"),
    path("deals/sums/", pipeline.sums, name="sums"),
    path("deals/filter/", pipeline.menu, name="filter"),
    path("deals/stages/<slug:stage>/", pipeline.column, name="column"),
    path("deals/export/<str:kind>/", exporting.export, name="export"),
    path("deals/new/", creating.new, name="new"),
    path("deals/sources/", creating.sources, name="sources"),
    path("deals/new/customers/", creating.customers, name="customers"),
    path("deals/bin/", bulk.bin_page, name="bin"),
    path("deals/mapping/<slug:key>/", mapping.mapping, name="mapping"),
    path("deals/batches/preview/", bulk.preview, name="batch_preview"),
    path("deals/batches/", bulk.change, name="batches"),
    path("deals/batches/<int:batch_id>/", bulk.batch, name="batch"),
    path("deals/batches/<int:batch_id>/undo/", bulk.batch_undo, name="batch_undo"),
    path("deals/events/<int:event_id>/undo/", page.undo, name="undo"),
    path("deals/<int:deal_id>/", page.deal, name="deal"),
    path("deals/<int:deal_id>/card/", pipeline.card, name="card"),
    path("deals/<int:deal_id>/timeline/", page.stream, name="timeline"),
    path("deals/<int:deal_id>/stage/", moving.stage, name="stage"),
    path("deals/<int:deal_id>/closing/<slug:outcome>/", moving.closing, name="closing"),
    path("deals/<int:deal_id>/finishing/", moving.finishing, name="finishing"),
    path("deals/<int:deal_id>/reopening/", moving.reopening, name="reopening"),
    path("deals/<int:deal_id>/worth/", moving.worth, name="worth"),
    path("deals/<int:deal_id>/next-step/", editing.next_step, name="next_step"),
    path("deals/<int:deal_id>/next-step/completion/", editing.completion, name="completion"),
    path("deals/<int:deal_id>/fields/<str:name>/", editing.field, name="field"),
    path("deals/<int:deal_id>/fields/<str:name>/history/", page.history, name="history"),
    path("deals/<int:deal_id>/checklist/<str:key>/", editing.item, name="item"),
    path("deals/<int:deal_id>/owner/", editing.owner, name="owner"),
    path("deals/<int:deal_id>/people/", editing.people, name="people"),
    path("deals/<int:deal_id>/people/<int:contact_id>/removal/", editing.removal, name="removal"),
    path("deals/<int:deal_id>/voiding/", editing.voiding, name="voiding"),
    path("deals/<int:deal_id>/restoring/", editing.restoring, name="restoring"),
    path("settings/deal-fields/", settings.fields, name="fields"),
    path("settings/deal-fields/<int:field_id>/archiving/", settings.archiving, name="field_archiving"),
]
