"""What a reader sees of an item without knowing the matter."""

import pytest

from assistant.quiz.checks import form
from assistant.quiz.checks.known import Known
from assistant.quiz.schema import BLANK, TRUE_FALSE_OPTIONS, Item, ItemKind
from assistant.quiz.world import World
from tests.assistant.quiz.checked import library

STEM = "2023年，白桦县新建冷库（　　）。"
OPTIONS = ("25座", "28座", "35座", "53座")


@pytest.fixture(scope="module")
def known() -> Known:
    return Known(library())


def item_like(
    kind: ItemKind = ItemKind.SINGLE_CHOICE,
    stem: str = STEM,
    options: tuple[str, ...] = OPTIONS,
    key: tuple[str, ...] = ("C",),
    **other: object,
) -> Item:
    return Item(id="x", library="政策", kind=kind, stem=stem, options=options, key=key, **other)


RIGHT = [
    item_like(),
    item_like(ItemKind.MULTIPLE_CHOICE, key=("A", "C")),
    item_like(ItemKind.TRUE_FALSE, "2023年，白桦县新建冷库35座。", TRUE_FALSE_OPTIONS, ("A",)),
    item_like(ItemKind.FILL_BLANK, "2023年，白桦县新建冷库（　　）座。", (), ("35",)),
    item_like(ItemKind.ORDERING, "请排列步骤。", ("乙", "甲", "丙"), ("B", "A", "C")),
    item_like(ItemKind.SHORT_ANSWER, "简述白桦县公益性岗位的种类。", (), ("护林员", "保洁员")),
]


@pytest.mark.parametrize("item", RIGHT, ids=lambda item: item.kind.value)
def test_a_right_item_breaks_no_rule_of_form(item: Item, known: Known) -> None:
    rules = (
        form.malformed,
        form.equal_options,
        form.all_of_the_above,
        form.key_given_away,
        form.absolute_words,
        form.negative_without_emphasis,
        form.incomplete_stem,
    )
    assert [flaw for rule in rules for flaw in rule(item, known)] == []


@pytest.mark.parametrize(
    ("item", "message"),
    [
        pytest.param(item_like(key=("E",)), "超出了选项范围", id="letter_beyond_options"),
        pytest.param(item_like(key=()), "没有答案", id="no_key"),
        pytest.param(item_like(key=("A", "C")), "不止一个答案", id="two_keys_of_one"),
        pytest.param(item_like(options=OPTIONS[:2], key=("A",)), "少于3个", id="two_options"),
        pytest.param(item_like(options=(*OPTIONS[:3], " ")), "空的选项", id="empty_option"),
        pytest.param(item_like(stem=STEM + BLANK), "不止一处空", id="two_blanks"),
        pytest.param(item_like(stem=" "), "没有题干", id="no_stem"),
        pytest.param(item_like(stem="长" * 3000), "超过2000字", id="long_stem"),
        pytest.param(item_like(options=("A. 25座", *OPTIONS[1:])), "字母", id="lettered_option"),
        pytest.param(item_like(ItemKind.MULTIPLE_CHOICE), "只有一个答案", id="multiple_of_one"),
        pytest.param(
            item_like(ItemKind.MULTIPLE_CHOICE, key=("C", "A")), "按顺序", id="keys_out_of_order"
        ),
        pytest.param(
            item_like(ItemKind.TRUE_FALSE, options=("对", "错"), key=("A",)),
            "“正确”“错误”",
            id="other_words_for_true",
        ),
        pytest.param(
            item_like(ItemKind.FILL_BLANK, "新建冷库35座。", (), ("35",)), "没有空", id="no_blank"
        ),
        pytest.param(
            item_like(ItemKind.FILL_BLANK, options=(), key=("35", "28")),
            "答案有2个",
            id="more_keys_than_blanks",
        ),
        pytest.param(
            item_like(ItemKind.FILL_BLANK, options=(), key=("35",), variants=((), ())),
            "不一致",
            id="more_variants_than_blanks",
        ),
        pytest.param(
            item_like(ItemKind.ORDERING, options=("甲", "乙", "丙"), key=("A", "B", "C")),
            "打乱",
            id="steps_shown_in_order",
        ),
        pytest.param(
            item_like(ItemKind.ORDERING, options=("甲", "乙", "丙"), key=("A", "C")),
            "没有包含每个步骤",
            id="a_step_left_out",
        ),
        pytest.param(item_like(ItemKind.SHORT_ANSWER, options=(), key=()), "要点", id="no_points"),
        pytest.param(
            item_like(ItemKind.CASE, options=(), key=()), "没有小题", id="case_without_parts"
        ),
        pytest.param(item_like(stem="新建冷库，，（　　）。"), "连用", id="doubled_marks"),
        pytest.param(item_like(stem="新建“冷库（　　）。"), "没有成对", id="open_quotation"),
        pytest.param(item_like(stem="见http://a.cn，（　　）。"), "残留", id="address_left"),
    ],
)
def test_what_does_not_fit_its_kind_is_malformed(item: Item, message: str, known: Known) -> None:
    assert any(message in flaw.message for flaw in form.malformed(item, known))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param("３５座", id="width"),
        pytest.param("三十五座", id="spelling"),
        pytest.param(" 35 座", id="blanks"),
    ],
)
def test_options_that_say_the_same_are_caught(other: str, known: Known) -> None:
    item = item_like(options=("25座", other, "35座", "53座"))
    [flaw] = form.equal_options(item, known)
    assert "B和C" in flaw.message


