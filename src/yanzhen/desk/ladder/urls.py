"""The ladder's addresses."""

from __future__ import annotations

from django.urls import path

from yanzhen.desk.ladder import (
    answering,
    book_pages,
    card_views,
    champion_pages,
    draft_pages,
    expiring,
    firm_lists,
    views,
    whatif,
)

app_name = "ladder"
urlpatterns = [
    path("", views.index, name="index"),
    path("judge", views.ask, name="ask"),
    path("runs/<int:number>/stop", views.stop, name="stop"),
    path("work", views.work, name="work"),
    path("sheet", views.sheet, name="sheet"),
    path("tables", views.tables, name="tables"),
    path("firms/", firm_lists.firms, name="firms"),
    path("firms.xlsx", firm_lists.export_xlsx, name="export_xlsx"),
    path("firms/<str:uscc>", card_views.card, name="card"),
    path("firms/<str:uscc>/climb/<slug:book>", card_views.climb_of, name="climb"),
    path("firms/<str:uscc>/compare", card_views.compare, name="compare"),
    path("firms/<str:uscc>/card.pdf", card_views.card_pdf, name="card_pdf"),
    path("firms/<str:uscc>/card.xlsx", card_views.card_xlsx, name="card_xlsx"),
    path("firms/<str:uscc>/whatif/<slug:book>", whatif.whatif, name="whatif"),
    path("firms/<str:uscc>/answers/<slug:book>", answering.answers, name="answers"),
    path("efforts", card_views.efforts, name="efforts"),
    path("books/", book_pages.books, name="books"),
    path("books/<slug:name>", book_pages.book, name="book"),
    path("drafts/", draft_pages.drafts, name="drafts"),
    path("drafts/new", draft_pages.new, name="new_draft"),
    path("drafts/<int:number>", draft_pages.draft, name="draft"),
    path("drafts/<int:number>/work", draft_pages.draft_work, name="draft_work"),
    path("drafts/<int:number>/save", draft_pages.save_draft, name="save_draft"),
    path("drafts/<int:number>/flips", draft_pages.flips, name="flips"),
    path("drafts/<int:number>/ask", draft_pages.ask_approval, name="ask_approval"),
    path("drafts/<int:number>/decide", draft_pages.decide, name="decide_draft"),
    path("titles/", expiring.titles, name="titles"),
    path("champions/", champion_pages.champions, name="champions"),
    path("champions/<str:uscc>", champion_pages.champion, name="champion"),
]
