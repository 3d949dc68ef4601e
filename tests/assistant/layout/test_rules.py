"""The standard as data."""

import re

import pytest

from assistant.errors import WrongUseError
from assistant.layout import RULES, Strength, find_profile, find_rule
from assistant.layout.fonts import ALTERNATIVES, is_installed, missing_fonts
from assistant.layout.profiles import LOOKS


def test_every_rule_has_a_name_of_its_own_a_clause_and_a_sentence() -> None:
    keys = [rule.key for rule in RULES]
    assert len(keys) == len(set(keys))
    for rule in RULES:
        assert re.fullmatch(r"\d+(\.\d+)*", rule.clause)
        assert rule.text.endswith("。")


@pytest.mark.parametrize(
    ("key", "clause", "strength"),
    [
        ("document_number.brackets", "7.2.5", Strength.REQUIRED),
        ("date.form", "7.3.5.4", Strength.REQUIRED),
        ("text.lines", "5.2.3", Strength.USUAL),
        ("page_number.form", "7.5", Strength.USUAL),
        ("letterhead.font", "7.2.4", Strength.RECOMMENDED),
    ],
)
def test_a_rule_says_where_it_stands_and_how_strictly_it_is_meant(
    key: str, clause: str, strength: Strength
) -> None:
    rule = find_rule(key)
    assert (rule.clause, rule.strength) == (clause, strength)
    assert rule.basis.startswith(f"GB/T 9704—2012 {clause}（{strength}）：")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_a_rule_that_says_generally_is_not_called_required(rule: object) -> None:
    assert isinstance(rule, type(RULES[0]))
    # Typefaces and sizes are habits in the standard, but for the mark of an attachment.
    if rule.key.endswith((".font", ".fonts")):
        assert rule.strength is not Strength.REQUIRED


def test_a_profile_is_found_in_small_letters_too() -> None:
    assert find_profile(" b ").line_pt == 29.45


def test_an_unknown_profile_is_refused_with_those_there_are() -> None:
    with pytest.raises(WrongUseError, match="没有名为“C”的版式") as refusal:
        find_profile("C")
    assert "A：" in refusal.value.hint
    assert "plain：" in refusal.value.hint


def test_every_typeface_has_one_that_windows_brings_in_its_place() -> None:
    assert {look.font for look in LOOKS.values()} <= ALTERNATIVES.keys()


def test_a_typeface_that_is_missing_is_told_with_what_stands_in_for_it() -> None:
    missing = missing_fonts()
    assert all(not is_installed(font.name) for font in missing)
    for font in missing:
        assert not font.stand_in or is_installed(font.stand_in)
        assert f"没有安装“{font.name}”" in font.message
    assert len({font.name for font in missing}) == len(missing)


def test_typefaces_that_come_with_every_system_are_found() -> None:
    assert is_installed("DejaVu Sans") or is_installed("Arial")
