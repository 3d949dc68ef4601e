"""Load the prompts in `prompts/` and fill in their blanks.

A prompt is a Markdown file with `{blanks}`. A line of three hyphens parts what the model is to do,
above it, from what it is asked this time, below it; without one, all of it is asked.
"""

import re
from pathlib import Path

from assistant.errors import PromptError
from ingest.schema import Record

FOLDER = Path(__file__).parents[1] / "prompts"

_BLANK = re.compile(r"\{([a-z_]*)\}")
_STRAY_BRACE = re.compile(r"[{}]")
_PARTING = re.compile(r"^-{3,}[ \t]*$", re.MULTILINE)


class Prompt(Record):
    """A prompt whose blanks are known to be those the program fills."""

    instructions: str
    """What the model is to do; may be empty."""

    request: str
    """What it is asked, with blanks."""

    def render(self, **values: str) -> str:
        """Return the request with its blanks filled; braces in the values stay as they are."""
        return _BLANK.sub(lambda match: values[match[1]], self.request)


def load_prompt(name: str, *, blanks: frozenset[str], folder: Path = FOLDER) -> Prompt:
    """Return a prompt of `prompts/`.

    Args:
        name: The file's name without `.md`.
        blanks: What the program fills in; each must stand in the file, and no other.
        folder: Where the file lies.

    Raises:
        PromptError: the file is missing or not UTF-8, or its blanks are not these; names them.
    """
    file = f"{name}.md"
    try:
        text = (folder / file).read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(
            f"读不出提示词文件“{file}”。",
            hint="请恢复 prompts 文件夹中的原文件，并存为 UTF-8 编码。",
        ) from error
    parts = _PARTING.split(text, maxsplit=1)
    instructions, request = ("", text) if len(parts) == 1 else (parts[0].strip(), parts[1].strip())
    _check_blanks(file, instructions, request, blanks)
    return Prompt(instructions=instructions, request=request)


def _check_blanks(file: str, instructions: str, request: str, blanks: frozenset[str]) -> None:
    found = frozenset(_BLANK.findall(request))
    wrong = [f"多了 {_show(blank)}" for blank in sorted(found - blanks)]
    wrong += [f"少了 {_show(blank)}" for blank in sorted(blanks - found)]
    if _STRAY_BRACE.search(instructions + _BLANK.sub("", request)):
        wrong.append("有填空以外的花括号")
    if wrong:
        expected = "、".join(map(_show, sorted(blanks)))
        raise PromptError(
            f"提示词“{file}”的填空不对：{'；'.join(wrong)}。",
            hint=f"文件里应当恰好有这些填空：{expected}；如有“---”一行，填空都写在它的下面。",
        )


def _show(blank: str) -> str:
    return f"{{{blank}}}"
