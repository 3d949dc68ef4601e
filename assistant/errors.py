"""Every error that answering and serving add to those of the library.

PolicyError (ingest.errors)
├── WrongUseError                the command or request cannot be carried out as given
│   ├── UnitError                a unit that cannot be converted into another
│   ├── FormulaError             a formula of an indicator that cannot be read
│   └── UsernameTakenError       somebody has that username
├── NotSignedInError             nobody is signed in, or no longer
│   └── WrongCredentialsError    username and password do not belong together
├── ForbiddenError               the account's roles do not allow it
│   ├── AccountDisabledError     an administrator closed the account
│   ├── PasswordChangeRequiredError   the one-time password comes first
│   └── WrongCsrfTokenError      a page changed something without its token
├── SignInProviderError          the OpenID Connect provider does not say who it is
├── TooManyRequestsError         wait a while
│   └── AccountLockedError       too many wrong passwords
├── ConversationBusyError        a question of the conversation is being answered
├── EditConflictError            somebody else changed it in the meantime
├── PromptError                  a file in `prompts/` cannot be used as it is
├── TemplateError                a Word template cannot be used as it is
├── ReportGapsError              a report would have gaps, so there is none
├── PaperShortageError           the bank cannot fill a blueprint
├── AttemptRefusedError          a test cannot be taken, or not now
├── AttemptClosedError           an attempt takes no more answers
├── PreviewError                 a Word document cannot be shown as it prints
└── ModelError (ingest.errors)
    └── ChatModelError           the language model gives no answer; sources are quoted instead
"""

from typing import TYPE_CHECKING

from ingest.errors import ModelError, NotFoundError, PolicyError

if TYPE_CHECKING:
    from assistant.report.schema import Preflight


class WrongUseError(PolicyError):
    """The command or request cannot be carried out as given."""

    code = "wrong_use"


class UnitError(WrongUseError):
    """A unit cannot be converted into another: 万元 is no 亩, and 5% is not 5个百分点."""

    code = "wrong_unit"


class FormulaError(WrongUseError):
    """A formula of an indicator cannot be read."""

    code = "wrong_formula"


class UsernameTakenError(WrongUseError):
    """Somebody has that username."""

    code = "username_taken"


class NotSignedInError(PolicyError):
    """Nobody is signed in, or no longer."""

    code = "not_signed_in"


class WrongCredentialsError(NotSignedInError):
    """Username and password do not belong together."""

    code = "wrong_credentials"


class ForbiddenError(PolicyError):
    """The account's roles do not allow it."""

    code = "forbidden"


class AccountDisabledError(ForbiddenError):
    """An administrator closed the account."""

    code = "account_disabled"


class PasswordChangeRequiredError(ForbiddenError):
    """The one-time password must be changed before anything else."""

    code = "password_change_required"


class WrongCsrfTokenError(ForbiddenError):
    """A request that changes something came with the cookie but without the page's token."""

    code = "wrong_csrf_token"


class SignInProviderError(PolicyError):
    """The OpenID Connect provider does not say who somebody is."""

    code = "sign_in_provider_failed"


class TooManyRequestsError(PolicyError):
    """More was asked than is allowed in so short a time.

    Args:
        message: What happened, in Chinese.
        hint: What to do next, in Chinese.
        retry_after_s: Seconds after which it may be tried again.
    """

    code = "too_many_requests"

    def __init__(self, message: str, *, hint: str = "", retry_after_s: int = 60) -> None:
        super().__init__(message, hint=hint)
        self.retry_after_s = retry_after_s


class AccountLockedError(TooManyRequestsError):
    """Too many wrong passwords came before."""

    code = "account_locked"


class ConversationBusyError(PolicyError):
    """Another question of the conversation is being answered."""

    code = "conversation_busy"


class EditConflictError(PolicyError):
    """Somebody else changed it after it was read: writing it would undo their work."""

    code = "edit_conflict"


class PromptError(PolicyError):
    """A file in `prompts/` cannot be used as it is."""

    code = "wrong_prompt"


class TemplateError(PolicyError):
    """A Word template cannot be used as it is."""

    code = "wrong_template"


class ReportGapsError(PolicyError):
    """A report would have gaps, so there is none.

    Args:
        message: What happened, in Chinese.
        hint: What to do next, in Chinese.
        preflight: How everything stands that the template asks for.
    """

    code = "report_gaps"

    def __init__(self, message: str, *, hint: str = "", preflight: "Preflight") -> None:
        super().__init__(message, hint=hint)
        self.preflight = preflight


class PaperShortageError(PolicyError):
    """The bank cannot fill a blueprint; the message says what is missing."""

    code = "paper_shortage"


class AttemptRefusedError(PolicyError):
    """A test cannot be taken: not yet, no longer, or not again."""

    code = "attempt_refused"


class AttemptClosedError(PolicyError):
    """An attempt takes no more answers: it was submitted, or its time is over."""

    code = "attempt_closed"


class PreviewError(PolicyError):
    """A Word document cannot be shown as it prints."""

    code = "no_preview"


class ChatModelError(ModelError):
    """The language model gives no answer that could be used."""

    code = "chat_model_failed"


def no_such_library(name: str) -> NotFoundError:
    """Return what to raise of a library that is not there, or that the reader may not see."""
    return NotFoundError(f"没有名为“{name}”的资料库。", hint="请选择您能看到的资料库。")
