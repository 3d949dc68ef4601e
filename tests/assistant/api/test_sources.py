"""Sources over HTTP: text, pages and places of what the reader may see, kept by the browser."""

import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from starlette.testclient import TestClient

from assistant.application import Assistant
from assistant.office.schema import Role
from assistant.settings import Settings
from ingest.schema import Outcome
from tests.assistant.api.browser import own_office, sign_in, visit
from tests.assistant.viewing.reading import cells_of

DATA = Path(__file__).parents[2] / "data/loaders"
CORPUS = Path(__file__).parents[3] / "corpus/documents"
OLD = "护渠员管理办法\n\n第一条 护渠员每人每月补贴六百元。\n"
NEW = OLD.replace("六百", "八百")
LONG = "\n".join(f"第{n}条 护渠员每月补贴 {n} 元，由乡镇按季度发放。" for n in range(1, 1000))
WORD, REPORT, SCAN = "驻村工作队管理办法.docx", "易地搬迁后续扶持调研报告.pdf", "sample.png"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("sources")
    assistant = Assistant.from_settings(Settings(home=folder / "home", _env_file=None))
    for text in (OLD, NEW):
        (folder / "护渠员办法.txt").write_text(text, encoding="utf-8")
        list(assistant.ingest([folder / "护渠员办法.txt"]))
    (folder / "汇编.txt").write_text(LONG, encoding="utf-8")
    paths = [folder / "汇编.txt", CORPUS / WORD, CORPUS / REPORT, DATA / SCAN]
    assert {event.outcome for event in assistant.ingest(paths)} == {Outcome.READY}
    yield assistant
    assistant.close()


@pytest.fixture
def reader(library: Assistant) -> TestClient:
    return sign_in(own_office(library), Role.READER)


def address(library: Assistant, file: str, part: str) -> str:
    return f"/api/v1/revisions/{library.document(file).revision_id}/{part}"


# --- Text -----------------------------------------------------------------------------------


def test_a_word_file_is_shown_in_blocks_around_the_citation(
    library: Assistant, reader: TestClient
) -> None:
    text = library.revision_text(library.document(WORD).revision_id)
    start = text.index("第五条")
    view = reader.get(
        address(library, WORD, "view"), params={"start": start, "end": start + 20}
    ).json()
    assert (view["form"], view["pages"]) == ("text", None)
    assert view["place"].endswith("段")
    assert view["document"]["file"] == WORD
    assert view["revision"]["is_current"] is True
    assert any(entry["heading"].startswith("第一章") for entry in view["outline"])
    (cited,) = [b for b in view["blocks"] if b["start"] <= start < b["end"]]
    assert cited["text"] == text[cited["start"] : cited["end"]]
    assert cited["text"].startswith("第五条")


def test_a_cell_of_a_table_is_cited_alone(library: Assistant, reader: TestClient) -> None:
    view = library.view(library.document(REPORT).revision_id, around=20_000)
    cell = next(cell for cell in cells_of(view.blocks) if cell.text == "94.3")
    around = reader.get(
        address(library, REPORT, "view"), params={"start": cell.start, "end": cell.end}
    ).json()
    assert around["place"] == "第3页"
    places = reader.get(
        address(library, REPORT, "places"), params={"start": cell.start, "end": cell.end}
    ).json()
    assert [place["page"] for place in places] == [3]
    assert places[0]["width"] < 0.1


def test_a_long_text_is_read_on_in_both_directions_without_gap_or_repetition(
    library: Assistant, reader: TestClient
) -> None:
    url = address(library, "汇编.txt", "view")
    middle = reader.get(url, params={"start": 15_000, "around": 1000}).json()
    assert middle["end"] - middle["start"] < 2000
    later = reader.get(url, params={"from": middle["end"], "limit": 1000}).json()
    assert later["start"] == middle["end"] + 1
    first = max(0, middle["start"] - 1000)
    earlier = reader.get(url, params={"from": first, "limit": middle["start"] - first}).json()
    assert earlier["end"] == middle["start"] - 1


def test_beyond_the_end_of_a_text_there_is_nothing(library: Assistant, reader: TestClient) -> None:
    view = reader.get(address(library, "汇编.txt", "view"), params={"from": 10**6}).json()
    assert view["blocks"] == []
    assert view["characters"] == len(LONG)


def test_an_old_revision_opens_with_a_note(library: Assistant, reader: TestClient) -> None:
    old = library.history("护渠员办法.txt")[-1]
    view = reader.get(f"/api/v1/revisions/{old.id}/view").json()
    assert "六百元" in view["blocks"][-1]["text"]
    assert "第 1 版，现在用的是第 2 版" in view["notes"][0]
    assert view["revision"]["is_current"] is False


