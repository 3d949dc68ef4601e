"""Spoken words and the written ones that documents use."""

import pytest

from assistant.retrieval.synonyms import SYNONYMS_FILE, find_spoken, load_synonyms, parts_of
from ingest.tokenizing import fold, to_simplified


def test_every_line_of_the_list_is_taken_in() -> None:
    lines = [
        line.split("\t")[0]
        for line in SYNONYMS_FILE.read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    assert len(lines) == len(set(lines)), "a spoken form that stands twice loses its first line"
    assert set(lines) == set(load_synonyms())


def test_forms_are_written_as_questions_and_texts_are_folded() -> None:
    for spoken, written in load_synonyms().items():
        for form in (spoken, *written):
            assert to_simplified(fold(form)) == form.lower(), form


def test_a_spoken_form_is_no_written_form_of_itself() -> None:
    assert [spoken for spoken, written in load_synonyms().items() if spoken in written] == []


def test_every_written_form_can_be_looked_up_by_its_words() -> None:
    for written in load_synonyms().values():
        assert all(parts_of(form) for form in written)


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("乡下的土豆", ["乡下", "土豆"]),
        ("土豆和土豆", ["土豆"]),
        ("低保户", ["低保户"]),
        ("公益性岗位", []),
        ("", []),
    ],
)
def test_spoken_forms_are_found_once_and_whole(text: str, spoken: list[str]) -> None:
    assert find_spoken(text) == spoken
