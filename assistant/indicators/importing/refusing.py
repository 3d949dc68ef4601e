"""Refuse a cell, with a reason and what to do."""

from assistant.indicators.importing.schema import Refusal, RefusalCode

LONGEST_TEXT = 200


class Refused(Exception):
    """A cell of which nothing is taken.

    Args:
        key: What has the fault: the cell, or the row or column it shares it with.
        code: For programs.
        reason: In Chinese.
        hint: What to do, in Chinese.
    """

    def __init__(self, key: str, code: RefusalCode, reason: str, hint: str) -> None:
        super().__init__(reason)
        self.key = key
        self.code = code
        self.reason = reason
        self.hint = hint


class Refusals:
    """What was refused of one sheet: once for what has one fault, with how many cells it is.

    Args:
        sheet: Its name.
    """

    def __init__(self, sheet: str) -> None:
        self._sheet = sheet
        self._found: dict[tuple[str, RefusalCode], Refusal] = {}

    def add(self, refused: Refused, place: str, text: str) -> None:
        """Remember that a cell was refused."""
        key = refused.key, refused.code
        before = self._found.get(key)
        self._found[key] = (
            before.model_copy(update={"cells": before.cells + 1})
            if before
            else Refusal(
                sheet=self._sheet,
                place=place,
                text=text[:LONGEST_TEXT],
                reason=refused.reason,
                hint=refused.hint,
                code=refused.code,
            )
        )

    def all(self) -> list[Refusal]:
        """Return what was refused, in the order of the first cells."""
        return list(self._found.values())
