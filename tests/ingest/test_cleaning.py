from collections import Counter
from pathlib import Path

import pytest

from ingest.cleaning import clean
from ingest.schema import Block, BlockKind, CleanText, LoadedFile, Origin, locate

DATA = Path(__file__).parents[1] / "data" / "cleaning"


def text_file(text: str) -> LoadedFile:
    """A text file as the text loader reads it: a block per line that is not blank."""
    return LoadedFile(
        media_type="text/plain",
        blocks=tuple(
            Block(kind=BlockKind.PARAGRAPH, text=line, origin=Origin(paragraph=number))
            for number, line in enumerate(text.split("\n"), start=1)
            if line
        ),
    )


def pages(*texts: str) -> LoadedFile:
    """A PDF file as the PDF loader reads it: a block per visual line."""
    return LoadedFile(
        media_type="application/pdf",
        pages=len(texts),
        blocks=tuple(
            Block(
                kind=BlockKind.PARAGRAPH,
                text=line,
                origin=Origin(page=page, paragraph=number),
            )
            for page, text in enumerate(texts, start=1)
            for number, line in enumerate(text.split("\n"), start=1)
        ),
    )


def passages(cleaned: CleanText, kind: BlockKind = BlockKind.PARAGRAPH) -> list[str]:
    return [cleaned.text[p.start : p.end] for p in cleaned.passages if p.kind is kind]


LONG = "全县今年新修了一批便民桥，群众过河不再绕远路。各乡镇还组织了安全检查，"


# --- The way back to the original ---------------------------------------------------------


def test_every_run_reads_as_the_original_does_there() -> None:
    text = (DATA / "road_report.txt").read_text(encoding="utf-8")
    lines = text.split("\n")
    cleaned = clean(text_file(text))
    ends = [run.start for run in cleaned.runs[1:]] + [len(cleaned.text)]
    for run, end in zip(cleaned.runs, ends, strict=True):
        line = lines[run.origin.paragraph - 1][run.origin.offset :]
        # Separators belong to the run before them; a sign may stand for markup.
        stretch = cleaned.text[run.start : end].removesuffix("\n").removesuffix(" | ")
        is_replacement = stretch.strip() in {"", "°"}
        assert is_replacement or line.startswith(stretch.rstrip())


def test_runs_and_passages_cover_the_text_in_order() -> None:
    cleaned = clean(text_file((DATA / "road_report.txt").read_text(encoding="utf-8")))
    starts = [run.start for run in cleaned.runs]
    assert starts[0] == 0
    assert starts == sorted(set(starts))
    assert [c for p in cleaned.passages for c in cleaned.text[p.start : p.end]] == [
        c
        for before, p in zip((None, *cleaned.passages), cleaned.passages, strict=False)
        for c in cleaned.text[(before.end + 1 if before else 0) : p.end]
    ]
    for before, after in zip(cleaned.passages, cleaned.passages[1:], strict=False):
        assert cleaned.text[before.end : after.start] == "\n"


def test_nothing_is_lost_but_furniture_and_markup() -> None:
    text = (DATA / "road_report.txt").read_text(encoding="utf-8")
    contents = text[text.index("目  录") : text.index("一、基本情况\n\n青石")]
    markup = [
        "— 1 —",
        "（续表）",
        "乡镇项目投入",
        "^①",
        "^",
        "**",
        "**",
        "&nbsp;",
        "^{\\circ}",
        "$$",
    ]
    missing = Counter("".join(text.split()))
    missing.subtract("".join([*contents.split(), *"".join(markup).split()]))
    missing.subtract(c for c in "".join(clean(text_file(text)).text.split()) if c not in "|°")
    # The row "边沟清理" repeats its township, which stands once in the file.
    assert {c: n for c, n in missing.items() if n > 0} == {}
    assert {c for c, n in missing.items() if n < 0} <= set("红山乡")


