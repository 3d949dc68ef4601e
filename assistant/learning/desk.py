"""Papers, tests, practice and statistics, for a reader of some libraries."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Protocol, Self

from sqlalchemy import Engine

from assistant.errors import PaperShortageError, WrongUseError
from assistant.learning.asking import pose, pose_paper
from assistant.learning.assembling import (
    assemble,
    count_supply,
    find_numbered,
    find_replacement,
)
from assistant.learning.attempts import Attempts, Sitting, Tally, new_attempt_id
from assistant.learning.papers import Papers, new_id
from assistant.learning.practising import (
    MARKED_BY_RULE,
    choose_practice,
    count_topics,
    find_retries,
    last_answers,
    pose_retries,
)
from assistant.learning.printing import Printed, PrintKind, print_paper, save_papers
from assistant.learning.schema import (
    Attempt,
    AttemptInfo,
    AttemptState,
    Blueprint,
    Learner,
    ListedTest,
    NewMark,
    NewReply,
    NewTest,
    Paper,
    PaperInfo,
    Phase,
    PracticeRequest,
    PracticeTopic,
    Result,
    Retry,
    Saved,
    Shortage,
    Statistics,
    Supply,
    Test,
    ToMark,
)
from assistant.learning.spreadsheet import write_statistics
from assistant.learning.statistics import measure
from assistant.learning.tables import SCHEMA
from assistant.learning.telling import (
    Hidden,
    list_short_answers,
    may_tell_all,
    score,
    tell_attempt,
    tell_info,
    tell_marks,
    tell_result,
)
from assistant.learning.tests import Tests, no_test, phase_of
from assistant.moments import now
from assistant.quiz.bank import ItemFilters
from assistant.quiz.schema import Item, ItemState, ItemView
from ingest.errors import NotFoundError
from ingest.library.database import bring_up_to_date

# Of a question that is practised.
_POINT = Decimal(1)


class Shelf(Protocol):
    """What learning asks of the bank of items; see `assistant.quiz.desk.Quizzes`."""

    def each(self, filters: ItemFilters | None = None) -> Iterator[ItemView]:
        """Yield the items that pass, of the libraries that the reader may see."""
        ...


@dataclass(frozen=True)
class Register:
    """What is kept of learning; one per process, for any number of threads."""

    papers: Papers
    tests: Tests
    attempts: Attempts

    @classmethod
    def open(cls, engine: Engine, *, lock: Path) -> Self:
        """Return the register of a database, whose tables are made where they are missing."""
        bring_up_to_date(engine, SCHEMA, lock=lock)
        return cls(Papers(engine), Tests(engine), Attempts(engine))


class Learning:
    """Everything from papers to statistics, as a reader of some libraries may use it.

    Args:
        register: What is kept.
        shelf: The bank, for the same reader.
        libraries: Those the reader may see; None for every one.
    """

    def __init__(
        self,
        register: Register,
        shelf: Shelf,
        *,
        libraries: AbstractSet[str] | None = None,
    ) -> None:
        self._papers = register.papers
        self._tests = register.tests
        self._attempts = register.attempts
        self._shelf = shelf
        self._libraries = libraries

    # --- Papers -----------------------------------------------------------------------------

    def supply(self, library: str) -> list[Supply]:
        """Return how many published items a library has for each cell of a blueprint.

        Raises:
            NotFoundError: the reader may not see that library.
        """
        return count_supply(self._published(library))

    def check_blueprint(self, blueprint: Blueprint) -> list[Shortage]:
        """Return what the bank lacks for a blueprint; nothing is kept.

        Raises:
            NotFoundError: the reader may not see that library.
            WrongUseError: more is wanted than stands in one paper.
        """
        items = self._published(blueprint.library)
        return list(assemble(blueprint, items, seed="").shortages)

    def make_paper(self, blueprint: Blueprint, *, by: str = "", seed: int | None = None) -> Paper:
        """Make a paper and return it.

        Args:
            blueprint: What is wanted.
            by: Username; "" from the terminal.
            seed: Chooses the same items again, as long as the bank is the same; None for others
                each time.

        Raises:
            PaperShortageError: the bank cannot fill it.
            NotFoundError: the reader may not see that library.
            WrongUseError: more is wanted than stands in one paper.
        """
        id_ = new_id()
        items = self._published(blueprint.library)
        made = assemble(blueprint, items, seed=id_ if seed is None else str(seed))
        if made.shortages:
            raise PaperShortageError(
                "题库里的题不够，没有组卷。" + "".join(each.message for each in made.shortages),
                hint="请按提示调整双向细目表，或补充题目后再组卷。",
            )
        self._papers.add(blueprint, made.items, id_=id_, by=by)
        return self.paper(id_)

    def papers(self) -> list[PaperInfo]:
        """Return the papers, the newest first."""
        return self._papers.list(libraries=self._libraries)

    def paper(self, paper_id: str) -> Paper:
        """Return a paper, with notes on what was withdrawn since.

        Raises:
            NotFoundError: there is none that the reader may see.
        """
        paper = self._papers.get(paper_id, libraries=self._libraries)
        return paper.model_copy(update={"notes": tuple(self._notes(paper))})

    def replace_item(self, paper_id: str, number: int, item_id: str = "") -> Paper:
        """Put another item in place of one of a paper, and return the paper.

        Args:
            paper_id: Which.
            number: Of the item to be replaced.
            item_id: What takes its place; "" for any of its kind, of its topic and difficulty if
                there is one.

        Raises:
            NotFoundError: there is no such paper, number or published item.
            WrongUseError: a test uses the paper, the item would not do, or there is none.
        """
        paper = self._papers.get(paper_id, libraries=self._libraries)
        old = find_numbered(paper, number)
        item = find_replacement(paper, number, self._published(paper.blueprint.library), item_id)
        self._papers.replace(paper, old.model_copy(update={"item": item}))
        return self.paper(paper_id)

    def delete_paper(self, paper_id: str) -> Paper:
        """Remove a paper, and return what it was.

        Raises:
            NotFoundError: there is none that the reader may see.
            WrongUseError: a test uses it.
        """
        paper = self._papers.get(paper_id, libraries=self._libraries)
        self._papers.delete(paper)
        return paper

    def print_paper(
        self,
        paper_id: str,
        version: str,
        kind: PrintKind,
        *,
        with_key: bool = False,
        with_rationale: bool = False,
    ) -> Printed:
        """Return a version of a paper, its answer sheet or its key as a Word file.

        Args:
            paper_id: Which.
            version: "A", "B", ….
            kind: What is printed.
            with_key: Whether the key stands at the end of the paper.
            with_rationale: Whether a key says why, and quotes its sources.

        Raises:
            NotFoundError: there is no such paper or version.
        """
        return print_paper(
            self._papers.get(paper_id, libraries=self._libraries),
            version,
            kind,
            day=date.today(),
            with_key=with_key,
            with_rationale=with_rationale,
        )

    def save_paper(
        self, paper_id: str, folder: Path, *, with_rationale: bool = False
    ) -> list[Path]:
        """Write each version of a paper, its answer sheet and its key into a folder.

        Args:
            paper_id: Which.
            folder: Where to; made where there is none. No file in it is written over.
            with_rationale: Whether keys say why, and quote their sources.

        Returns:
            The new files.

        Raises:
            NotFoundError: there is no such paper.
            WrongUseError: there is such a file already, or none can be written; none is left.
        """
        paper = self._papers.get(paper_id, libraries=self._libraries)
        return save_papers(paper, folder, day=date.today(), with_rationale=with_rationale)

    def _notes(self, paper: Paper) -> Iterator[str]:
        """Yield which items of a paper are not published any more."""
        ids = tuple(each.item.id for each in paper.items)
        there = {view.item.id: view.item for view in self._shelf.each(ItemFilters(ids=ids))}
        for each in paper.items:
            item = there.get(each.item.id)
            if item is None or item.state is ItemState.WITHDRAWN:
                reason = f"：{item.note.rstrip('。')}" if item and item.note else ""
                yield f"第 {each.number} 题已经从题库撤回{reason}。请换一道题。"

    # --- Tests ------------------------------------------------------------------------------

    def set_test(self, new: NewTest, *, by: str = "") -> Test:
        """Set a test, and return it.

        Raises:
            NotFoundError: there is no such paper that the reader may see.
            WrongUseError: see `Tests.add`.
        """
        paper = self._papers.get(new.paper_id, libraries=self._libraries)
        return self._tests.add(new, paper, by=by)

    def change_test(self, test_id: str, new: NewTest) -> Test:
        """Change what was decided of a test, and return it; see `Tests.change`.

        Raises:
            NotFoundError: there is no such test or paper that the reader may see.
            WrongUseError: see `Tests.change`.
        """
        test = self._tests.get(test_id, libraries=self._libraries)
        paper = self._papers.get(new.paper_id, libraries=self._libraries)
        return self._tests.change(test, new, paper)

    def delete_test(self, test_id: str) -> Test:
        """Remove a test that nobody has begun, and return what it was; see `Tests.delete`."""
        test = self._tests.get(test_id, libraries=self._libraries)
        self._tests.delete(test)
        return test

    def tests(self, learner: Learner, *, for_trainer: bool = False) -> list[ListedTest]:
        """Return the tests that somebody may take, or every one, the last to end first.

        Args:
            learner: Who asks.
            for_trainer: Whether to tell of every test, and how far each is.
        """
        tests = [
            test
            for test in self._tests.list(libraries=self._libraries)
            if for_trainer or _takes(learner, test)
        ]
        papers = {info.id: info for info in self._papers.list(libraries=self._libraries)}
        return self._list_tests(tests, papers, learner, for_trainer=for_trainer)

    def test(self, test_id: str, learner: Learner, *, for_trainer: bool = False) -> ListedTest:
        """Return a test; as `tests` tells of it.

        Raises:
            NotFoundError: there is none that the reader may see.
        """
        for each in self.tests(learner, for_trainer=for_trainer):
            if each.test.id == test_id:
                return each
        raise no_test()

    def find_test(self, id_or_name: str) -> Test:
        """Return a test by its id or its name.

        Raises:
            NotFoundError: there is none that the reader may see.
            WrongUseError: several have that name.
        """
        tests = self._tests.list(libraries=self._libraries)
        found = [test for test in tests if id_or_name in (test.id, test.name)]
        if not found:
            raise NotFoundError(
                f"没有测试“{id_or_name}”。",
                hint=f"现有的测试：{'、'.join(test.name for test in tests) or '无'}。",
            )
        if len(found) > 1:
            raise WrongUseError(
                f"有 {len(found)} 个测试都叫“{id_or_name}”。",
                hint=f"请改用编号：{'、'.join(test.id for test in found)}。",
            )
        return found[0]

    def results(self, test_id: str) -> list[Result]:
        """Return what everybody reached at a test, the last begun first.

        Raises:
            NotFoundError: there is no such test that the reader may see.
        """
        test = self._tests.get(test_id, libraries=self._libraries)
        sittings = self._attempts.find(libraries=self._libraries, test_ids=[test_id])
        return [tell_result(sitting, test) for sitting in sittings]

    # --- Taking tests -----------------------------------------------------------------------

    def begin(self, test_id: str, learner: Learner) -> Attempt:
        """Begin a test, or go on with the open attempt.

        Raises:
            NotFoundError: there is no such test for the learner.
            AttemptRefusedError: it has not begun, is over, or was taken often enough.
        """
        test = self._tests.get(test_id, libraries=self._libraries)
        if not _takes(learner, test):
            raise no_test()
        paper = self._papers.get(test.paper_id, libraries=self._libraries)
        id_ = new_attempt_id()
        posed = pose_paper(paper.items, seed=id_)
        return self.attempt(self._attempts.begin_test(learner, test, posed, id_=id_), learner)

    def attempt(self, attempt_id: str, learner: Learner) -> Attempt:
        """Return an attempt of one's own.

        Raises:
            NotFoundError: there is none that the learner may see.
        """
        return tell_attempt(self._own(attempt_id, learner), now(), self._hidden(learner))

    def history(self, learner: Learner) -> list[AttemptInfo]:
        """Return one's own attempts, the last begun first."""
        moment = now()
        return [tell_info(sitting, moment) for sitting in self._all_of(learner)]

    def save(self, attempt_id: str, replies: Sequence[NewReply], learner: Learner) -> Saved:
        """Keep answers, and return what is kept now; see `Attempts.save`.

        Raises:
            NotFoundError: there is no such attempt that the learner may see.
            AttemptClosedError: it takes no more answers.
        """
        sitting = self._own(attempt_id, learner)
        hidden = self._hidden(learner)
        if sitting.test is None and any(
            hidden.covers(kept.posed.item)
            for kept in sitting.questions
            if kept.number in {each.number for each in replies}
        ):
            raise WrongUseError(
                "这道题正在一个您可以参加的测试里使用。", hint="请先完成测试，再来练习。"
            )
        done = self._attempts.save(sitting, replies)
        sitting = self._own(attempt_id, learner)
        return Saved(
            saved=tuple(kept.reply for kept in sitting.questions if kept.number in done.numbers),
            refused=done.refused,
            marks=tuple(
                mark for mark in tell_marks(sitting, now(), hidden) if mark.number in done.numbers
            ),
        )

    def submit(self, attempt_id: str, learner: Learner) -> Attempt:
        """End an attempt and return it; one that is ended stays as it is.

        Raises:
            NotFoundError: there is no such attempt that the learner may see.
        """
        self._attempts.submit(self._own(attempt_id, learner).id)
        return self.attempt(attempt_id, learner)

    # --- Practice ---------------------------------------------------------------------------

    def practice_topics(self, learner: Learner) -> list[PracticeTopic]:
        """Return what can be practised just now."""
        hidden = self._hidden(learner)
        return count_topics(
            item
            for item in self._published()
            if item.kind in MARKED_BY_RULE and not hidden.covers(item)
        )

    def practise(self, request: PracticeRequest, learner: Learner) -> Attempt:
        """Begin to practise.

        Raises:
            NotFoundError: the reader may not see that library.
            WrongUseError: there is nothing of that kind to practise.
        """
        id_ = new_attempt_id()
        chosen = choose_practice(
            self._published(request.library or None),
            request,
            last_answers(self._all_of(learner)),
            self._hidden(learner),
            seed=id_,
        )
        if not chosen:
            raise WrongUseError(
                "没有符合条件的练习题。", hint="请换一个主题或题型；也可以请培训员多发布一些题。"
            )
        random = Random(id_)
        posed = [each for item in chosen for each in pose(item, _POINT, random)]
        name = f"练习：{request.topic}" if request.topic else "练习"
        self._attempts.begin_practice(learner, posed, id_=id_, name=name)
        return self.attempt(id_, learner)

    def retries(self, learner: Learner) -> list[Retry]:
        """Return what one answered wrong and not yet right twice since, the latest first."""
        return find_retries(self._all_of(learner), now(), self._hidden(learner))

    def retry(self, learner: Learner, *, count: int = 20) -> Attempt:
        """Begin to practise what one answered wrong.

        Raises:
            WrongUseError: there is nothing left of it.
        """
        id_ = new_attempt_id()
        posed = pose_retries(
            self._all_of(learner),
            {item.id: item for item in self._published()},
            now(),
            self._hidden(learner),
            seed=id_,
            count=count,
        )
        if not posed:
            raise WrongUseError("没有要重做的错题。", hint="可以选一个主题练习新题。")
        self._attempts.begin_practice(learner, posed, id_=id_, name="错题重做")
        return self.attempt(id_, learner)

    # --- Marking ----------------------------------------------------------------------------

    def to_mark(self, test_id: str = "") -> list[ToMark]:
        """Return the short answers of a test, or of every one, unmarked ones first.

        Raises:
            NotFoundError: there is no such test that the reader may see.
        """
        if test_id:
            tests = [self._tests.get(test_id, libraries=self._libraries)]
        else:
            tests = self._tests.list(libraries=self._libraries)
        sittings = self._attempts.find(
            libraries=self._libraries, test_ids=[test.id for test in tests]
        )
        return list_short_answers(sittings)

    def give_marks(self, attempt_id: str, marks: Sequence[NewMark], *, by: str = "") -> Result:
        """Keep what a person gives for short answers, and return what the attempt is worth now.

        Raises:
            NotFoundError: there is no such attempt at a test that the reader may see.
            WrongUseError: see `Attempts.give_marks`.
        """
        sitting = self._attempts.get(attempt_id, account_id=None, libraries=self._libraries)
        if sitting.test is None:
            raise NotFoundError("没有这次作答。", hint="请刷新待批改的列表。")
        self._attempts.give_marks(sitting, marks, by=by)
        again = self._attempts.get(attempt_id, account_id=None, libraries=self._libraries)
        return tell_result(again, sitting.test)

    # --- Statistics -------------------------------------------------------------------------

    def statistics(self, *, library: str = "", test_id: str = "", unit: str = "") -> Statistics:
        """Return what tests show.

        Args:
            library: Whose tests; "" for every one that the reader may see.
            test_id: Of one test alone; "" for all.
            unit: Whose learners alone count; "" for all.

        Raises:
            NotFoundError: there is no such test that the reader may see.
        """
        if test_id:
            tests = [self._tests.get(test_id, libraries=self._libraries)]
        else:
            tests = self._tests.list(libraries=self._libraries)
        wanted = [test.id for test in tests if library in ("", test.library)]
        sittings = self._attempts.find(libraries=self._libraries, test_ids=wanted)
        return measure(sittings, unit=unit)

    def statistics_sheet(self, *, library: str = "", test_id: str = "", unit: str = "") -> bytes:
        """Return what tests show as an .xlsx file with charts; as `statistics`, raises as it."""
        found = self.statistics(library=library, test_id=test_id, unit=unit)
        test = self._tests.get(test_id, libraries=self._libraries).name if test_id else ""
        scope = [name for name in (library, test, unit) if name]
        return write_statistics(found, scope="、".join(scope) or "全部测试", day=date.today())

    # --- Inside -----------------------------------------------------------------------------

    def _published(self, library: str | None = None) -> list[Item]:
        filters = ItemFilters(library=library, state=ItemState.PUBLISHED)
        return [view.item for view in self._shelf.each(filters)]

    def _own(self, attempt_id: str, learner: Learner) -> Sitting:
        return self._attempts.get(attempt_id, account_id=learner.id, libraries=self._libraries)

    def _all_of(self, learner: Learner) -> list[Sitting]:
        return self._attempts.find(libraries=self._libraries, account_id=learner.id)

    def _hidden(self, learner: Learner) -> Hidden:
        """Return what tests ask just now that the learner may still take, or is taking."""
        moment = now()
        running = [
            test
            for test in self._tests.list(libraries=self._libraries)
            if phase_of(test, moment) is not Phase.COMING and _takes(learner, test)
        ]
        own = self._attempts.states_of(learner)
        tests_by_item: dict[str, frozenset[str]] = {}
        for test in running:
            states = own.get(test.id, [])
            has_time = phase_of(test, moment) is Phase.OPEN and len(states) < test.attempts
            if not has_time and AttemptState.OPEN not in states:
                continue
            paper = self._papers.get(test.paper_id, libraries=None)
            for each in paper.items:
                for name in filter(None, (each.item.id, each.item.fact)):
                    tests_by_item[name] = tests_by_item.get(name, frozenset()) | {test.id}
        return Hidden(tests_by_item)

    def _list_tests(
        self,
        tests: Sequence[Test],
        papers: dict[str, PaperInfo],
        learner: Learner,
        *,
        for_trainer: bool,
    ) -> list[ListedTest]:
        moment = now()
        tallies = self._attempts.tallies() if for_trainer else {}
        own: dict[str, list[Sitting]] = {}
        for sitting in self._all_of(learner):
            if sitting.test:
                own.setdefault(sitting.test.id, []).append(sitting)
        return [
            _list_test(
                test, papers[test.paper_id], own.get(test.id, []), learner, moment
            ).model_copy(update=vars(tallies.get(test.id, Tally(0, 0, 0))) if for_trainer else {})
            for test in tests
        ]


def _takes(learner: Learner, test: Test) -> bool:
    return not test.departments or learner.department in test.departments


def _list_test(
    test: Test, paper: PaperInfo, own: Sequence[Sitting], learner: Learner, moment: str
) -> ListedTest:
    told = [sitting for sitting in own if may_tell_all(sitting, moment)]
    scores = [score(sitting) for sitting in told]
    passed = [reached.has_passed(test.pass_percent) for reached in scores]
    is_taker = _takes(learner, test)
    return ListedTest(
        test=test,
        phase=phase_of(test, moment),
        questions=paper.questions,
        points=paper.points,
        is_taker=is_taker,
        attempts_left=max(0, test.attempts - len(own)) if is_taker else 0,
        open_attempt_id=next((sitting.id for sitting in own if sitting.is_open), ""),
        last_attempt_id=next((sitting.id for sitting in own if not sitting.is_open), ""),
        best_points=max((reached.earned for reached in scores), default=None),
        has_passed=True if True in passed else None if None in passed or not passed else False,
    )
