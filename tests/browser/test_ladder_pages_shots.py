import sys, os
from pathlib import Path
import pytest
DESK = Path(__file__).parents[1] / "desk"
for folder in (DESK / "ladder", DESK / "register" / "ledger", DESK / "reading"):
    sys.path.insert(0, str(folder))
from ladder_region import *
from yanzhen.desk.ladder.models import BookDraft
OUT = Path("/tmp/lshots"); OUT.mkdir(exist_ok=True)
PAGES = {"index": "/ladder/", "firms": "/ladder/firms/", "card": f"/ladder/firms/{NEAR}", "climb": f"/ladder/firms/{FAR}/climb/zj26", "compare": f"/ladder/firms/{NEAR}/compare", "whatif": f"/ladder/firms/{NEAR}/whatif/zj26?years.2025.rd_expense=130", "answers": f"/ladder/firms/{NEAR}/answers/gx", "efforts": "/ladder/efforts", "books": "/ladder/books/", "book": "/ladder/books/zj26", "bookgx": "/ladder/books/gx", "draft": "/ladder/drafts/1", "drafts": "/ladder/drafts/", "titles": "/ladder/titles/", "champions": "/ladder/champions/", "champion": f"/ladder/champions/{MET}", "sheet": "/ladder/sheet", "tables": "/ladder/tables", "home": "/"}
ONLY = os.environ.get("ONLY", "").split()
def test_shots(cast, visit, axe_faults, sideways, settings, tmp_path):
    settings.YANZHEN_HOME = tmp_path; settings.MEDIA_ROOT = tmp_path / "up"
    bring_region(); judge_all(cast["bureau_head"])
    from django.test import Client
    c = Client(); c.force_login(cast["clerk"])
    r = c.post("/ladder/drafts/new", {"based_on": "zj26", "book": "zj26"}); assert r.status_code == 302
    d = BookDraft.objects.get()
    c.post(f"/ladder/drafts/{d.pk}/save", {"version": "1", "text": d.text.replace("3%", "2%"), "cases": d.cases})
    c.post(f"/ladder/drafts/{d.pk}/flips", {})
    judge_all(cast["bureau_head"])
    told = []
    for name, address in PAGES.items():
        if ONLY and name not in ONLY: continue
        for width in (1440, 360):
            for language in (("zh-hans", "en") if width == 1440 or name in ("card", "index") else ("zh-hans",)):
                page = visit(cast["bureau_head"], address.replace("drafts/1", f"drafts/{d.pk}"), width=width, language=language)
                page.wait_for_timeout(400)
                page.screenshot(path=str(OUT / f"{name}-{width}-{language[:2]}.png"), full_page=True)
                if sideways(page) > 0: told.append((name, width, language, "sideways", sideways(page)))
                if language == "zh-hans": told += [(name, width, f) for f in axe_faults(page)]
                page.context.close()
    print("\n".join(map(str, told)))
