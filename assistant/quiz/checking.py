"""Every rule that an item must keep, by name, and the check of one item or of a whole bank."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.progress import Progress, Report, ignore
from assistant.quiz.checks import answers, bank, elsewhere, evidence, form
from assistant.quiz.checks.known import FindEntry, Known, Rule
from assistant.quiz.checks.others import Others
from assistant.quiz.schema import Flaw, Item
from assistant.quiz.world import World

_STAGE = "检查题目"


@dataclass(frozen=True)
class NamedRule:
    """A rule as a person knows it."""

    label: str
    """In Chinese."""

    check: Rule | None
    """None for what only a set of items can break."""


# What costs least stands first.
RULES: dict[str, NamedRule] = {
    "malformed": NamedRule("格式有误", form.malformed),
    "missing_evidence": NamedRule("没有依据", evidence.missing_evidence),
    "evidence_not_in_force": NamedRule("依据已失效", evidence.evidence_not_in_force),
    "evidence_gone": NamedRule("依据已变动", evidence.evidence_gone),
    "indicator_changed": NamedRule("指标已变动", evidence.indicator_changed),
    "incomplete_stem": NamedRule("题干不完整", form.incomplete_stem),
    "equal_options": NamedRule("选项相同", form.equal_options),
    "all_of_the_above": NamedRule("以上都对", form.all_of_the_above),
    "negative_without_emphasis": NamedRule("否定未突出", form.negative_without_emphasis),
    "absolute_words": NamedRule("用语绝对", form.absolute_words),
    "key_given_away": NamedRule("答案外露", form.key_given_away),
    "duplicate": NamedRule("题目重复", bank.duplicate),
    "near_duplicate": NamedRule("题目相近", bank.near_duplicate),
    "answerable": NamedRule("依据推不出答案", answers.answerable),
    "wrong_key": NamedRule("答案有误", answers.wrong_key),
    "second_true_option": NamedRule("另有正确选项", elsewhere.second_true_option),
    "contradicted_source": NamedRule("资料互相矛盾", elsewhere.contradicted_source),
    "key_position": NamedRule("答案位置偏", None),
}

RULE_NAMES = {name: rule.label for name, rule in RULES.items()}


class Checker:
    """Checks items against the library in force and the rest of their bank."""

    def __init__(
        self,
        world: World,
        existing: Iterable[Item] | Others = (),
        *,
        find_entry: FindEntry | None = None,
    ) -> None:
        """Take what items are checked against.

        Args:
            world: What the library in force says.
            existing: The items of the bank; `Others` are added to.
            find_entry: Looks entries of the ledger up; None where there is no ledger.
        """
        others = existing if isinstance(existing, Others) else Others(existing)
        self._known = Known(world, others, find_entry)

    def add(self, item: Item) -> None:
        """Take an item into the bank, so that the next one is compared with it."""
        self._known.others.add(item)

    def remove(self, item_id: str) -> None:
        """Leave an item of the bank out."""
        self._known.others.remove(item_id)

    def check(self, item: Item) -> list[Flaw]:
        """Return what is wrong with an item; nothing lets it pass."""
        return list(self._flaws(item))

    def admit(self, item: Item) -> list[Flaw]:
        """Check an item, and take it into the bank where nothing is wrong with it."""
        flaws = self.check(item)
        if not flaws:
            self.add(item)
        return flaws

    def _flaws(self, item: Item) -> Iterator[Flaw]:
        for rule in RULES.values():
            if rule.check is not None:
                yield from rule.check(item, self._known)

    def check_all(
        self, items: Sequence[Item], *, progress: Report = ignore
    ) -> dict[str, list[Flaw]]:
        """Return what is wrong with each item of a set, by id, and with the set as a whole.

        Args:
            items: Already in the bank, or compared with it.
            progress: Told of every item.
        """
        found: dict[str, list[Flaw]] = {}
        for done, item in enumerate(items):
            progress(Progress(done=done, total=len(items), stage=_STAGE))
            found[item.id] = self.check(item)
        for item_id, flaw in bank.key_position(items):
            found[item_id].append(flaw)
        return found
