"""Read web pages saved in one file (.mht, .mhtml), which are mail messages (RFC 2557)."""

from email import policy
from email.message import Message
from email.parser import BytesParser
from pathlib import Path

from ingest.errors import EmptyDocumentError
from ingest.loaders.html import read_page
from ingest.loaders.sniffing import MHT
from ingest.schema import LoadedFile
from ingest.settings import LimitSettings


class MhtLoader:
    """Reads the page in a saved web page; see `Loader`."""

    media_types: frozenset[str] = frozenset({MHT})

    def __init__(self, limits: LimitSettings) -> None:
        self._limits = limits

    def load(self, path: Path) -> LoadedFile:
        """Read a saved web page; see `Loader`."""
        # The lenient policy: programs that write these files seldom keep to the standard.
        message = BytesParser(policy=policy.compat32).parsebytes(path.read_bytes())
        page = next((part for part in message.walk() if _is_page(part)), None)
        data = None if page is None else page.get_payload(decode=True)
        if page is None or not isinstance(data, bytes):
            raise EmptyDocumentError(
                f"《{path.name}》里没有网页。", hint="请在浏览器中重新保存，或打印为 PDF 后上传。"
            )
        declared = str(page.get_content_charset() or "")
        loaded = read_page(data, path.name, declared=declared)
        return loaded.model_copy(update={"media_type": MHT})


def _is_page(part: Message) -> bool:
    """True for the first page of the file; frames and advertisements come behind it."""
    return part.get_content_type() in {"text/html", "application/xhtml+xml"}