def test_a_joined_word_leads_to_both_its_lines() -> None:
    cleaned = clean(text_file(f"{LONG}共排查隐\n\n患点位十二处。"))
    joint = cleaned.text.index("隐患")
    assert locate(cleaned.runs, joint) == Origin(paragraph=1, offset=len(LONG) + 3)
    assert locate(cleaned.runs, joint + 1) == Origin(paragraph=3)


def test_a_file_without_text_gives_an_empty_text() -> None:
    assert clean(text_file("\n \n")) == CleanText(
        text="", passages=(), runs=(), furniture_removed=1
    )


# --- Page breaks --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        pytest.param(f"{LONG}工期定在2024年1", "0月底以前完成。", "2024年10月底", id="number"),
        pytest.param(f"{LONG}流转耕地 3.15", "万亩左右。", "3.15万亩", id="unit"),
        pytest.param(f"{LONG}完善了三级巡", "查制度，效果明显。", "巡查制度", id="word"),
        pytest.param(f"{LONG}提出了更高的要", "求。", "要求。", id="one_character_left"),
        pytest.param("他说“路通了心就通了”", "，这话不假。", "通了”，这话", id="punctuation_first"),
        pytest.param(f"{LONG}叫作“连心", "桥”的有三座。", "“连心桥”", id="open_quotation"),
        pytest.param(
            f"{LONG}参加者有", "有经验的工匠。", "有有经验", id="repeated_character_stays"
        ),
        pytest.param(f"{LONG}平台叫 smart", "road 系统。", "smart road", id="latin_words"),
        pytest.param(
            "为了摸清底数，工作组挨家挨户走访了北部山区最偏远的六个村，形",
            "成了台账。",
            "形成了台账",
            id="one_line_cut",
        ),
    ],
)
def test_a_page_break_inside_a_sentence_is_closed(before: str, after: str, joined: str) -> None:
    cleaned = clean(text_file(f"{before}\n\n{after}"))
    assert joined in cleaned.text
    assert len(cleaned.passages) == cleaned.joined == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("桥梁安全检查情况", "全县对老旧桥梁开展检查。", id="title"),
        pytest.param("第三章 养护资金的筹集和使用管理与监督", "县财政每年安排资金。", id="chapter"),
        pytest.param(
            "（二）强化资金监管，确保专款专用不出问题", "资金实行专户管理。", id="numbered"
        ),
        pytest.param(
            "3. 健全县乡村三级联动机制，形成齐抓共管的工作格局和长效办法",
            "县里成立专班。",
            id="long_numbered_title",
        ),
        pytest.param(f"{LONG}成效明显", "二、下一步打算", id="heading_follows"),
        pytest.param(f"{LONG}成效明显", "第十二条　本办法自印发之日起施行。", id="article_follows"),
        pytest.param(f"{LONG}成效明显", "附件：检查情况表", id="attachment_follows"),
        pytest.param("服务精准 上门到户 青山镇探索助老新模式", "青山镇老人多。", id="spaced_title"),
        pytest.param(
            "重点：摸清全县危桥底数并分析形成的主要原因所在",
            "难点：如何筹集改造资金",
            id="labels",
        ),
        pytest.param(
            "——某某同志在全县交通工作会议上的讲话（2023年3月2日）", "会议开得及时。", id="source"
        ),
        pytest.param(
            "表3 全县危桥改造计划安排及完成进度情况一览", "改造任务已完成。", id="caption"
        ),
        pytest.param(f"{LONG}群众满意。", "下一步继续做好。", id="finished_sentence"),
    ],
)
def test_titles_and_finished_sentences_stay_apart(before: str, after: str) -> None:
    cleaned = clean(text_file(f"{before}\n\n{after}"))
    assert passages(cleaned) == [before, after]
    assert cleaned.joined == 0


TITLE = "甲县人民政府办公室关于做好今年农村公路养护管理工作的通知"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        pytest.param(TITLE, "为了做好农村公路养护，现就有关事项通知如下。", id="kind_of_document"),
        pytest.param(f"{TITLE}（试行）", "为了做好养护，现通知如下。", id="kind_with_a_remark"),
        pytest.param(
            "甲县组织检查农村公路养护管理工作落实情况",
            "甲县组织检查农村公路养护管理工作落实情况 昨日，",
            id="repeated",
        ),
    ],
)
def test_the_title_of_a_text_file_stays_apart_from_what_an_empty_line_divides_it_from(
    title: str, text: str
) -> None:
    assert passages(clean(text_file(f"{title}\n\n{text}"))) == [title, text]


