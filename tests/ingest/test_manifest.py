from datetime import date
from pathlib import Path

import pytest

from ingest.manifest import ManifestError, apply_manifest, read_manifest
from ingest.schema import Metadata, Validity


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "manifest.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_columns_may_be_english_or_chinese(tmp_path: Path) -> None:
    english = write(tmp_path, "file,title,issued_on,validity\n甲.txt,办法,2023-07-01,repealed\n")
    row = {"title": "办法", "issued_on": date(2023, 7, 1), "validity": Validity.REPEALED}
    assert read_manifest(english) == {"甲.txt": row}
    chinese = write(tmp_path, "文件名,标题,成文日期,效力\n甲.txt,办法,2023年7月1日,已废止\n")
    assert read_manifest(chinese) == {"甲.txt": row}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_what_excel_saves_is_read(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path, "文件,年份\r\n低保办法.docx,2023\r\n\r\n", encoding)
    assert read_manifest(path) == {"低保办法.docx": {"year": 2023}}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_other_separators_are_read(tmp_path: Path, delimiter: str) -> None:
    path = write(tmp_path, f"file{delimiter}region\n甲.txt{delimiter}青禾县\n")
    assert read_manifest(path) == {"甲.txt": {"region": "青禾县"}}


def test_dates_are_read_as_excel_writes_them(tmp_path: Path) -> None:
    path = write(tmp_path, "file,issued_on,effective_on\n甲.txt,2023/7/1,2023.08.02\n")
    assert read_manifest(path)["甲.txt"] == {
        "issued_on": date(2023, 7, 1),
        "effective_on": date(2023, 8, 2),
    }


@pytest.mark.parametrize(
    ("text", "named"),
    [
        pytest.param("file,作者\n甲.txt,某\n", "作者", id="unknown_column"),
        pytest.param("file,issued_on\n甲.txt,去年七月\n", "去年七月", id="no_date"),
        pytest.param("file,issued_on\n甲.txt,2023-02-30\n", "2023-02-30", id="impossible_date"),
        pytest.param("file,year\n甲.txt,二三年\n", "二三年", id="no_year"),
        pytest.param("file,validity\n甲.txt,大概有效\n", "大概有效", id="unknown_validity"),
        pytest.param("title\n办法\n", "文件", id="no_file_column"),
        pytest.param("file,title\n,办法\n", "第 2 行", id="no_file_name"),
        pytest.param("file,title\n甲.txt,办法\n甲.txt,条例\n", "甲.txt", id="file_twice"),
        pytest.param("", "文件", id="empty"),
    ],
)
def test_what_cannot_be_followed_is_refused_by_name(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(ManifestError) as refused:
        read_manifest(write(tmp_path, text))
    assert named in refused.value.message
    assert refused.value.hint


def test_a_category_follows_the_title_unless_somebody_chose_it(tmp_path: Path) -> None:
    proposed = Metadata(title="扫描件", category="")
    assert apply_manifest(proposed, {"title": "监测对象台账"}).category == "建档立卡基础资料"
    chosen = read_manifest(write(tmp_path, "文件,标题,类别\n甲.txt,监测对象台账,任务目标\n"))[
        "甲.txt"
    ]
    stated = apply_manifest(proposed, chosen)
    assert stated.category == "任务目标"
    assert apply_manifest(stated, {"title": "某某办法", "kind": "办法"}).category == "任务目标"


def test_the_manifest_overrides_only_what_it_states() -> None:
    proposed = Metadata(title="推测的标题", region="青禾县", year=2020)
    applied = apply_manifest(
        proposed, {"title": "低保办法", "issued_on": date(2023, 6, 1), "library": "民政"}
    )
    assert applied == Metadata(
        title="低保办法", region="青禾县", issued_on=date(2023, 6, 1), year=2023
    )
    assert apply_manifest(proposed, {}) == proposed
