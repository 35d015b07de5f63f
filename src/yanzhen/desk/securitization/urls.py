"""The deal room's addresses."""

from __future__ import annotations

from django.urls import path

from yanzhen.desk.securitization import changes, checks, designing, exports, pages, views

app_name = "securitization"
urlpatterns = [
    path("", views.index, name="index"),
    path("new", views.new, name="new"),
    path("examples/<slug:key>", views.from_example, name="from_example"),
    path("deals/<int:pk>", views.deal, name="deal"),
    path("deals/<int:pk>/risk", pages.risk, name="risk"),
    path("deals/<int:pk>/cash", pages.cash, name="cash"),
    path("deals/<int:pk>/stresses", pages.stresses, name="stresses"),
    path("deals/<int:pk>/structuring", designing.structuring, name="structuring"),
    path("deals/<int:pk>/structuring/keep", designing.keep_structure, name="keep_structure"),
    path("deals/<int:pk>/firms", pages.firms, name="firms"),
    path("deals/<int:pk>/checks", checks.checks, name="checks"),
    path("deals/<int:pk>/papers", checks.papers, name="papers"),
    path("deals/<int:pk>/attach", changes.attach, name="attach"),
    path("deals/<int:pk>/papers/<int:paper>/detach", changes.detach, name="detach"),
    path("deals/<int:pk>/tie", changes.tie, name="tie"),
    path("deals/<int:pk>/ties/<int:tied>/untie", changes.untie, name="untie"),
    path("deals/<int:pk>/versions", changes.versions, name="versions"),
    path("deals/<int:pk>/change", changes.change, name="change"),
    path("deals/<int:pk>/force", changes.force, name="force"),
    path("deals/<int:pk>/pricings", changes.ask_pricing, name="ask_pricing"),
    path("deals/<int:pk>/pricings/<int:job>", changes.pricing_state, name="pricing_state"),
    path("deals/<int:pk>/pricings/<int:job>/stop", changes.stop_pricing, name="stop_pricing"),
    path("deals/<int:pk>/file", exports.deal_file, name="file"),
    path("deals/<int:pk>/report.pdf", exports.report_pdf, name="report_pdf"),
    path("deals/<int:pk>/report.xlsx", exports.report_xlsx, name="report_xlsx"),
    path("deals/<int:pk>/firms/<int:place>.pdf", exports.firm_pdf, name="firm_pdf"),
    path("deals/<int:pk>/firms/<int:place>.xlsx", exports.firm_xlsx, name="firm_xlsx"),
]
