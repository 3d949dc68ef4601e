"""A key follows from the evidence alone, and from no other key's."""

import pytest

from assistant.quiz.checking import Checker
from assistant.quiz.schema import Item, ItemKind, Severity
from assistant.quiz.world import World
from tests.assistant.quiz.checked import item_of, library, rules_broken

WAGES = "公益性岗位每人每月补贴八百元，由县人力资源和社会保障局按月发放。"
STORES = "2023年，白桦县发展沙棘种植1.2万亩，新建冷库35座，建成村道26.4公里。"
POSTS = "公益性岗位包括护林员、保洁员、护水员和治安员。"
STEPS = (
    "第四条 申请按以下步骤办理：（一）本人申请。（二）村级评议。（三）乡镇审核。（四）县级备案。"
)


@pytest.fixture(scope="module")
def world() -> World:
    return library()


@pytest.fixture
def wages(world: World) -> Item:
    return item_of(
        world,
        ItemKind.SINGLE_CHOICE,
        "根据《白桦县乡村公益性岗位管理办法》，公益性岗位每人每月补贴（　　）。",
        ("600元", "700元", "800元", "900元"),
        ("C",),
        WAGES,
    )


@pytest.fixture
def stores(world: World) -> Item:
    stem = "2023年，白桦县发展沙棘种植1.2万亩，新建冷库（　　）座。"
    return item_of(world, ItemKind.FILL_BLANK, stem, (), ("35",), STORES)


@pytest.fixture
def posts(world: World) -> Item:
    return item_of(
        world,
        ItemKind.MULTIPLE_CHOICE,
        "白桦县的公益性岗位包括（　　）。",
        ("护林员", "会计员", "保洁员", "护水员"),
        ("A", "C", "D"),
        POSTS,
    )


@pytest.fixture
def steps(world: World) -> Item:
    return item_of(
        world,
        ItemKind.ORDERING,
        "请按先后排列白桦县公益性岗位的申请步骤。",
        ("乡镇审核", "本人申请", "县级备案", "村级评议"),
        ("B", "D", "A", "C"),
        STEPS,
    )


@pytest.fixture
def statement(world: World) -> Item:
    stem = "2023年，白桦县新建冷库35座。"
    return item_of(world, ItemKind.TRUE_FALSE, stem, (), ("A",), STORES)


@pytest.mark.parametrize("name", ["wages", "stores", "posts", "steps", "statement"])
def test_a_right_item_passes_every_check(
    name: str, world: World, request: pytest.FixtureRequest
) -> None:
    assert rules_broken(world, request.getfixturevalue(name)) == set()


@pytest.mark.parametrize(
    ("name", "key"),
    [
        pytest.param("wages", ("B",), id="another_letter"),
        pytest.param("stores", ("28",), id="another_figure"),
        pytest.param("posts", ("A", "B", "C"), id="a_false_member"),
        pytest.param("posts", ("A", "C"), id="a_member_left_out"),
        pytest.param("steps", ("B", "A", "D", "C"), id="another_order"),
        pytest.param("statement", ("B",), id="true_called_false"),
    ],
)
def test_a_swapped_key_is_caught(
    name: str, key: tuple[str, ...], world: World, request: pytest.FixtureRequest
) -> None:
    item: Item = request.getfixturevalue(name)
    assert "wrong_key" in rules_broken(world, item.model_copy(update={"key": key}))


def test_a_changed_figure_makes_a_statement_false(world: World) -> None:
    stem = "2023年，白桦县新建冷库53座。"
    right = item_of(world, ItemKind.TRUE_FALSE, stem, (), ("B",), STORES)
    wrong = right.model_copy(update={"key": ("A",)})
    assert rules_broken(world, right) == set()
    assert "wrong_key" in rules_broken(world, wrong)


def test_evidence_that_does_not_tell_is_refused(world: World, wages: Item) -> None:
    elsewhere = item_of(world, ItemKind.SINGLE_CHOICE, wages.stem, wages.options, wages.key, POSTS)
    assert "answerable" in rules_broken(world, elsewhere)


def test_what_a_person_wrote_is_left_to_the_reviewer_where_the_machine_cannot_tell(
    world: World,
) -> None:
    stem = "张三巡山三年，他最可能在哪个岗位？"
    options = ("护林员", "保洁员", "护水员", "治安员")
    written = item_of(world, ItemKind.SINGLE_CHOICE, stem, options, ("A",), POSTS, fact="")
    made = written.model_copy(update={"fact": "definition:x"})
    for item, severity in ((written, Severity.WARNING), (made, Severity.ERROR)):
        [flaw] = [each for each in Checker(world).check(item) if each.rule == "answerable"]
        assert flaw.severity is severity


def test_a_point_of_a_short_answer_must_stand_in_the_evidence(world: World) -> None:
    stem = "简述白桦县公益性岗位的种类。"
    key = ("护林员", "保洁员", "护水员", "治安员")
    right = item_of(world, ItemKind.SHORT_ANSWER, stem, (), key, POSTS)
    wrong = right.model_copy(update={"key": (*key, "炊事员")})
    assert rules_broken(world, right) == set()
    assert rules_broken(world, wrong) == {"answerable"}


def test_the_parts_of_a_case_are_checked(world: World, wages: Item) -> None:
    part = wages.model_copy(update={"key": ("A",)})
    case = item_of(world, ItemKind.CASE, "张三申请白桦县的公益性岗位。", (), (), WAGES)
    assert "wrong_key" in rules_broken(world, case.model_copy(update={"parts": (part,)}))