def test_options_equal_after_conversion_are_caught(known: Known) -> None:
    item = item_like(stem="建成村道（　　）。", options=("5公里", "5000米", "6公里"), key=("A",))
    assert [flaw.rule for flaw in form.equal_options(item, known)] == ["equal_options"]


def test_ten_thousand_and_a_hundred_million_are_not_the_same(known: Known) -> None:
    item = item_like(options=("35万元", "35亿元", "3.5亿元"), key=("A",))
    assert list(form.equal_options(item, known)) == []


@pytest.mark.parametrize("option", ["以上都对", "以上均不正确", "全部正确", "都不对", "A和B"])
def test_an_option_about_the_others_is_caught(option: str, known: Known) -> None:
    item = item_like(options=(*OPTIONS[:3], option))
    assert [flaw.rule for flaw in form.all_of_the_above(item, known)] == ["all_of_the_above"]


@pytest.mark.parametrize(
    ("stem", "options", "key"),
    [
        pytest.param(
            "白桦县的公益性岗位由（　　）发放补贴。",
            ("县财政局", "县人力资源和社会保障局下设的就业服务中心", "县民政局", "县教育局"),
            "B",
            id="longest",
        ),
        pytest.param(
            "“加强基层党组织建设”的牵头单位是（　　）。",
            ("县委宣传部", "县委组织部", "县农业局", "县文旅局"),
            "B",
            id="repeats_the_stem",
        ),
        pytest.param(
            "白桦县新建冷库（　　）。",
            ("35座", "28公里", "17公里", "9公里"),
            "A",
            id="only_fitting_unit",
        ),
    ],
)
def test_a_key_that_gives_itself_away_is_caught(
    stem: str, options: tuple[str, ...], key: str, known: Known
) -> None:
    item = item_like(stem=stem, options=options, key=(key,))
    assert "key_given_away" in {flaw.rule for flaw in form.key_given_away(item, known)}


@pytest.mark.parametrize(
    ("kind", "stem", "options", "key"),
    [
        pytest.param(
            ItemKind.FILL_BLANK,
            "白桦县有草场3.42万亩，67.78%为天然草场，天然草场（　　）万亩。",
            (),
            ("2.32",),
            id="share",
        ),
        pytest.param(
            ItemKind.SINGLE_CHOICE,
            "贫困人口7703人，未脱贫277人，脱贫（　　）。",
            ("7246人", "7426人", "7624人", "7462人"),
            ("B",),
            id="difference",
        ),
        pytest.param(
            ItemKind.SINGLE_CHOICE,
            "白桦县共136个村，其中重点村（　　）。",
            ("113个", "140个", "150个", "160个"),
            ("A",),
            id="below_the_total",
        ),
        pytest.param(
            ItemKind.FILL_BLANK,
            "“加强农村基层组织建设”的牵头单位是（　　）。",
            (),
            ("县委组织部",),
            id="name_of_a_body",
        ),
        pytest.param(
            ItemKind.MULTIPLE_CHOICE,
            "白桦县的工作重点有（　　）。",
            ("以种植为重点", "以养殖为重点", "加强培训", "发展旅游"),
            ("A", "B"),
            id="form_of_the_right_ones",
        ),
    ],
)
def test_a_stem_that_tells_its_key_is_found(
    kind: ItemKind, stem: str, options: tuple[str, ...], key: tuple[str, ...], known: Known
) -> None:
    item = item_like(kind, stem, options, key)
    assert "key_given_away" in {flaw.rule for flaw in form.key_given_away(item, known)}


