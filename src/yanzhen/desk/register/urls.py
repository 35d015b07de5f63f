"""The register's addresses."""

from __future__ import annotations

from django.urls import path

from yanzhen.desk.register import views
from yanzhen.desk.register.pages import (
    about,
    bringing,
    contested,
    derived,
    firms,
    front,
    imports,
    lists,
    rows,
    ties,
    trees,
)

app_name = "register"
urlpatterns = [
    path("", front.index, name="index"),
    path("tables/<slug:kind>", lists.table, name="table"),
    path("tables/<slug:kind>/about", about.about, name="about"),
    path("tables/<slug:kind>/template", about.template, name="template"),
    path("tables/<slug:kind>/template/<slug:language>", about.template, name="template_in"),
    path("tables/<slug:kind>/export/<slug:form>", about.export, name="export"),
    path("rows/<slug:kind>/", rows.rows, name="rows"),
    path("rows/<slug:kind>/<int:entry>", rows.row, name="row"),
    path("rows/<slug:kind>/<int:entry>/<slug:column>", rows.cell, name="cell"),
    path("rows/<slug:kind>/<int:entry>/<slug:column>/contest", contested.contest_cell, name="contest_cell"),
    path("cell-contests/<int:number>/settle", contested.settle_cell, name="settle_cell"),
    path("firms/", firms.firms, name="firms"),
    path("firms/<str:uscc>", firms.firm, name="firm"),
    path("firms/<str:uscc>/figures/<slug:formula>/<int:year>", derived.derived_figure, name="derived"),
    path("regions", trees.regions, name="regions"),
    path("regions/<slug:code>", trees.region, name="region"),
    path("industries", trees.industries, name="industries"),
    path("industries/<slug:code>", trees.industry, name="industry"),
    path("strategic", trees.strategic, name="strategic"),
    path("import", bringing.bring, name="bring"),
    path("import/<int:draft>", bringing.draft, name="draft"),
    path("import/<int:draft>/work", bringing.draft_work, name="draft_work"),
    path("import/<int:draft>/choose", bringing.choose, name="choose"),
    path("import/<int:draft>/headers", bringing.confirm_headers, name="confirm_headers"),
    path("import/<int:draft>/decide", bringing.decide, name="decide"),
    path("import/<int:draft>/again", bringing.again, name="again"),
    path("import/<int:draft>/stop", bringing.stop, name="stop"),
    path("import/<int:draft>/drop", bringing.drop, name="drop"),
    path("import/<int:draft>/errors", bringing.errors_book, name="errors"),
    path("imports", imports.imports, name="imports"),
    path("imports/<int:number>", imports.imported, name="imported"),
    path("imports/<int:number>/undo", imports.undo, name="undo"),
    path("imports/<int:number>/original", imports.original, name="original"),
    path("subjects", views.subjects, name="subjects"),
    path("subjects/<int:pk>", views.subject, name="subject"),
    path("subjects/<int:pk>/tie", views.tie, name="tie"),
    path("subjects/<int:pk>/untie", views.untie, name="untie"),
    path("subjects/<int:subject>/firm", ties.tie_firm, name="tie_firm"),
    path("subjects/<int:subject>/no-firm", ties.untie_firm, name="untie_firm"),
    path("statements/<int:pk>/source", views.source, name="source"),
    path("statements/<int:pk>/contest", views.contest, name="contest"),
    path("contests", views.contests, name="contests"),
    path("contests/<int:pk>/settle", views.settle, name="settle"),
    path("contradictions", views.contradictions, name="contradictions"),
]
