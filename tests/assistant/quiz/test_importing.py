from pathlib import Path

import pytest

from assistant.errors import WrongUseError
from assistant.progress import Progress
from assistant.quiz.checking import Checker
from assistant.quiz.formats import FORMATS, Read, write_items
from assistant.quiz.formats.circulating import read_text
from assistant.quiz.importing import Imported, judge, locate, read_file
from assistant.quiz.schema import BLANK, Evidence, Item, ItemKind, Question, Severity, item_id_of
from assistant.quiz.world import World
from ingest.errors import IngestError, UnsupportedFormatError
from ingest.settings import LimitSettings
from tests.assistant.quiz.source_texts import source_of

TEXT = """白桦县2020年脱贫攻坚工作总结
一、主要成效
2020年末，白桦县贫困发生率降为零，全县186个贫困村全部退出。
2016年，白桦县共有贫困人口12345人。
贫困村退出程序依次为民主评议、村级公示、乡镇审核、县级公告。
"""


@pytest.fixture(scope="module")
def world() -> World:
    """A library of one document."""
    return World([source_of(TEXT, region="白桦县")])


def bring(text: str, world: World, *, taken: tuple[str, ...] = ()) -> list[Imported]:
    """Return what becomes of a circulating text."""
    reads = list(read_text(text))
    return list(judge(reads, library="政策", world=world, checker=Checker(world), taken=taken))


def rules(imported: Imported) -> dict[str, Severity]:
    """Return the rules that a question breaks."""
    return {flaw.rule: flaw.severity for flaw in imported.flaws}


def test_evidence_is_proposed_where_the_library_gives_the_same_key(world: World) -> None:
    text = (
        "1. 2016年，白桦县共有贫困人口（  ）人。\nA. 12345\nB. 12354\nC. 13245\nD. 21345\n答案：A"
    )
    (one,) = bring(text, world)
    assert one.item is not None
    assert one.item.evidence == ()
    (evidence,) = one.proposed
    assert evidence.text == "2016年，白桦县共有贫困人口12345人。"
    source = world.sources[0]
    assert source.text[evidence.start : evidence.end] == evidence.text
    assert one.accepted is not None
    assert one.accepted.evidence == one.proposed
    assert rules(one)["missing_evidence"] is Severity.WARNING


def test_a_key_that_the_library_denies_is_told_with_the_passage(world: World) -> None:
    text = (
        "1. 2016年，白桦县共有贫困人口（  ）人。\nA. 12345\nB. 12354\nC. 13245\nD. 21345\n答案：C"
    )
    (one,) = bring(text, world)
    assert one.proposed == ()
    (told,) = [flaw for flaw in one.flaws if flaw.rule == "wrong_key"]
    assert told.severity is Severity.ERROR
    assert "答案是A，与文件的C不同" in told.message
    assert told.evidence is not None
    assert "12345人" in told.evidence.text


def test_a_question_the_library_says_nothing_of_misses_its_evidence(world: World) -> None:
    (one,) = bring("1. 光伏电站由谁管护？（  ）\nA. 村集体\nB. 企业\n答案：A", world)
    assert one.proposed == ()
    assert rules(one)["missing_evidence"] is Severity.ERROR


def test_evidence_that_the_file_names_is_found_again_in_the_library(
    world: World, tmp_path: Path
) -> None:
    source = world.sources[0]
    start = source.text.index("2016年")
    evidence = source.evidence(start, source.text.index("。", start) + 1)
    stem = f"2016年，白桦县共有贫困人口{BLANK}人。"
    item = Item(
        id=item_id_of("政策", ItemKind.FILL_BLANK, stem),
        library="政策",
        kind=ItemKind.FILL_BLANK,
        stem=stem,
        key=("12345",),
        evidence=(evidence,),
    )
    for name in ("chaoxing", "wenjuanxing_text", "gift", "moodle_xml", "json"):
        written = write_items([item], name)
        path = tmp_path / f"题{FORMATS[name].suffix}"
        path.write_bytes(written.content)
        reads = read_file(path, LimitSettings(), format_name=name)
        (one,) = judge(reads, library="政策", world=world, checker=Checker(world))
        assert one.item is not None, name
        assert one.item.evidence == (evidence,), name
        assert one.item.id == item.id
        assert "missing_evidence" not in rules(one)


def test_words_that_the_library_does_not_have_are_no_evidence(world: World) -> None:
    assert locate(Evidence(document="总结", title="总结", text="贫困人口99999人"), world) is None
    text = "1. 全县有几个村？\n答案：186\n解析：见总结\n【依据】《总结》：全县999个村。"
    (one,) = bring(text, world)
    assert one.item is not None
    assert one.item.evidence == ()
    assert any("全县999个村" in flaw.message for flaw in one.flaws)


