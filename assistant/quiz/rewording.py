"""The bank's items in the words of a language model, where one is configured."""

from collections.abc import Sequence

from assistant.progress import Progress, Report, ignore
from assistant.quiz.desk import Quizzes
from assistant.quiz.schema import Draft, Item, ItemView
from assistant.quiz.with_model import ModelWriter, check_several
from ingest.schema import Record

_STAGE = "请语言模型改写"


class Reworded(Record):
    """What became of one item."""

    id: str
    is_changed: bool
    notes: tuple[str, ...] = ()
    """What was not kept of what the model wrote, in Chinese."""


class CaseMade(Record):
    """What became of a case."""

    view: ItemView | None
    """None where nothing of it could be kept."""

    notes: tuple[str, ...] = ()
    """What was not kept of what the model wrote, in Chinese."""


class Rewording:
    """Asks the model, and keeps in the bank what every check lets pass.

    Args:
        quizzes: The bank, as the reader may use it.
        writer: The model.
    """

    def __init__(self, quizzes: Quizzes, writer: ModelWriter) -> None:
        self._quizzes = quizzes
        self._writer = writer

    def reword(
        self, ids: Sequence[str], *, by: str = "", progress: Report = ignore
    ) -> list[Reworded]:
        """Smooth the stems of drafts and write their rationales; what fails stays as it was.

        Args:
            ids: Of drafts with evidence that are no cases.
            by: Username; "" from the terminal.
            progress: Told of every item.

        Raises:
            NotFoundError: there is one that the reader may not see.
            WrongUseError: there is one that is not to be reworded; those before it are done.
            EditConflictError: somebody changed one in the meantime; those before it are done.
            CancelledError: `progress` said so; those before it are done.
        """
        done: list[Reworded] = []
        for number, id_ in enumerate(ids):
            progress(Progress(done=number, total=len(ids), stage=_STAGE))
            view = self._quizzes.item(id_)
            checker = self._quizzes.checker(view.item.library)
            stem = self._writer.rephrase(view.item, checker)
            whole = self._writer.explain(stem.item, checker)
            is_changed = _draft_of(whole.item) != _draft_of(view.item)
            if is_changed:
                self._quizzes.edit(id_, _draft_of(whole.item), version=view.version, by=by)
            notes = (*stem.notes, *whole.notes)
            done.append(Reworded(id=id_, is_changed=is_changed, notes=notes))
        return done

    def write_case(self, ids: Sequence[str]) -> CaseMade:
        """Keep a case on what carries some items, as a draft whose author is the model.

        Args:
            ids: Of two to four items of one library.

        Raises:
            NotFoundError: there is one that the reader may not see.
            WrongUseError: no case can be made of them, or the bank has that very case.
        """
        items = [self._quizzes.item(id_).item for id_ in ids]
        check_several(items)
        library = items[0].library
        written = self._writer.write_case(items, self._quizzes.checker(library))
        if written.item is None:
            return CaseMade(view=None, notes=written.notes)
        view = self._quizzes.write(_draft_of(written.item), library=library, by=written.item.author)
        return CaseMade(view=view, notes=written.notes)


def _draft_of(item: Item) -> Draft:
    return Draft.model_validate({name: getattr(item, name) for name in Draft.model_fields})
