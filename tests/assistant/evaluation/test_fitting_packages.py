"""Fitting where its packages are not installed; `test_fitting.py` is for where they are."""

import sys

import pytest

from assistant.evaluation.fitting import PACKAGES, require_packages
from ingest.errors import ModelError


@pytest.mark.parametrize("name", PACKAGES)
def test_a_missing_package_is_named_with_the_extra_that_brings_it(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ModelError, match=name) as raised:
        require_packages()
    assert '"policy-assistant[train]"' in raised.value.hint
