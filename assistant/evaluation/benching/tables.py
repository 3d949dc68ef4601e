"""Results as Markdown."""

from collections.abc import Iterable, Sequence


def make_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; all columns but the first stand right.

    >>> print(make_table(["谁", "毫秒"], [["本项目", "12"]]))
    | 谁 | 毫秒 |
    |---|---:|
    | 本项目 | 12 |
    """
    body = "\n".join(f"| {' | '.join(cells)} |" for cells in [header, *rows])
    head, _, rest = body.partition("\n")
    return f"{head}\n|---{'|---:' * (len(header) - 1)}|\n{rest}"