def test_a_first_line_without_an_empty_one_below_it_may_go_on() -> None:
    cleaned = clean(text_file(f"{LONG}检查组还印发了关于养护的通\n知，要求整改。"))
    assert "通知，要求整改。" in cleaned.text


def test_a_reference_to_an_article_continues_the_sentence() -> None:
    cleaned = clean(text_file(f"{LONG}依照本办法\n\n第十条的规定处理。"))
    assert "依照本办法第十条的规定处理" in cleaned.text


def test_notes_and_figures_inside_a_sentence_move_behind_it() -> None:
    cleaned = clean(
        text_file(
            f"{LONG}桥面宽度为 6.\n\n^① 县统计局：《年报》，第3页。\n"
            "<https://example.org/a>\n\n \n\n图2 桥面实景\n\n5 米。"
        )
    )
    assert cleaned.text.split("\n") == [
        f"{LONG}桥面宽度为 6.5 米。",
        "① 县统计局：《年报》，第3页。",
        "https://example.org/a",
        "图2 桥面实景",
    ]


def test_a_paragraph_of_a_word_file_is_whole_without_a_full_stop() -> None:
    texts = (LONG + "任务已分解到人", "各乡镇要按月报送进展情况。")
    blocks = tuple(
        Block(kind=BlockKind.PARAGRAPH, text=text, origin=Origin(paragraph=number))
        for number, text in enumerate(texts, start=1)
    )
    assert passages(clean(LoadedFile(blocks=blocks, media_type="application/msword"))) == [*texts]


# --- Footnotes, references, colophons -------------------------------------------------------


@pytest.mark.parametrize(
    "note",
    [
        "^① 《某县统计年鉴》，2020年版。",
        "① 李某：《山路》，某某出版社，2019年版。",
        "[1] 赵某. 山区桥梁研究[J]. 公路, 2020(2).",
        "https://example.org/news/2020/1.html",
    ],
)
def test_footnotes_are_told_from_the_text(note: str) -> None:
    cleaned = clean(text_file(f"桥已建成。\n\n{note}\n\n路也修好了。"))
    assert passages(cleaned) == ["桥已建成。", "路也修好了。"]
    assert passages(cleaned, BlockKind.FOOTNOTE) == [note.lstrip("^")]


def test_a_circled_note_at_the_foot_of_a_page_is_known_by_the_sentence_it_breaks() -> None:
    cleaned = clean(text_file(f"{LONG}涉及脱贫户\n\n② 脱贫户指已退出的农户。\n\n三百余户。"))
    assert passages(cleaned) == [f"{LONG}涉及脱贫户三百余户。"]


def test_a_raised_mark_leaves_the_page_with_its_note() -> None:
    cleaned = clean(pages("全县脱贫户①稳定增收。\n① 脱贫户指已退出的\n农户。", "第二页接着讲。"))
    assert passages(cleaned) == ["全县脱贫户稳定增收。", "第二页接着讲。"]
    assert locate(cleaned.runs, cleaned.text.index("稳定")).offset == 6


def test_a_circled_item_is_no_footnote_where_nothing_refers_to_it() -> None:
    cleaned = clean(text_file("申请需要以下材料：\n① 身份证；\n② 户口簿。"))
    assert passages(cleaned) == ["申请需要以下材料：", "① 身份证；", "② 户口簿。"]


def test_the_title_above_an_address_is_part_of_the_footnote() -> None:
    cleaned = clean(text_file("桥已建成。\n\n某县：修桥记_某某新闻网\n<https://example.org/b>。"))
    assert passages(cleaned) == ["桥已建成。"]


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("修桥三座^①，投资百万^②。", "修桥三座，投资百万。"),
        ("五、成效与经验^③", "五、成效与经验"),
    ],
)
def test_marks_of_footnotes_leave_the_text(marked: str, plain: str) -> None:
    assert clean(text_file(marked)).text == plain


