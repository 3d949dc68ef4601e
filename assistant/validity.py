"""What a reader must be told of a document that is not simply in force."""

from datetime import date

from ingest.schema import Validity


def describe_validity(
    name: str,
    *,
    validity: Validity,
    effective_on: date | None,
    repealed_on: date | None,
    replaced_by: str,
    day: date,
) -> str:
    """Return what to mind before quoting a document, in Chinese; empty where there is nothing.

    Args:
        name: How the document is called.
        validity: On that day, as `Metadata.validity_on` gives it.
        effective_on: Its day of effect, if known.
        repealed_on: Its day of repeal, if known.
        replaced_by: 文号 or title of the document that replaces it, if known.
        day: The day on which somebody reads it.

    >>> day = date(2024, 7, 1)
    >>> describe_validity("《办法》", validity=Validity.REPEALED, effective_on=None,
    ...                   repealed_on=day, replaced_by="青政规〔2024〕2号", day=day)
    '《办法》已废止（自2024年7月1日起），由青政规〔2024〕2号代替，请勿作为现行规定引用。'
    """
    if validity is Validity.REPEALED:
        since = f"（自{_in_words(repealed_on)}起）" if repealed_on else ""
        by = f"，由{replaced_by}代替" if replaced_by else ""
        return f"{name}已废止{since}{by}，请勿作为现行规定引用。"
    if effective_on is not None and effective_on > day:
        return f"{name}自{_in_words(effective_on)}起施行，目前尚未施行。"
    if validity is Validity.AMENDED:
        by = f"，见{replaced_by}" if replaced_by else ""
        return f"{name}已修改{by}，请勿作为现行规定引用。"
    if not replaced_by:
        return ""
    if repealed_on is not None:
        return f"{name}将于{_in_words(repealed_on)}废止，由{replaced_by}代替。"
    return f"{name}由{replaced_by}代替，请核对是否仍然有效。"


def _in_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
