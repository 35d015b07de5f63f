"""Concordances: who may bring one, what is refused, and what patents it places."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from yanzhen.desk.accounts.models import TrailEntry
from yanzhen.desk.chains.models import ConcordanceTable

pytestmark = pytest.mark.django_db
GOOD = "# made for this test\nipc,node\nF16C 33,滚珠\nF16C,轴承\n"


def bring(client, text=GOOD):
    file = SimpleUploadedFile("ipc.csv", text.encode(), "text/csv")
    return client.post("/chains/concordances", {"file": file}, follow=True)


@pytest.mark.parametrize("who", ["clerk", "park", "bureau_head", "auditor", "foreign"])
def test_only_an_administrator_brings_one(chain, sign_in, who):
    assert bring(sign_in(chain[who])).status_code == 403
    assert not ConcordanceTable.objects.exists()


def test_what_was_brought_places_patents_and_is_cited_and_on_the_trail(chain, sign_in):
    assert bring(sign_in(chain["administrator"])).status_code == 200
    table = ConcordanceTable.objects.get()
    assert table.citation == "made for this test"
    assert TrailEntry.objects.filter(action="concordance brought").count() == 1
    clerk = sign_in(chain["clerk"])
    page = clerk.get("/chains/matrix", {"product": "轴承", "concordance": str(table.pk)}).content.decode()
    assert "made for this test" in page
    assert "matrix/cell/patent" in page.split("滚珠</a>")[1].split("</tr>")[0], "the longest class wins"
    assert "matrix/cell/patent" not in page.split("电机</a>")[1].split("</tr>")[0]


@pytest.mark.parametrize("text", ["ipc,node\nF16C,轴承\n", "# cited\nclass,product\na,b\n", "# cited\n", "\x00\xff"])
def test_a_file_without_citation_or_columns_is_refused(chain, sign_in, text):
    assert bring(sign_in(chain["administrator"]), text).status_code == 200
    assert not ConcordanceTable.objects.exists()


def test_it_is_removed_with_an_entry_on_the_trail(chain, sign_in):
    client = sign_in(chain["administrator"])
    bring(client)
    client.post(f"/chains/concordances/{ConcordanceTable.objects.get().pk}/remove")
    assert not ConcordanceTable.objects.exists()
    assert TrailEntry.objects.filter(action="concordance removed").count() == 1