def test_a_bracketed_number_is_a_mark_only_where_footnotes_have_such_numbers() -> None:
    assert clean(text_file("累计数为[3]。")).text == "累计数为[3]。"
    noted = clean(text_file("累计修桥三座[1]。\n\n[1] 见《某县年鉴》第8页。"))
    assert passages(noted) == ["累计修桥三座。"]


def test_reference_lists_are_notes_up_to_the_next_part() -> None:
    cleaned = clean(
        text_file(
            "参考文献：\n\n著作\n\n- 1、孙某.《桥》,某出版社,2001年。\n2、《路》，2002年版。"
            "\n\n后记\n\n感谢大家。"
        )
    )
    assert passages(cleaned) == ["参考文献：", "后记", "感谢大家。"]


def test_a_colophon_is_a_note_and_the_title_above_it_is_not() -> None:
    lines = [
        "山路十八弯",
        "ISBN 978-7-0000-0000-0",
        "责任编辑：钱某",
        "某某出版社 出版发行",
        "印张：12.5",
        "定价：40.00 元",
        "编委：周 某 吴 某",
        "郑 某 王某某 冯 某 陈某某",
        "山路通向远方。",
    ]
    cleaned = clean(text_file("\n\n".join(lines)))
    assert passages(cleaned) == [lines[0], lines[-1]]


# --- Furniture ------------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["— 3 —", "-12-", "第3页 共8页", "17", "3 / 8", "Page 2 of 9"])
def test_page_numbers_are_left_out_and_the_sentence_joined(number: str) -> None:
    cleaned = clean(text_file(f"{LONG}修复了路\n\n{number}\n\n基两处。"))
    assert cleaned.text == f"{LONG}修复了路基两处。"
    assert (cleaned.furniture_removed, cleaned.joined) == (1, 1)


def test_numbers_of_a_table_without_layout_stay() -> None:
    cleaned = clean(text_file("红山乡\n\n82\n\n柳河镇\n\n8"))
    assert passages(cleaned) == ["红山乡", "82", "柳河镇", "8"]


@pytest.mark.parametrize(
    "contents",
    [
        "目 录\n一、总体情况 ........ 1\n二、主要做法 ........ 3",
        "目录\n一、总体情况\t1\n\n二、主要做法\t3",
        "| 目 录 |\n\n第一章 | 总体情况 / 001\n- 主要做法 / 003",
        "目　录\n一、总体情况\n二、主要做法",
    ],
)
def test_a_table_of_contents_is_left_out(contents: str) -> None:
    body = "一、总体情况\n全县修桥三座。\n二、主要做法\n县乡村一起上。"
    cleaned = clean(text_file(f"{contents}\n\n{body}"))
    assert cleaned.text == body
    assert cleaned.furniture_removed == 3


def test_a_table_of_names_and_figures_is_no_table_of_contents() -> None:
    cleaned = clean(text_file("乡镇\t户数\n红山乡\t12\n柳河镇\t15\n青石镇\t18\n石门乡\t21"))
    assert [row.cells for row in cleaned.passages[0].rows][-1] == ("石门乡", "21")


def test_running_heads_and_feet_of_pages_are_left_out() -> None:
    body = ["县里修路，村里出工。", "镇里修桥，户户捐款。", "乡里修渠，人人上阵。"]
    cleaned = clean(
        pages(*(f"乡村道路简报\n{text}\n内部资料\n{n}" for n, text in enumerate(body, start=4)))
    )
    # The first running head may be the only place where the title stands.
    assert passages(cleaned) == ["乡村道路简报", *body]
    assert cleaned.furniture_removed == 8


def test_a_head_that_repeats_the_title_is_left_out_on_the_second_page() -> None:
    cleaned = clean(pages("山区道路\n养护办法\n路要勤养。", "山区道路养护办法\n桥要勤查。"))
    assert passages(cleaned) == ["山区道路", "养护办法", "路要勤养。", "桥要勤查。"]


