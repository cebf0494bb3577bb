"""Addresses of the books."""

from django.urls import path

from polku.books.web import accounts, entering, overview, periods, views

app_name = "books"
urlpatterns = [
    path("books/", overview.books, name="books"),
    path("books/reports/<slug:name>/", views.report, name="report"),
    path("books/reports/<slug:name>.<slug:kind>", views.report_file, name="report_file"),
    path("books/journal/", views.journal, name="journal"),
    path("books/postings/", views.postings, name="postings"),
    path("books/postings.<slug:kind>", views.postings_file, name="postings_file"),
    path("books/entries/new/", entering.new_entry, name="new_entry"),
    path("books/entries/opening/", entering.opening, name="opening"),
    path("books/entries/<int:entry_id>/", views.entry, name="entry"),
    path("books/entries/<int:entry_id>/reversal/", entering.reversal, name="reversal"),
    path("books/entries/<int:entry_id>/undo/", entering.undo, name="undo"),
    path("books/accounts/", accounts.accounts, name="accounts"),
    path("books/chart/", accounts.chart, name="chart"),
    path("books/accounts/new/", accounts.new_account, name="new_account"),
    path("books/accounts/<str:code>/", accounts.account, name="account"),
    path("books/accounts/<str:code>/edit/", accounts.edit_account, name="edit_account"),
    path("books/accounts/<str:code>/retirement/", accounts.retirement, name="retirement"),
    path("books/accounts/<str:code>/restoration/", accounts.restoration, name="restoration"),
    path("books/months/", periods.months, name="months"),
    path("books/months/<int:month>/closing/", periods.closing, name="closing"),
    path("books/months/<int:month>/reopening/", periods.reopening, name="reopening"),
    path("books/years/<int:year>/closing/", periods.year_closing, name="year_closing"),
    path("books/years/<int:year>/reopening/", periods.year_reopening, name="year_reopening"),
]
