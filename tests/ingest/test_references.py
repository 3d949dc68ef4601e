"""How documents, titles and articles are named, and one form for each."""

import pytest

from ingest.references import (
    article_references,
    document_numbers,
    index_tokens,
    parse_lookup,
    title_references,
)


@pytest.mark.parametrize(
    "text",
    [
        "青政发[2023]5号",
        "青政发〔２０２３〕5 号",
        "青政发（2023）五号",
        "青政发【2023】第5号",
        "青政发 〔 2023 〕 5 号",
        "青政发〔二〇二三〕005号",
        "青政发2023年5号",
        "青政发2023年第5号",
        "青政发{2023}5号",
    ],
)
def test_a_document_number_has_one_standard_form(text: str) -> None:
    (found,) = document_numbers(text)
    assert found.number == "青政发〔2023〕5号"
    assert found.text == text


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        pytest.param("按照青政发〔2023〕5号文件", ["青政发〔2023〕5号"], id="lead_is_left_out"),
        pytest.param(
            "青政发〔2023〕5号和青办函〔2021〕12号",
            ["青政发〔2023〕5号", "青办函〔2021〕12号"],
            id="joined_by_he",
        ),
        pytest.param("和政发〔2022〕3号", ["和政发〔2022〕3号"], id="an_agency_called_he"),
        pytest.param("国务院令第 743 号", ["国务院令第743号"], id="order"),
        pytest.param("财政部公告2023年第5号", ["财政部公告2023年第5号"], id="announcement"),
        pytest.param("（2016）5号楼", [], id="a_house"),
        pytest.param("2023年5号", [], id="no_agency"),
        pytest.param("5号和6号", [], id="days"),
    ],
)
def test_document_numbers_in_a_sentence(text: str, numbers: list[str]) -> None:
    found = document_numbers(text)
    assert [f.number for f in found] == numbers
    assert all(text[f.start : f.end] == f.text for f in found)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("第三条", (3, 0, None, None)),
        ("第 3 条", (3, 0, None, None)),
        ("第３条", (3, 0, None, None)),
        ("第一百二十三条", (123, 0, None, None)),
        ("第三条之一", (3, 1, None, None)),
        ("第三条第二款第（一）项", (3, 0, 2, 1)),
        ("第十条第(3)项", (10, 0, None, 3)),
        ("《办法》3条", (3, 0, None, None)),
    ],
)
def test_an_article_reference_names_its_place(
    text: str, place: tuple[int, int, int | None, int | None]
) -> None:
    (found,) = article_references(text)
    assert (found.article, found.inserted, found.paragraph, found.item) == place
    assert text[found.start : found.end] == found.text


@pytest.mark.parametrize("text", ["第一条件", "3条渠道", "第一条路", "铺设5条管线"])
def test_what_is_no_article_is_left_alone(text: str) -> None:
    assert article_references(text) == []


def test_a_title_keeps_the_title_within_it() -> None:
    text = "见《关于印发〈甲办法〉 的通知》和《关于《乙办法》的说明》"
    assert [t.title for t in title_references(text)] == [
        "关于印发〈甲办法〉的通知",
        "关于《乙办法》的说明",
    ]


@pytest.mark.parametrize("text", ["青政发[2023]5号第3条", "青政发〔２０２３〕五号第三条"])
def test_spellings_of_a_reference_share_their_tokens(text: str) -> None:
    assert index_tokens(text) == ["青政发〔2023〕5号", "第3条"]


def test_an_inserted_article_is_found_under_both_numbers() -> None:
    assert index_tokens("第三条之一") == ["第3条", "第3条之1"]


@pytest.mark.parametrize(
    ("question", "document_number", "title", "article", "rest"),
    [
        ("青政发[2023]5号第三条", "青政发〔2023〕5号", "", 3, ""),
        ("青政发〔2023〕5号全文", "青政发〔2023〕5号", "", None, ""),
        ("《青禾县产业奖补办法》第十二条是什么？", "", "青禾县产业奖补办法", 12, ""),
        ("请问青禾县产业奖补办法第五条的内容", "", "青禾县产业奖补办法", 5, ""),
        ("《办法》第五条规定的补贴标准", "", "办法", 5, "补贴标准"),
    ],
)
def test_a_lookup_names_its_place(
    question: str, document_number: str, title: str, article: int | None, rest: str
) -> None:
    lookup = parse_lookup(question)
    assert lookup is not None
    assert (lookup.document_number, lookup.title) == (document_number, title)
    assert (lookup.article, lookup.rest) == (article, rest)


def test_a_lookup_keeps_paragraph_and_item() -> None:
    lookup = parse_lookup("青政发〔2023〕5号第三条第二款第（一）项")
    assert lookup is not None
    assert (lookup.paragraph, lookup.item) == (2, 1)


@pytest.mark.parametrize(
    "question",
    [
        "低保怎么申请？",
        "第三条是什么",
        "《甲办法》和《乙办法》有什么区别？",
        "《甲办法》的适用范围",
        "青政发〔2023〕5号对合作社有什么要求？",
    ],
)
def test_an_ordinary_question_is_no_lookup(question: str) -> None:
    assert parse_lookup(question) is None
