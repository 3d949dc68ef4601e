"""What a document's dates say of it on a day."""

from datetime import date, timedelta

import pytest

from ingest.schema import Metadata, Validity

DAY = date(2024, 7, 1)


@pytest.mark.parametrize("validity", list(Validity))
def test_from_its_day_of_repeal_on_a_rule_is_repealed(validity: Validity) -> None:
    metadata = Metadata(validity=validity, repealed_on=DAY)
    assert metadata.validity_on(DAY) is Validity.REPEALED
    assert metadata.validity_on(DAY + timedelta(days=1)) is Validity.REPEALED
    assert metadata.validity_on(DAY - timedelta(days=1)) is not Validity.REPEALED


@pytest.mark.parametrize("validity", list(Validity))
def test_without_a_day_of_repeal_a_rule_is_what_was_said_of_it(validity: Validity) -> None:
    assert Metadata(validity=validity).validity_on(DAY) is validity


def test_a_rule_whose_repeal_is_announced_is_in_force_until_then() -> None:
    metadata = Metadata(validity=Validity.REPEALED, repealed_on=DAY)
    assert metadata.validity_on(DAY - timedelta(days=1)) is Validity.IN_FORCE
