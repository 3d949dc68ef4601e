"""The OpenAPI document of the web application, printed; the page's API client is typed by it."""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.api.server import create_app
from assistant.testing import canned_office


def main() -> None:
    """Print the document as JSON; no library and no model is opened."""
    with TemporaryDirectory(prefix="policy-openapi-") as folder:
        json.dump(create_app(canned_office(folder=Path(folder))).openapi(), sys.stdout)


if __name__ == "__main__":
    main()
