"""An answer is kept back when its figures are of a library that its reader may not see."""

from assistant.application import Assistant
from assistant.office.withholding import Withholding
from assistant.schema import Answer, AnswerStatus, Grade, LedgerFigure


def test_a_figure_of_the_ledger_counts_as_a_source(tiny_assistant: Assistant) -> None:
    figure = LedgerFigure(
        library="信访办专用",
        name="信访件",
        area="白桦县",
        period="2024年",
        text="35件",
        source="台账.xlsx B2",
    )
    answer = Answer(
        question="2024年信访件多少",
        status=AnswerStatus.ANSWERED,
        text="指标台账：2024年白桦县信访件为35件。",
        figures=(figure,),
        confidence=1.0,
        grade=Grade.QUOTABLE,
    )
    withholding = Withholding(tiny_assistant.store.library)
    assert withholding.may_see(answer, {"信访办专用"})
    assert withholding.may_see(answer, None)
    assert not withholding.may_see(answer, {"默认"})
