"""The part that counts the quiz items that four real documents give, and how long that takes."""

from collections import Counter
from time import perf_counter

from assistant.evaluation.benching.tables import make_table
from assistant.evaluation.benching.workplace import Workplace
from assistant.evaluation.quizzing import make_items, read_world
from assistant.quiz.checking import RULE_NAMES, Checker
from assistant.quiz.describing import DIFFICULTY_NAMES, KIND_NAMES
from assistant.quiz.schema import Item


def measure_quiz(workplace: Workplace) -> str:
    """Return how many items pass every check, by kind and difficulty, as Markdown.

    Every item is checked a second time against all the others, as `policy quiz check` does.
    """
    started = perf_counter()
    world = read_world(sorted((workplace.data / "seeds").glob("*.txt")))
    read = perf_counter()
    candidates, made = make_items(world)
    done = perf_counter()
    again = Checker(world, made.items).check_all(made.items)
    broken = Counter(flaw.rule for flaws in again.values() for flaw in flaws)
    characters = sum(len(source.text) for source in world.sources)
    rows = [
        [label, str(made.refused.get(rule, 0)), str(broken[rule])]
        for rule, label in RULE_NAMES.items()
    ]
    return "\n\n".join(
        [
            _kinds(made.items),
            make_table(["规则", "出题时拦下", "留下的题中"], rows),
            f"{len(world.sources)} 份资料 {characters} 字：备选 {len(candidates)} 题，留下 "
            f"{len(made.items)} 题；阅读 {read - started:.1f} 秒，"
            f"出题和检查 {done - read:.1f} 秒。",
        ]
    )


def _kinds(items: tuple[Item, ...]) -> str:
    counts = Counter((item.kind, item.difficulty) for item in items)
    kinds = [kind for kind in KIND_NAMES if any(item.kind is kind for item in items)]
    rows = [
        [
            KIND_NAMES[kind],
            *(str(counts[kind, each]) for each in DIFFICULTY_NAMES),
            str(sum(counts[kind, each] for each in DIFFICULTY_NAMES)),
        ]
        for kind in kinds
    ]
    totals = [str(sum(item.difficulty is each for item in items)) for each in DIFFICULTY_NAMES]
    rows.append(["合计", *totals, str(len(items))])
    return make_table(["题型", *DIFFICULTY_NAMES.values(), "合计"], rows)
