"""The chains' addresses."""

from __future__ import annotations

from django.urls import path

from yanzhen.desk.chains import concordances, lists, matrix_page, views
from yanzhen.desk.chains.choosing import pages
from yanzhen.desk.chains.proposals import correcting
from yanzhen.desk.chains.proposals import pages as proposed

app_name = "chains"
urlpatterns = [
    path("", views.index, name="index"),
    path("lists/<slug:kind>", lists.chain_list, name="list"),
    path("lists/<slug:kind>/export/<slug:form>", lists.chain_export, name="export"),
    path("matrix", matrix_page.matrix_of_chain, name="matrix"),
    path("matrix/cell/<slug:kind>", matrix_page.cell, name="cell"),
    path("matrix/export/<slug:form>", matrix_page.matrix_export, name="matrix_export"),
    path("concordances", concordances.concordances, name="concordances"),
    path("concordances/<int:number>/remove", concordances.remove, name="remove"),
    path("proposals", proposed.proposals, name="proposals"),
    path("proposals/look", proposed.look, name="look"),
    path("proposals/decide", proposed.decide_several, name="decide_several"),
    path("proposals/<int:number>/decide", proposed.decide, name="decide"),
    path("proposals/<int:number>/correct", correcting.correct, name="correct"),
    path("industries", pages.industries, name="industries"),
    path("industries/export/<slug:form>", pages.industries_export, name="industries_export"),
]