def test_the_evidence_of_a_cases_questions_is_found_again_too(world: World) -> None:
    stated = Evidence(
        document="x", revision_id="somewhere", text="全县186个贫困村全部退出", start=0, end=5
    )
    parts = (
        Question(kind=ItemKind.FILL_BLANK, stem=f"有{BLANK}个", key=("186",), evidence=(stated,)),
        Question(
            kind=ItemKind.SHORT_ANSWER,
            stem="为什么？",
            key=("甲",),
            evidence=(stated.model_copy(update={"text": "没有这句话"}),),
        ),
    )
    case = Item(id="", library="", kind=ItemKind.CASE, stem="情境", parts=parts)
    reads = [Read(place="第 1 项", question=case)]
    (one,) = judge(reads, library="政策", world=world, checker=Checker(world))
    assert one.item is not None
    first, second = one.item.parts
    (found,) = first.evidence
    assert found.revision_id == world.sources[0].revision.id
    assert world.sources[0].text[found.start : found.end] == stated.text
    assert second.evidence == ()
    assert any("没有这句话" in flaw.message for flaw in one.flaws)
    assert not any("由出题人选定依据" in flaw.message for flaw in one.flaws)


def test_evidence_is_found_though_its_line_breaks_were_lost(world: World) -> None:
    source = world.sources[0]
    text = "一、主要成效 2020年末，白桦县贫困发生率降为零"
    found = locate(Evidence(document="x", title=source.title, text=text), world)
    assert found is not None
    assert found.text == "一、主要成效\n2020年末，白桦县贫困发生率降为零"


def test_a_question_that_stands_twice_is_told(world: World) -> None:
    question = "2016年，白桦县共有贫困人口（  ）人。\nA. 12345\nB. 12354\n答案：A"
    first, second = bring(f"1. {question}\n\n2. {question}", world)
    assert "duplicate" not in rules(first)
    assert any("与第 1 行的题相同" in flaw.message for flaw in second.flaws)
    assert first.item is not None
    (again,) = bring(f"1. {question}", world, taken=(first.item.id,))
    assert "duplicate" in rules(again)


def test_the_form_of_a_key_is_faulted_once(world: World) -> None:
    (one,) = bring("1. [单选题]甲（  ）\nA. 乙(正确答案)\nB. 丙(正确答案)", world)
    assert one.item is not None
    assert one.item.key == ("A", "B")
    assert "several_right_options" in rules(one)
    assert "malformed" not in rules(one)


def test_progress_is_told_and_may_stop_the_work(world: World) -> None:
    seen: list[Progress] = []
    reads = list(read_text("1. 甲\n答案：乙\n\n2. 丙\n答案：丁"))
    list(judge(reads, library="政策", world=world, checker=Checker(world), progress=seen.append))
    assert [(each.done, each.total) for each in seen] == [(0, 2), (1, 2)]


# --- Files ------------------------------------------------------------------------------------


def test_a_file_is_recognized_by_what_stands_in_it(tmp_path: Path) -> None:
    item = Item(
        id="0" * 16,
        library="政策",
        kind=ItemKind.SINGLE_CHOICE,
        stem=f"甲{BLANK}",
        options=("乙", "丙"),
        key=("B",),
    )
    for name in ("chaoxing", "kaoshibao", "motibang_xls", "wenjuanxing", "gift", "aiken", "json"):
        path = tmp_path / f"{name}{FORMATS[name].suffix}"
        path.write_bytes(write_items([item], name).content)
        (read,) = read_file(path, LimitSettings())
        assert read.question is not None, name
        assert (read.question.stem, read.question.key) == (item.stem, item.key), name


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        pytest.param("题.docx", b"PK", "不能从 .docx 文件导入试题", id="word"),
        pytest.param("题", b"1", "不能从 没有扩展名的 文件", id="no_suffix"),
        pytest.param("题.xlsx", b"PK\x03\x04", "题.xlsx", id="broken"),
        pytest.param("题.json", b"{", "不是完整的 JSON", id="cut_json"),
    ],
)
def test_a_file_that_is_no_quiz_is_refused_by_its_own_name(
    tmp_path: Path, file: str, content: bytes, told: str
) -> None:
    path = tmp_path / f"upload-1{Path(file).suffix}"
    path.write_bytes(content)
    with pytest.raises(IngestError, match=told) as caught:
        read_file(path, LimitSettings(), file=file)
    assert "upload-1" not in caught.value.message


def test_a_format_that_only_goes_out_says_so(tmp_path: Path) -> None:
    path = tmp_path / "题.apkg"
    path.write_bytes(b"x")
    with pytest.raises(UnsupportedFormatError, match="只能导出"):
        read_file(path, LimitSettings(), format_name="anki")
    with pytest.raises(WrongUseError):
        read_file(path, LimitSettings(), format_name="nothing")
