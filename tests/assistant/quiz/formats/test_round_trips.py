from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from assistant.quiz.formats import FORMATS, Format, Read
from assistant.quiz.formats.base import cleaned
from assistant.quiz.formats.spelling import explain, one_line, points_of, tidy_stem
from assistant.quiz.schema import Item, ItemKind, Question
from ingest.settings import LimitSettings
from tests.assistant.quiz.formats.sample_items import ITEMS, item_lists, left_out

READABLE = [one for one in FORMATS.values() if one.read and one.name != "json"]
# They take no line breaks, and so give none back.
ON_ONE_LINE = {"wenjuanxing_text", "wenjuanxing", "qixueyuan", "mini_program", "aiken"}
WITHOUT_EXPLANATION = {"kahoot", "aiken"}
WITHOUT_VARIANTS = {"kaoshibao", "motibang", "motibang_xls", "mini_program"}
WITH_DIFFICULTY = {"wenjuanxing_text", "chaoxing", "kaoshibao", "columns", "moodle_xml", "gift"}


def back(form: Format, items: list[Item], folder: Path) -> tuple[list[Read], tuple[str, ...]]:
    """Return what a format gives back of items, and what it said it would not."""
    written = form.write(items)
    path = folder / f"试题{form.suffix}"
    path.write_bytes(written.content)
    if len(left_out(written.notes)) == len(items):
        return [], written.notes
    assert form.read is not None
    return form.read(path, LimitSettings()), written.notes


def shape(question: Question, form: Format) -> tuple[object, ...]:
    """Return what a format carries of a question, in its own form."""
    question = cleaned(question)

    def said(text: str) -> str:
        return one_line(text) if form.name in ON_ONE_LINE else text

    variants = question.variants if form.name not in WITHOUT_VARIANTS else ()
    options, key = tuple(map(said, question.options)), tuple(map(said, points_of(question)))
    if form.name == "moodle_xml" and question.kind is ItemKind.ORDERING:
        options, key = tuple(map(said, question.key_texts)), ()
    explanation = "" if form.name in WITHOUT_EXPLANATION else said(explain(question))
    return (
        question.kind,
        tidy_stem(said(question.stem), question.kind),
        options,
        key,
        tuple(tuple(map(said, texts)) for texts in variants) if any(variants) else (),
        explanation,
    )


@pytest.mark.parametrize("form", READABLE, ids=lambda form: form.name)
def test_what_a_format_carries_comes_back_unchanged_and_the_rest_is_said(
    form: Format, tmp_path: Path
) -> None:
    simple = [item for item in ITEMS if item.kind is not ItemKind.CASE]
    reads, notes = back(form, simple, tmp_path)
    gone = left_out(notes)
    kept = [item for number, item in enumerate(simple, start=1) if number not in gone]
    assert kept, notes
    assert all(read.flaws == () for read in reads)
    assert [shape(read.question, form) for read in reads if read.question] == [
        shape(item, form) for item in kept
    ]
    if form.name in WITH_DIFFICULTY:
        assert [(read.topic, read.difficulty) for read in reads] == [
            (item.topic, item.difficulty) for item in kept
        ]


@pytest.mark.parametrize("form", READABLE, ids=lambda form: form.name)
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(items=item_lists())
def test_no_text_is_changed_in_silence(form: Format, items: list[Item], tmp_path: Path) -> None:
    reads, notes = back(form, items, tmp_path)
    gone = left_out(notes)
    kept = [item for number, item in enumerate(items, start=1) if number not in gone]
    assert [shape(read.question, form) for read in reads if read.question] == [
        shape(item, form) for item in kept
    ], notes


def test_json_gives_back_everything(tmp_path: Path) -> None:
    reads, notes = back(FORMATS["json"], list(ITEMS), tmp_path)
    assert [read.question for read in reads] == list(ITEMS)
    assert notes == ()


@pytest.mark.parametrize("form", FORMATS.values(), ids=lambda form: form.name)
def test_a_kind_that_a_format_has_not_is_named_with_its_item(form: Format) -> None:
    written = form.write(ITEMS)
    for number, item in enumerate(ITEMS, start=1):
        if item.kind not in form.kinds and item.kind is not ItemKind.CASE:
            assert number in left_out(written.notes)


@pytest.mark.parametrize("form", READABLE, ids=lambda form: form.name)
def test_the_questions_of_a_case_come_with_their_situation(form: Format, tmp_path: Path) -> None:
    case = [item for item in ITEMS if item.kind is ItemKind.CASE]
    reads, notes = back(form, case, tmp_path)
    if ItemKind.CASE in form.kinds:
        assert [read.question and read.question.kind for read in reads] == [ItemKind.CASE]
        (read,) = reads
        assert isinstance(read.question, Item)
        assert (read.question.stem, read.question.parts) == (case[0].stem, case[0].parts)
        return
    assert reads
    assert all(read.question and read.question.stem.startswith(case[0].stem) for read in reads)
    assert any("案例题拆成 2 道小题" in note for note in notes)


@pytest.mark.parametrize("form", FORMATS.values(), ids=lambda form: form.name)
def test_nothing_to_write_gives_a_file_all_the_same(form: Format) -> None:
    assert isinstance(form.write([]).content, bytes)