@pytest.mark.parametrize(
    "params",
    [
        pytest.param({"start": 5, "end": 4}, id="end_before_start"),
        pytest.param({"start": 10**7}, id="start_beyond_the_text"),
        pytest.param({"start": -1}, id="negative"),
        pytest.param({"around": 10**6}, id="a_whole_book"),
    ],
)
def test_an_impossible_place_is_refused(
    library: Assistant, reader: TestClient, params: dict[str, int]
) -> None:
    response = reader.get(address(library, WORD, "view"), params=params)
    assert response.status_code == 422
    assert response.json()["message"]


# --- Pages and places -----------------------------------------------------------------------


def test_a_page_of_a_pdf_is_drawn(library: Assistant, reader: TestClient) -> None:
    response = reader.get(address(library, REPORT, "pages/2.png"), params={"width": 400})
    assert response.headers["content-type"] == "image/png"
    assert Image.open(BytesIO(response.content)).width == 400


def test_a_browser_that_reads_webp_gets_it(library: Assistant, reader: TestClient) -> None:
    response = reader.get(
        address(library, REPORT, "pages/2.png"), headers={"Accept": "image/avif,image/webp,*/*"}
    )
    assert response.headers["content-type"] == "image/webp"
    assert Image.open(BytesIO(response.content)).size[0] == 1000
    assert "Accept" in response.headers["vary"]


@pytest.mark.parametrize(
    ("file", "part", "status", "says"),
    [
        pytest.param(REPORT, "pages/5.png", 404, "共 4 页，没有第 5 页", id="beyond_the_last"),
        pytest.param(WORD, "pages/1.png", 404, "不分页", id="no_pages"),
        pytest.param(REPORT, "pages/0.png", 422, "请求有误", id="before_the_first"),
        pytest.param(REPORT, "pages/1.png?width=9000", 422, "宽度不能大于 2000", id="too_wide"),
    ],
)
def test_a_page_that_cannot_be_is_refused_in_chinese(
    library: Assistant, reader: TestClient, file: str, part: str, status: int, says: str
) -> None:
    response = reader.get(address(library, file, part))
    assert response.status_code == status
    assert says in response.json()["message"]


def test_a_photo_is_shown_as_a_scan_with_its_lines_marked(
    library: Assistant, reader: TestClient
) -> None:
    view = reader.get(address(library, SCAN, "view")).json()
    assert (view["form"], view["pages"]) == ("scan", 1)
    block = view["blocks"][0]
    (place,) = reader.get(
        address(library, SCAN, "places"), params={"start": block["start"], "end": block["end"]}
    ).json()
    assert place["page"] == 1
    assert 0 < place["top"] < place["top"] + place["height"] < 1


def test_a_text_has_no_places_on_pages(library: Assistant, reader: TestClient) -> None:
    response = reader.get(address(library, WORD, "places"), params={"start": 0, "end": 9})
    assert response.json() == []


def test_an_original_that_was_spoilt_costs_its_picture_alone(
    library: Assistant, reader: TestClient, tmp_path: Path
) -> None:
    revision_id = library.document(REPORT).revision_id
    original = library.store.library.original(revision_id)
    shutil.copyfile(original, tmp_path / "kept")
    url = address(library, REPORT, "pages/3.png")
    original.write_bytes(b"%PDF-1.7\n" + b"\0" * 5000)
    spoilt = reader.get(url, params={"width": 333})
    original.unlink()
    missing = reader.get(url, params={"width": 333})
    shutil.copyfile(tmp_path / "kept", original)
    assert spoilt.status_code == 422
    assert "第 3 页打不开" in spoilt.json()["message"]
    assert missing.status_code == 404
    assert reader.get(address(library, REPORT, "view")).status_code == 200
    assert reader.get(url, params={"width": 333}).status_code == 200


# --- What a browser keeps, and who may see it -----------------------------------------------


@pytest.mark.parametrize(
    ("part", "policy"),
    [
        pytest.param("view", "private, no-cache", id="view"),
        pytest.param("pages/1.png", "private, max-age=86400, immutable", id="page"),
        pytest.param("places?start=0&end=9", "private, max-age=86400, immutable", id="places"),
    ],
)
def test_what_the_browser_has_is_not_sent_again(
    library: Assistant, reader: TestClient, part: str, policy: str
) -> None:
    url = address(library, REPORT, part)
    first = reader.get(url)
    assert first.headers["cache-control"] == policy
    assert "Cookie" in first.headers["vary"]
    again = reader.get(url, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""


@pytest.mark.parametrize("part", ["view", "pages/1.png", "places?start=0&end=9"])
def test_a_source_of_another_library_is_as_if_it_were_not_there(
    library: Assistant, part: str
) -> None:
    office = own_office(library)
    url = address(library, REPORT, part)
    seen = sign_in(office, Role.READER).get(url)
    assert seen.status_code == 200
    name = library.document(REPORT).library
    office.rights.set_access(name, is_open=False, people=(), departments=())
    stranger = sign_in(office, Role.READER, username="wang")
    for headers in ({}, {"If-None-Match": seen.headers["etag"]}):
        hidden = stranger.get(url, headers=headers)
        assert hidden.status_code == 404
        assert hidden.json()["code"] == "not_found"
    assert visit(office).get(url).status_code == 401