def test_a_head_beside_page_numbers_is_left_out_of_a_text_file() -> None:
    parts = [f"{LONG}修复了路", "基两处。路面重新铺了沥青，又清理了边", "沟一条。"]
    cleaned = clean(text_file("\n\n— 7 —\n某县文件选编\n\n".join(parts)))
    assert cleaned.text == "".join(parts)
    assert cleaned.furniture_removed == 4


def test_a_line_of_a_form_that_repeats_with_other_figures_is_no_running_head() -> None:
    cleaned = clean(pages("本月修路3千米。", "本月修路9千米。", "本月修路4千米。"))
    assert len(passages(cleaned)) == 3


# --- Lines of a page --------------------------------------------------------------------------


def test_lines_of_a_page_become_paragraphs() -> None:
    first = "　　县里今年把修路架桥作为头一件民生实事来抓，先后筹"
    lines = [
        "修路工作总结",
        first,
        "集资金三百余万元，修通了北部山区最后两条断头路，沿线",
        "六个村的群众出山时间缩短了一半以上。按照计划，明年还",
        "要继续实施。",
        "　　镇里成立了养护队，每月巡查一次，发现问题当天上报",
        "当天处理，群众反映很好。",
    ]
    half = 4
    cleaned = clean(pages("\n".join(lines[:half]), "\n".join(lines[half:])))
    assert passages(cleaned) == [
        "修路工作总结",
        "".join(lines[1:5]).strip(),
        "".join(lines[5:]).strip(),
    ]
    assert locate(cleaned.runs, cleaned.text.index("要继续")).page == 2


def test_a_text_file_with_hard_line_ends_becomes_paragraphs() -> None:
    words = "修路架桥便民利民县乡村户齐心协力"
    line = (words * 3)[:40]
    text = "\n".join([line, line, line, "完成了。", line, line, line, "也完成了。"])
    assert len(passages(clean(text_file(text)))) == 2


# --- Characters -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        pytest.param(
            r"位于东经$88^{\circ}12'30'' \sim 89^{\circ}05'$之间。",
            "位于东经88°12'30''～89°05'之间。",
            id="latex",
        ),
        pytest.param(r"误差为$5\%$以内。", "误差为5%以内。", id="latex_percent"),
        pytest.param("每吨$30，两吨$60。", "每吨$30，两吨$60。", id="dollars"),
        pytest.param("<p>注：不含人工。</p>", "注：不含人工。", id="tags"),
        pytest.param("见 <https://example.org/>。", "见 https://example.org/。", id="address"),
        pytest.param("由**红山乡**承办。", "由红山乡承办。", id="bold"),
        pytest.param("面积为3**2米。", "面积为3**2米。", id="lone_stars_stay"),
        pytest.param("零\u200b宽\ufeff字符\u00ad。", "零宽字符。", id="zero_width"),
        pytest.param("\u3000\u3000缩进的\u00a0段落。", "缩进的 段落。", id="wide_blanks"),
        pytest.param("修路  三   条。", "修路 三 条。", id="several_blanks"),
        pytest.param("共 12 座，占 30 %。", "共 12 座，占 30 %。", id="single_blanks_stay"),
        pytest.param("占５％，１︰２。", "占５％，１︰２。", id="widths_stay"),
        pytest.param("《关于落实<路长制>的通知》", "《关于落实<路长制>的通知》", id="titles_stay"),
        pytest.param("甲&nbsp;乙&lt;丙", "甲 乙<丙", id="entities"),
    ],
)
def test_characters_read_as_they_do_in_print(raw: str, read: str) -> None:
    assert clean(text_file(raw)).text == read


def test_a_latex_sign_leads_to_its_command() -> None:
    raw = r"东经$88^{\circ}12'$处。"
    cleaned = clean(text_file(raw))
    places = [locate(cleaned.runs, i).offset for i in range(len(cleaned.text))]
    assert raw[places[cleaned.text.index("°")] :].startswith("^{")
    assert raw[places[cleaned.text.index("处")]] == "处"