@pytest.mark.parametrize(
    ("stem", "key"),
    [
        ("贫困人口7703人，未脱贫277人，搬迁（　　）人。", "1380"),
        ("“推进道路硬化”的牵头单位是（　　）。", "县委组织部"),
        ("2023年，白桦县新建冷库2座、烤房3座、温室（　　）座。", "5"),
    ],
)
def test_a_stem_that_does_not_tell_its_key_passes(stem: str, key: str, known: Known) -> None:
    item = item_like(ItemKind.FILL_BLANK, stem, (), (key,))
    assert list(form.key_given_away(item, known)) == []


def test_words_of_the_stem_in_every_option_give_nothing_away(known: Known) -> None:
    item = item_like(
        stem="白桦县的护林岗位属于（　　）。",
        options=("公益岗位", "管理岗位", "专技岗位", "工勤岗位"),
        key=("A",),
    )
    assert list(form.key_given_away(item, known)) == []


def test_a_word_without_exception_is_caught_unless_the_source_says_it(known: Known) -> None:
    stem = "公益性岗位补贴一律按月发放。"
    item = item_like(ItemKind.TRUE_FALSE, stem, TRUE_FALSE_OPTIONS, ("B",))
    assert [flaw.rule for flaw in form.absolute_words(item, known)] == ["absolute_words"]
    [source] = [each for each in known.world.sources if each.document.file == "岗位办法.txt"]
    said = source.evidence(0, len(source.text)).model_copy(update={"text": stem})
    assert list(form.absolute_words(item.model_copy(update={"evidence": (said,)}), known)) == []


@pytest.mark.parametrize(
    "stem",
    [
        "2016年以来，累计投入资金（　　）。",
        "改名为富民贷款后，每年增加到（　　）。",
        "2016年接待游客（　　），同比增长24%。",
        "白桦县投入资金53万元实施了白桦县红柳乡供水工程（　　）。",
    ],
)
def test_a_stem_without_its_doer_or_with_a_place_twice_is_refused(stem: str, known: Known) -> None:
    found = [flaw.rule for flaw in form.incomplete_stem(item_like(stem=stem), known)]
    assert found == ["incomplete_stem"]


@pytest.mark.parametrize(
    "stem",
    [
        "根据《考核办法》，各省（自治区、直辖市）结合本地区实际制定（　　）。",
        "根据《考核办法》，各市（地）党委和政府每年提交（　　）。",
        "根据《考核办法》，对出现该办法所列问题的，由考核组进行（　　）。",
    ],
)
def test_a_rule_for_every_place_says_which(stem: str, known: Known) -> None:
    assert list(form.incomplete_stem(item_like(stem=stem), known)) == []


@pytest.mark.parametrize(
    ("stem", "is_flawed"),
    [
        ("白桦县的公益性岗位不包括（　　）。", True),
        ("白桦县的公益性岗位【不包括】（　　）。", False),
        ("下列关于公益性岗位的说法，错误的是（　　）。", True),
        ("下列关于公益性岗位的说法，【错误】的是（　　）。", False),
        ("清退不符合条件的贫困人口（　　）。", False),
        ("公示期不少于（　　）。", False),
    ],
)
def test_a_negative_stem_must_be_marked(stem: str, is_flawed: bool, known: Known) -> None:
    found = list(form.negative_without_emphasis(item_like(stem=stem), known))
    assert bool(found) is is_flawed


@pytest.mark.parametrize(
    "stem",
    [
        "该县新建冷库（　　）。",
        "全县新建冷库（　　）。",
        "根据上述规定，补贴为（　　）。",
        "本办法自（　　）起施行。",
        "今年，白桦县新建冷库（　　）。",
        "其中，冷库有（　　）。",
        "因此，白桦县新建冷库（　　）。",
        "如下表所示，白桦县新建冷库（　　）。",
        "他们新建冷库（　　）。",
    ],
)
def test_a_stem_that_needs_its_source_is_caught(stem: str, known: Known) -> None:
    found = list(form.incomplete_stem(item_like(stem=stem), known))
    assert [flaw.rule for flaw in found] == ["incomplete_stem"]


@pytest.mark.parametrize(
    "stem",
    [
        "白桦县把补贴发到户，全县新建冷库（　　）。",
        "白桦县提出，该县2023年新建冷库（　　）。",
        "2019年，白桦县比上年新建冷库（　　）。",
        "《关于本地区冷库建设的意见》由（　　）印发。",
        "我国脱贫攻坚战于（　　）取得全面胜利。",
        "除中央财政外，其他资金由（　　）承担。",
    ],
)
def test_a_stem_that_says_what_it_speaks_of_is_complete(stem: str, known: Known) -> None:
    assert list(form.incomplete_stem(item_like(stem=stem), known)) == []


def test_an_empty_library_is_no_trouble() -> None:
    assert list(form.absolute_words(item_like(), Known(World([])))) == []
