"""Write the equations of Word documents in one line, as people type them."""

from collections.abc import Callable, Mapping

from lxml.etree import _Element as Element

from ingest.loaders.numerals import superscript

MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DELETED = frozenset({f"{WORD}del", f"{WORD}moveFrom"})


def linear(element: Element) -> str:
    """Return an equation (`m:oMath`) or a part of one as a line of text.

    Fractions become (a+b)/c, powers x², indices x_i, roots √(x); brackets stand only where
    something would be read wrongly without them. ECMA-376 part 1, 22.1.
    """
    tag = element.tag
    if not isinstance(tag, str) or tag in DELETED:
        return ""
    if tag == f"{MATHS}t":
        return element.text or ""
    write = WRITERS.get(tag.removeprefix(MATHS))
    return write(element) if write else "".join(map(linear, element))


def _part(element: Element, name: str) -> str:
    """The text of a child; empty where there is none."""
    child = element.find(f"{MATHS}{name}")
    return "" if child is None else linear(child)


def _property(element: Element, name: str, default: str) -> str:
    """A value of the element's properties; its own default where it names none."""
    found = element.find(f"{element.tag}Pr/{MATHS}{name}")
    return default if found is None else str(found.get(f"{MATHS}val", ""))


def _held(text: str) -> str:
    """Text in brackets, unless it is one number, name or word."""
    return text if text.isalnum() or text.replace(".", "", 1).isdigit() else f"({text})"


def _above(text: str) -> str:
    return superscript(text) if text.isdigit() else f"^{_held(text)}" if text else ""


def _below(text: str) -> str:
    return f"_{_held(text)}" if text else ""


def _fraction(element: Element) -> str:
    return f"{_held(_part(element, 'num'))}/{_held(_part(element, 'den'))}"


def _script(element: Element) -> str:
    base = _part(element, "e")
    return f"{base}{_below(_part(element, 'sub'))}{_above(_part(element, 'sup'))}"


def _radical(element: Element) -> str:
    degree = _part(element, "deg")
    sign = f"{superscript(degree) if degree.isdigit() else degree}√"
    return f"{sign}{_held(_part(element, 'e'))}"


def _sum(element: Element) -> str:
    sign = _property(element, "chr", "∫")
    return (
        f"{sign}{_below(_part(element, 'sub'))}{_above(_part(element, 'sup'))}{_part(element, 'e')}"
    )


def _bracketed(element: Element) -> str:
    separator = _property(element, "sepChr", "|")
    inside = separator.join(map(linear, element.findall(f"{MATHS}e")))
    return f"{_property(element, 'begChr', '(')}{inside}{_property(element, 'endChr', ')')}"


def _function(element: Element) -> str:
    return f"{_part(element, 'fName')}{_held(_part(element, 'e'))}"


def _limit(element: Element) -> str:
    return f"{_part(element, 'e')}{_below(_part(element, 'lim'))}"


def _lines(element: Element) -> str:
    return "；".join(map(linear, element.findall(f"{MATHS}e")))


def _matrix(element: Element) -> str:
    rows = element.findall(f"{MATHS}mr")
    return "；".join("，".join(map(linear, row.findall(f"{MATHS}e"))) for row in rows)


WRITERS: Mapping[str, Callable[[Element], str]] = {
    "f": _fraction,
    "sSup": _script,
    "sSub": _script,
    "sSubSup": _script,
    "rad": _radical,
    "nary": _sum,
    "d": _bracketed,
    "func": _function,
    "limLow": _limit,
    "limUpp": _limit,
    "eqArr": _lines,
    "m": _matrix,
}
