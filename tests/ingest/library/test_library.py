"""The repository, filled by hand."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ingest.categories import DEFAULT_CATEGORIES
from ingest.errors import NotFoundError, UnreadableDocumentError
from ingest.library import (
    Confirmation,
    Library,
    NewRevision,
    Store,
    document_id_of,
    revision_id_of,
)
from ingest.library.originals import hash_file
from ingest.schema import (
    BlockKind,
    Chunk,
    CleanText,
    Filters,
    Health,
    Metadata,
    Origin,
    Outcome,
    Passage,
    Section,
    SectionKind,
    TableRow,
    TextRun,
    Validity,
)

Make = Callable[..., NewRevision]


@pytest.fixture
def library(store: Store) -> Library:
    return store.library


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def make(
        text: str = "第一条 补贴。\n第二条 验收。",
        *,
        file: str = "办法.txt",
        library: str = "默认",
        **metadata: Any,
    ) -> NewRevision:
        source = tmp_path / file
        source.write_text(text, encoding="utf-8")
        sha256 = hash_file(source)
        found = Metadata(**metadata)
        return NewRevision(
            library=library,
            file=file,
            source=source,
            sha256=sha256,
            clean=_clean(text),
            sections=[_section(text)],
            chunks=_chunks(text, library, file, sha256),
            proposed=found,
            metadata=found,
            overrides={},
            health=Health(characters=len(text), chunks=2),
        )

    return make


def _clean(text: str) -> CleanText:
    end = text.index("\n")
    passages = (
        Passage(kind=BlockKind.PARAGRAPH, start=0, end=end),
        Passage(kind=BlockKind.PARAGRAPH, start=end + 1, end=len(text)),
    )
    runs = (
        TextRun(start=0, origin=Origin(page=1, paragraph=1)),
        TextRun(start=end + 1, origin=Origin(page=2, paragraph=5)),
    )
    return CleanText(text=text, passages=passages, runs=runs, joined=1)


def _section(text: str) -> Section:
    return Section(
        kind=SectionKind.ARTICLE,
        level=1,
        number="第一条",
        heading="第一条",
        path=("第一条",),
        start=0,
        body_start=3,
        end=len(text),
    )


def _chunks(text: str, library: str, file: str, sha256: str) -> list[Chunk]:
    revision_id = revision_id_of(library, file, sha256)
    border = text.index("\n")
    row = TableRow(
        start=border + 1, end=len(text), headers=("甲",), cells=("乙",), sentence="甲：乙"
    )
    return [
        Chunk(
            id=f"{revision_id[:16]}:{number:04d}",
            document_id=document_id_of(library, file),
            revision_id=revision_id,
            section_path=("第一章", "第一条"),
            start=start,
            end=end,
            text=text[start:end],
            page=number + 1,
            rows=(row,) if number else (),
        )
        for number, (start, end) in enumerate([(0, border), (border + 1, len(text))])
    ]


def test_what_was_taken_in_comes_out_again(library: Library, make: Make) -> None:
    new = make(title="补贴办法", issued_on=date(2024, 1, 2), region="青禾县", year=2024)
    assert library.add_revision(new) == Outcome.READY
    document = library.list_documents()[0]
    assert document.metadata == new.metadata
    assert document.health == new.health
    assert (document.file, document.library) == ("办法.txt", "默认")
    assert library.chunks_of(document.revision_id) == list(new.chunks)
    assert library.clean_text(document.revision_id) == new.clean
    assert library.sections(document.revision_id) == tuple(new.sections)
    assert library.get_revision(document.revision_id).text == new.clean.text


def test_any_offset_leads_back_to_the_original(library: Library, make: Make) -> None:
    new = make()
    library.add_revision(new)
    id_ = library.list_documents()[0].revision_id
    assert library.locate(id_, new.clean.text.index("验收")) == Origin(
        page=2, paragraph=5, offset=4
    )
    assert library.original(id_).read_bytes() == new.source.read_bytes()


def test_the_same_revision_twice_changes_nothing(library: Library, make: Make) -> None:
    library.add_revision(make())
    before = library.generation
    assert library.add_revision(make()) == Outcome.UNCHANGED
    assert library.generation == before


def test_a_changed_file_becomes_a_revision_and_the_old_one_stays(
    library: Library, make: Make
) -> None:
    old = make("旧的。\n内容。")
    library.add_revision(old)
    old_id = library.list_documents()[0].revision_id
    assert library.add_revision(make("新的。\n内容。")) == Outcome.REVISED
    document = library.list_documents()[0]
    assert document.revision_id != old_id
    assert [(one.number, one.is_current) for one in library.history(document.id)] == [
        (2, True),
        (1, False),
    ]
    assert library.get_revision(old_id).text == old.clean.text
    assert library.get_chunks([old.chunks[1].id]) == [old.chunks[1]]
    assert library.original(old_id).is_file()


def test_chunks_come_in_the_order_asked_for_and_unknown_ones_are_left_out(
    library: Library, make: Make
) -> None:
    new = make()
    library.add_revision(new)
    first, second = new.chunks
    assert library.get_chunks([second.id, "unknown:0000", first.id]) == [second, first]
    assert library.get_chunks([]) == []


def test_found_chunks_of_an_old_revision_are_not_resolved(library: Library, make: Make) -> None:
    old, new = make("旧的。\n内容。"), make("新的。\n内容。")
    make("旧的。\n内容。")
    library.add_revision(old)
    new = make("新的。\n内容。")
    library.add_revision(new)
    resolved = library.resolve([old.chunks[0].id, new.chunks[0].id])
    assert [chunk for chunk, _ in resolved] == [new.chunks[0]]
    assert library.resolve([new.chunks[0].id], documents=set()) == []


def test_neighbours_stop_at_the_ends(library: Library, make: Make) -> None:
    new = make()
    library.add_revision(new)
    assert library.neighbours(new.chunks[0], before=2, after=5) == list(new.chunks)
    assert library.neighbours(new.chunks[1], before=0) == [new.chunks[1]]


def test_a_deleted_document_leaves_nothing_but_work_for_the_indexes(
    library: Library, make: Make, settings: Any
) -> None:
    new = make()
    library.add_revision(new)
    document = library.list_documents()[0]
    library.delete_document(document.id)
    assert library.list_documents() == []
    assert library.get_chunks([new.chunks[0].id]) == []
    assert list(library.originals.paths()) == []
    assert [entry.state for entry in library.journal.entries()] == ["remove"]
    with pytest.raises(NotFoundError):
        library.get_revision(document.revision_id)
    with pytest.raises(NotFoundError):
        library.delete_document(document.id)


def test_an_original_that_another_document_needs_is_kept(library: Library, make: Make) -> None:
    library.add_revision(make(file="甲.txt"))
    library.add_revision(make(file="乙.txt"))
    assert len(list(library.originals.paths())) == 1
    library.delete_document(library.find_documents("甲.txt")[0].id)
    assert len(list(library.originals.paths())) == 1


def test_a_file_that_changes_while_it_is_copied_is_refused(library: Library, make: Make) -> None:
    new = make()
    new.source.write_text("别的", encoding="utf-8")
    with pytest.raises(UnreadableDocumentError, match="改动"):
        library.add_revision(new)
    assert library.list_documents() == []
    assert [path for path in library.originals.paths() if path.is_file()] == []


LAW: dict[str, dict[str, Any]] = {
    "现行.txt": {"region": "清河省云岭市青禾县", "year": 2024, "issued_on": date(2024, 1, 1)},
    "已废止.txt": {
        "effective_on": date(2021, 9, 1),
        "repealed_on": date(2024, 7, 1),
        "validity": Validity.REPEALED,
    },
    "废止日期不明.txt": {"validity": Validity.REPEALED},
    "尚未施行.txt": {"effective_on": date(2999, 1, 1), "issuing_authority": "县委、县政府"},
    "没有日期.txt": {"region": "50%_县"},
    "将要废止.txt": {"repealed_on": date(2999, 1, 1), "validity": Validity.REPEALED},
}

UNDATED = {"没有日期.txt", "将要废止.txt"}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        pytest.param({"region": "青禾"}, {"现行.txt"}, id="part_of_a_region"),
        pytest.param({"region": "%"}, {"没有日期.txt"}, id="no_wildcards"),
        pytest.param({"year": 2024}, {"现行.txt"}, id="year"),
        pytest.param({"authority": "县政府"}, {"尚未施行.txt"}, id="one_of_two_authorities"),
        pytest.param({"in_force": True}, {"现行.txt", *UNDATED}, id="in_force_today"),
        pytest.param({"as_of": date(2021, 8, 31)}, UNDATED, id="before_the_day_of_effect"),
        pytest.param({"as_of": date(2021, 9, 1)}, {"已废止.txt", *UNDATED}, id="day_of_effect"),
        pytest.param(
            {"as_of": date(2024, 6, 30)},
            {"现行.txt", "已废止.txt", *UNDATED},
            id="before_the_repeal",
        ),
        pytest.param({"as_of": date(2024, 7, 1)}, {"现行.txt", *UNDATED}, id="day_of_the_repeal"),
        pytest.param(
            {"as_of": date(2999, 1, 1)},
            {"现行.txt", "尚未施行.txt", "没有日期.txt"},
            id="when_an_announced_repeal_has_come",
        ),
        pytest.param({"library": "没有"}, set(), id="unknown_library"),
    ],
)
def test_filters_let_documents_pass(
    library: Library, make: Make, filters: dict[str, Any], expected: set[str]
) -> None:
    for file, metadata in LAW.items():
        library.add_revision(make(file=file, **metadata))
    visible = library.visible_documents(Filters(**filters))
    assert visible is not None
    assert {document.file for document in library.get_documents(visible).values()} == expected
    assert {one.file for one in library.list_documents(Filters(**filters))} == expected


def test_what_a_reader_may_not_see_is_not_visible(library: Library, make: Make) -> None:
    library.add_revision(make(file="公开.txt", library="公开"))
    library.add_revision(make(file="内部.txt", library="内部"))
    everything = Filters()
    assert library.visible_documents(everything) is None
    allowed = library.visible_documents(everything, libraries={"公开"})
    assert allowed == {document_id_of("公开", "公开.txt")}
    assert library.visible_documents(Filters(library="内部"), libraries={"公开"}) == frozenset()
    assert library.visible_documents(everything, libraries=set()) == frozenset()
    assert library.libraries() == ["公开", "内部"]


def test_in_force_means_as_of_today(library: Library, make: Make) -> None:
    for file, metadata in LAW.items():
        library.add_revision(make(file=file, **metadata))
    today = Filters(as_of=date.today())
    assert library.visible_documents(Filters(in_force=True)) == library.visible_documents(today)


def test_marks_stand_above_the_text_and_the_manifest_and_stay(library: Library, make: Make) -> None:
    new = make(title="办法", effective_on=date(2024, 1, 1), validity=Validity.IN_FORCE)
    library.add_revision(new)
    (before,) = library.list_documents()
    marks = {"validity": "repealed", "repealed_on": "2025-03-01", "effective_on": None}
    library.mark_document(before.id, marks)

    def marked() -> tuple[str, Validity, date | None, date | None]:
        metadata = library.get_document(before.id).metadata
        return metadata.title, metadata.validity, metadata.repealed_on, metadata.effective_on

    expected = ("办法", Validity.REPEALED, date(2025, 3, 1), None)
    assert marked() == expected
    assert library.read_marks(before.id) == marks
    revised = make("第一条 补贴。\n第二条 改了。", title="办法", validity=Validity.IN_FORCE)
    assert library.add_revision(revised) == Outcome.REVISED
    assert marked() == expected
    library.restore_revision(before.revision_id, new.metadata, {})
    assert marked() == expected

    library.mark_document(before.id, {})
    assert library.get_document(before.id) == before
    assert library.read_marks(before.id) == {}


def test_marks_are_seen_at_once_and_lie_above_the_row_of_a_manifest(
    library: Library, make: Make
) -> None:
    new = replace(make(), overrides={"repealed_on": "2024-01-01", "library": "默认"})
    library.add_revision(new)
    (document,) = library.list_documents()
    in_force = Filters(in_force=True)
    assert library.visible_documents(in_force) == {document.id}
    library.mark_document(document.id, {"validity": "in_force"})
    # The row counts from the first mark on, as it would from the next reading of the manifest.
    assert library.get_document(document.id).metadata.repealed_on == date(2024, 1, 1)
    assert library.visible_documents(in_force) == frozenset()
    library.mark_document(document.id, {"repealed_on": None})
    assert library.visible_documents(in_force) == {document.id}


def test_a_document_that_is_not_there_cannot_be_marked(library: Library) -> None:
    with pytest.raises(NotFoundError, match="0000"):
        library.mark_document("0000", {"validity": "repealed"})
    assert library.read_marks("0000") == {}


def test_a_new_document_becomes_visible_at_once(library: Library, make: Make) -> None:
    assert library.visible_documents(Filters(), libraries={"默认"}) == frozenset()
    library.add_revision(make())
    assert len(library.visible_documents(Filters(), libraries={"默认"}) or ()) == 1


def test_threads_read_while_one_writes(library: Library, make: Make) -> None:
    new = make(file="甲.txt")
    library.add_revision(new)
    failures: list[BaseException] = []

    def read() -> None:
        try:
            for _ in range(20):
                assert library.get_chunks([new.chunks[0].id]) == [new.chunks[0]]
                assert library.list_documents()
        except BaseException as error:
            failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(10):
        library.add_revision(make(f"{number}。\n内容。", file="乙.txt"))
    for reader in readers:
        reader.join()
    assert failures == []


def test_a_crash_within_the_transaction_leaves_nothing(
    library: Library, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("ingest.library.library.bump_generation", crash)
    with pytest.raises(RuntimeError, match="power cut"):
        library.add_revision(make())
    assert library.list_documents() == []
    assert library.journal.entries() == []


def test_documents_are_filtered_by_category_and_kind(library: Library, make: Make) -> None:
    library.add_revision(make(file="甲.txt", category="政策文件", kind="办法"))
    library.add_revision(make(file="乙.txt", category="县情报告", kind="报告"))

    def found(**filters: str) -> list[str]:
        return [one.file for one in library.list_documents(Filters(**filters))]

    assert found(category="政策文件") == ["甲.txt"]
    assert found(kind="报告") == ["乙.txt"]
    assert found(category="政策文件", kind="报告") == []


def test_the_categories_are_those_the_keeper_put_in_order(library: Library) -> None:
    assert library.categories() == list(DEFAULT_CATEGORIES)
    library.set_categories(["乙", "甲"])
    assert library.categories() == ["乙", "甲"]


def test_a_confirmation_holds_until_the_text_says_something_new(
    library: Library, make: Make
) -> None:
    library.add_revision(make(title="办法", region="青禾县"))
    (document,) = library.list_documents()
    confirmed = Confirmation(date(2024, 5, 1), "张三")
    # The keeper knows better than the text where the rule is valid.
    library.mark_document(document.id, {"region": "云岭市"}, confirmed=confirmed)

    def after(content: str, **said: object) -> str:
        library.add_revision(make(f"{content}。\n", **said))
        (known,) = library.list_documents()
        assert bool(known.confirmed_by) == (known.confirmed_on is not None)
        return known.confirmed_by

    assert after("二", title="办法", region="青禾县") == "张三"
    assert after("三", title="办法", region="云岭市") == "张三"
    assert after("四", title="新办法", region="云岭市") == ""


def test_same_bytes_under_another_name_are_told_only_within_what_may_be_seen(
    library: Library, make: Make
) -> None:
    for name, where in (("甲.txt", "公开"), ("乙.txt", "公开"), ("丙.txt", "内部")):
        library.add_revision(make("同一份。\n", file=name, library=where))
    library.add_revision(make("另一份。\n", file="丁.txt", library="公开"))
    ids = {one.file: one.id for one in library.list_documents()}
    assert library.duplicates(libraries={"公开"}) == {
        ids["甲.txt"]: [ids["乙.txt"]],
        ids["乙.txt"]: [ids["甲.txt"]],
    }
    assert library.duplicates()[ids["丙.txt"]] == [ids["乙.txt"], ids["甲.txt"]]
