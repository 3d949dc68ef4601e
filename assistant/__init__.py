"""Questions become answers: the public door of the assistant.

schema · errors · settings ◀ retrieval ◀ chain ◀ application ◀ api │ cli
"""

from assistant.application import Assistant
from assistant.errors import WrongUseError
from assistant.schema import Answer, AnswerStatus, Citation, Grade, Statement
from assistant.settings import Settings, load_settings

__all__ = [
    "Answer",
    "AnswerStatus",
    "Assistant",
    "Citation",
    "Grade",
    "Settings",
    "Statement",
    "WrongUseError",
    "load_settings",
]
