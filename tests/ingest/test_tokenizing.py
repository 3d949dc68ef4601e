import logging
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.tokenizing import (
    JIEBA_TOTAL,
    POLICY_WORDS,
    bigrams,
    fold,
    is_word,
    known_places,
    to_simplified,
    word_borders,
    words,
)

chinese = st.text(alphabet="县乡村2023 ,.万元（）()ＡＢab％%　脱貧困攻堅\n", max_size=40)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("１０，０１４万元", "10,014万元".replace(",", ""), id="full_width_thousands"),
        pytest.param("24 327 户", "24327户", id="blank_thousands"),
        pytest.param("2016 2017", "2016 2017", id="two_years_stay_apart"),
        pytest.param("49 个 村", "49个村", id="blanks_beside_chinese_go"),
        pytest.param("Word Excel", "word excel", id="latin_words_stay_apart"),
        pytest.param("57％", "57%", id="percent_sign"),
        pytest.param("1,23", "1,23", id="a_comma_that_groups_nothing_stays"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_spellings_of_one_thing_fold_to_one_form(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(chinese)
def test_folding_twice_changes_nothing_in_width_and_case(text: str) -> None:
    once = fold(text)
    assert once == once.lower()
    assert "　" not in once and "（" not in once and "％" not in once


def test_policy_terms_are_whole_words_and_their_parts_are_found_too() -> None:
    found = words("落实两不愁三保障，用好衔接资金")
    assert "两不愁三保障" in found
    assert "衔接资金" in found and "资金" in found


def test_stopwords_and_punctuation_are_no_words() -> None:
    assert "的" not in words("资金的使用，") and "，" not in words("资金的使用，")


def test_traditional_characters_meet_simplified_words() -> None:
    assert words("雨露計劃補助標準") == words("雨露计划补助标准")


def test_simplified_text_is_left_alone() -> None:
    text = "乾隆年间的著作〔2023〕①"
    assert to_simplified(text) is text


def test_bigrams_keep_numbers_and_latin_words_whole() -> None:
    assert bigrams("ＧＤＰ增长5.3%，共1,234户") == ["gdp", "增长", "5.3%", "共", "1234", "户"]


def test_word_borders_lie_inside_the_text_in_order() -> None:
    text = "防返贫动态监测和帮扶机制"
    borders = word_borders(text)
    assert borders == sorted(set(borders))
    assert all(0 < border < len(text) for border in borders)


def test_the_policy_dictionary_holds_each_term_once() -> None:
    lines = POLICY_WORDS.read_text(encoding="utf-8").splitlines()
    terms = [term for line in lines if not line.startswith("#") for term in line.split()]
    assert len(terms) >= 300
    assert len(terms) == len(set(terms))


@pytest.mark.filterwarnings("ignore")  # jieba's own way of reading is noisy
def test_words_end_where_jieba_with_its_whole_dictionary_ends_them(
    corpus: Path, tmp_path: Path
) -> None:
    import jieba

    jieba.setLogLevel(logging.WARNING)
    whole = jieba.Tokenizer()
    whole.tmp_dir = str(tmp_path)
    whole.initialize()
    assert whole.total == JIEBA_TOTAL
    for line in POLICY_WORDS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            for term in line.split():
                whole.add_word(term)
    paths = [*(corpus / "documents").glob("*.md"), corpus / "questions.jsonl"]
    lines = [line for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    for line in ["T恤和AT&T的Ｑ版", "龠龢𠮷野家", *filter(None, lines)]:
        borders = [0, *word_borders(line), len(line)]
        assert [line[start:end] for start, end in pairwise(borders)] == whole.lcut(line)


def test_threads_share_one_tokenizer() -> None:
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(words, ["驻村工作队"] * 8))
    assert all(result == results[0] for result in results)


def test_loading_is_silent_and_happens_only_when_words_are_asked_for() -> None:
    code = (
        "import sys, ingest.tokenizing as t; assert 'jieba' not in sys.modules;"
        "t.words('低保'); assert 'opencc' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "" and done.stderr == ""


def test_places_are_known_by_their_names() -> None:
    assert {"洛浦县", "和田地区", "尼勒克县"} <= known_places()
    assert not {"贫困县", "农村", "产业"} & known_places()


def test_a_place_or_a_piece_of_a_word_is_no_word() -> None:
    assert is_word("坚持") and is_word("充分发挥")
    assert not is_word("洛浦") and not is_word("充分发")
