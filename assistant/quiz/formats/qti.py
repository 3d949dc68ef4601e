"""Items as packages of the Question and Test Interoperability standard.

Version 1.2 in the dialect that Canvas reads, and version 2.1, which Blackboard reads.

References:
    1EdTech (IMS Global), "Question & Test Interoperability: ASI XML Binding" 1.2 (2002), and
    "Assessment, Section and Item Information Model" 2.1 (2012). https://www.imsglobal.org/question
"""

import zipfile
from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from typing import Any

from lxml import etree
from lxml.builder import ElementMaker

from assistant.quiz.formats.base import (
    ORDINARY_KINDS,
    SIMPLE_KINDS,
    CannotCarryError,
    Entry,
    Format,
    Notes,
    Written,
    entries,
)
from assistant.quiz.formats.keys import RATIONALE, REFERENCE
from assistant.quiz.formats.markup import to_html
from assistant.quiz.formats.spelling import explain, join_points
from assistant.quiz.schema import BLANK, CHOICES, LETTERS, Item, ItemKind, Question

ZIP = "application/zip"
TITLE = "政策知识题库"

QTI_1 = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
QTI_2 = "http://www.imsglobal.org/xsd/imsqti_v2p1"
PACKAGE_1 = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
PACKAGE_2 = "http://www.imsglobal.org/xsd/imscp_v1p1"
MATCH = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"

_LONGEST_TITLE = 60
_REMARKS = ("不含知识点、难度、认知层次和编制人；依据以文字附在反馈之后。",)


def _name(entry: Entry) -> str:
    """Return the item's id as XML takes it: names do not begin with a figure."""
    return f"item-{entry.id}"


def _title(question: Question) -> str:
    return " ".join(question.stem.split("\n"))[:_LONGEST_TITLE]


def _check_key(question: Question) -> None:
    """Refuse a question that could never be answered rightly."""
    letters = LETTERS[: len(question.options)]
    if question.kind in CHOICES or question.kind is ItemKind.ORDERING:
        if not question.key or not set(question.key) <= set(letters):
            raise CannotCarryError("没有答案，或答案没有对应的选项，")
        if question.kind is ItemKind.SINGLE_CHOICE and len(question.key) > 1:
            raise CannotCarryError(f"单选题有 {len(question.key)} 个答案，")
    elif question.kind is ItemKind.FILL_BLANK and not (
        question.key and question.stem.count(BLANK) in {0, len(question.key)}
    ):
        raise CannotCarryError("题干的空与答案对不上，")


def _accepted(question: Question) -> list[tuple[str, ...]]:
    variants = question.variants or ((),) * len(question.key)
    return [(text, *others) for text, others in zip(question.key, variants, strict=True)]


def _document(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=False))


def _zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files:
            package.writestr(name, content)
    return file.getvalue()


def _write(
    items: Sequence[Item],
    kinds: frozenset[ItemKind],
    make: Callable[[Entry], Any],
    pack: Callable[[list[tuple[str, Any]]], bytes],
) -> Written:
    notes = Notes()
    made: list[tuple[str, Any]] = []
    for entry in entries(items, kinds, notes):
        try:
            _check_key(entry.question)
        except CannotCarryError as error:
            notes.add(entry, f"{error}没有写出。")
        else:
            made.append((_name(entry), make(entry)))
    return Written(pack(made), notes.all(_REMARKS))


# --- Version 1.2 ------------------------------------------------------------------------------

_A = ElementMaker(namespace=QTI_1, nsmap={None: QTI_1})
_TYPES = {
    ItemKind.SINGLE_CHOICE: "multiple_choice_question",
    ItemKind.MULTIPLE_CHOICE: "multiple_answers_question",
    ItemKind.TRUE_FALSE: "true_false_question",
    ItemKind.FILL_BLANK: "short_answer_question",
    ItemKind.SHORT_ANSWER: "essay_question",
}


def write_qti_1(items: Sequence[Item]) -> Written:
    """Write items as a package of version 1.2, one assessment in it."""
    return _write(items, ORDINARY_KINDS, _item_1, _pack_1)


def _pack_1(made: list[tuple[str, Any]]) -> bytes:
    section = _A.section(*(item for _, item in made), ident="root_section")
    assessment = _A.assessment(section, ident="policy-assistant", title=TITLE)
    package = ElementMaker(namespace=PACKAGE_1, nsmap={None: PACKAGE_1})
    manifest = package.manifest(
        package.metadata(package.schema("IMS Content"), package.schemaversion("1.1.3")),
        package.organizations(),
        package.resources(
            package.resource(
                package.file(href="assessment/assessment.xml"),
                identifier="assessment",
                type="imsqti_xmlv1p2",
            )
        ),
        identifier="policy-assistant-quiz",
    )
    return _zipped(
        [
            ("imsmanifest.xml", _document(manifest)),
            ("assessment/assessment.xml", _document(_A.questestinterop(assessment))),
        ]
    )


def _item_1(entry: Entry) -> Any:
    question = entry.question
    blanks = _accepted(question) if question.kind is ItemKind.FILL_BLANK else []
    kind = _TYPES[question.kind]
    stem = to_html(question.stem)
    if len(blanks) > 1:
        kind = "fill_in_multiple_blanks_question"
        for number in range(1, len(blanks) + 1):
            stem = stem.replace(BLANK, f"[blank{number}]", 1)
    feedback = to_html(_feedback(question))
    processing = _A.resprocessing(
        _A.outcomes(_A.decvar(maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal"))
    )
    if feedback:
        shown = _A.displayfeedback(feedbacktype="Response", linkrefid="general_fb")
        always = _A.respcondition(_A.conditionvar(_A.other()), shown)
        always.set("continue", "Yes")
        processing.append(always)
    presentation = _A.presentation(_material(stem))
    if question.kind in CHOICES:
        _add_choices_1(question, presentation, processing)
    elif len(blanks) > 1:
        _add_blanks_1(blanks, presentation, processing)
    else:
        presentation.append(
            _A.response_str(
                _A.render_fib(_A.response_label(ident="answer1", rshuffle="No")),
                ident="response1",
                rcardinality="Single",
            )
        )
        accepted = [_equals(text) for one in blanks for text in one]
        condition = _A.conditionvar(*accepted) if accepted else _A.conditionvar(_A.other())
        processing.append(_condition(condition, points="100" if accepted else ""))
    item = _A.item(
        _A.itemmetadata(
            _A.qtimetadata(_field("question_type", kind), _field("points_possible", "1"))
        ),
        presentation,
        processing,
        ident=_name(entry),
        title=_title(question),
    )
    if feedback:
        item.append(_A.itemfeedback(_A.flow_mat(_material(feedback)), ident="general_fb"))
    return item


def _feedback(question: Question) -> str:
    """Return the explanation, before it the key of a short answer, which stands nowhere else."""
    if question.kind is not ItemKind.SHORT_ANSWER:
        return explain(question)
    told = f"{REFERENCE}{join_points(question.key)}"
    rest = explain(question)
    return f"{told}{RATIONALE}{rest}" if question.rationale else f"{told}\n{rest}".strip()


def _add_choices_1(question: Question, presentation: Any, processing: Any) -> None:
    is_multiple = question.kind is ItemKind.MULTIPLE_CHOICE
    letters = LETTERS[: len(question.options)]
    choices = _A.render_choice(
        *(
            _A.response_label(_material(to_html(option)), ident=letter)
            for letter, option in zip(letters, question.options, strict=True)
        )
    )
    presentation.append(
        _A.response_lid(
            choices, ident="response1", rcardinality="Multiple" if is_multiple else "Single"
        )
    )
    tests = [_equals(letter) for letter in question.key]
    if is_multiple:
        others = [letter for letter in letters if letter not in question.key]
        # "not" is a keyword of ours.
        denied = [_A("not", _equals(letter)) for letter in others]
        tests = [_A("and", *tests, *denied)]
    processing.append(_condition(_A.conditionvar(*tests), points="100"))


def _add_blanks_1(blanks: list[tuple[str, ...]], presentation: Any, processing: Any) -> None:
    for number, accepted in enumerate(blanks, start=1):
        labels = [
            _A.response_label(_A.material(_A.mattext(text, texttype="text/plain")), ident=ident)
            for text, ident in zip(accepted, _idents(number, accepted), strict=True)
        ]
        name = f"response_blank{number}"
        presentation.append(
            _A.response_lid(
                _A.material(_A.mattext(f"blank{number}")), _A.render_choice(*labels), ident=name
            )
        )
        tests = [_equals(ident, name) for ident in _idents(number, accepted)]
        condition = _condition(_A.conditionvar(*tests), points=f"{100 / len(blanks):.2f}")
        condition.find(f"{{{QTI_1}}}setvar").set("action", "Add")
        processing.append(condition)


def _idents(number: int, accepted: Sequence[str]) -> list[str]:
    return [f"b{number}a{place}" for place in range(1, len(accepted) + 1)]


def _condition(tests: Any, *, points: str) -> Any:
    condition = _A.respcondition(tests)
    condition.set("continue", "No")
    if points:
        condition.append(_A.setvar(points, action="Set", varname="SCORE"))
    return condition


def _equals(text: str, response: str = "response1") -> Any:
    return _A.varequal(text, respident=response)


def _material(markup: str) -> Any:
    return _A.material(_A.mattext(markup, texttype="text/html"))


def _field(label: str, entry: str) -> Any:
    return _A.qtimetadatafield(_A.fieldlabel(label), _A.fieldentry(entry))


# --- Version 2.1 ------------------------------------------------------------------------------

_B = ElementMaker(namespace=QTI_2, nsmap={None: QTI_2})


def write_qti_2(items: Sequence[Item]) -> Written:
    """Write items as a package of version 2.1: a file for each item, and a test of all of them."""
    return _write(items, SIMPLE_KINDS, _item_2, _pack_2)


def _pack_2(made: list[tuple[str, Any]]) -> bytes:
    names = [name for name, _ in made]
    section = _B.assessmentSection(
        *(_B.assessmentItemRef(identifier=name, href=f"{name}.xml") for name in names),
        identifier="section",
        title=TITLE,
        visible="true",
    )
    part = _B.testPart(
        section, identifier="part", navigationMode="nonlinear", submissionMode="simultaneous"
    )
    test = _B.assessmentTest(part, identifier="test", title=TITLE)
    package = ElementMaker(namespace=PACKAGE_2, nsmap={None: PACKAGE_2})
    resources = [
        package.resource(
            package.file(href=f"{name}.xml"),
            identifier=name,
            type="imsqti_item_xmlv2p1",
            href=f"{name}.xml",
        )
        for name in names
    ]
    whole = package.resource(
        package.file(href="test.xml"),
        *(package.dependency(identifierref=name) for name in names),
        identifier="test",
        type="imsqti_test_xmlv2p1",
        href="test.xml",
    )
    manifest = package.manifest(
        package.metadata(package.schema("QTIv2.1 Package"), package.schemaversion("1.0.0")),
        package.organizations(),
        package.resources(whole, *resources),
        identifier="policy-assistant-quiz",
    )
    return _zipped(
        [
            ("imsmanifest.xml", _document(manifest)),
            ("test.xml", _document(test)),
            *((f"{name}.xml", _document(item)) for name, item in made),
        ]
    )


def _item_2(entry: Entry) -> Any:
    question = entry.question
    item = _B.assessmentItem(
        identifier=_name(entry),
        title=_title(question),
        adaptive="false",
        timeDependent="false",
    )
    item.append(_B.itemBody())
    body = item[0]
    match question.kind:
        case ItemKind.FILL_BLANK:
            declared = _add_blanks_2(question, body)
        case ItemKind.SHORT_ANSWER:
            declared = _add_essay_2(question, body)
        case _:
            declared = _add_choices_2(question, body)
    outcomes = [_outcome("SCORE", "float", "0")]
    feedback = explain(question)
    if feedback:
        outcomes.append(_outcome("FEEDBACK", "identifier", "general"))
    for number, element in enumerate([*declared, *outcomes]):
        item.insert(number, element)
    if question.kind is ItemKind.FILL_BLANK:
        item.append(_sum_of(len(declared)))
    elif question.kind is not ItemKind.SHORT_ANSWER:
        item.append(_B.responseProcessing(template=MATCH))
    if feedback:
        item.append(
            _B.modalFeedback(
                *_paragraphs(feedback),
                outcomeIdentifier="FEEDBACK",
                identifier="general",
                showHide="show",
            )
        )
    return item


def _add_choices_2(question: Question, body: Any) -> list[Any]:
    body.extend(_paragraphs(question.stem))
    choices = [
        _B.simpleChoice(*_lines(option), identifier=letter)
        for letter, option in zip(LETTERS, question.options, strict=False)
    ]
    if question.kind is ItemKind.ORDERING:
        body.append(_B.orderInteraction(*choices, responseIdentifier="RESPONSE", shuffle="false"))
    else:
        most = "0" if question.kind is ItemKind.MULTIPLE_CHOICE else "1"
        body.append(
            _B.choiceInteraction(
                *choices, responseIdentifier="RESPONSE", shuffle="false", maxChoices=most
            )
        )
    cardinality = {
        ItemKind.ORDERING: "ordered",
        ItemKind.MULTIPLE_CHOICE: "multiple",
    }.get(question.kind, "single")
    correct = _B.correctResponse(*(_B.value(letter) for letter in question.key))
    return [
        _B.responseDeclaration(
            correct, identifier="RESPONSE", cardinality=cardinality, baseType="identifier"
        )
    ]


def _add_blanks_2(question: Question, body: Any) -> list[Any]:
    """Put a field at each blank, or below a stem without any."""
    number = 0
    stem = question.stem if BLANK in question.stem else f"{question.stem}\n{BLANK}"
    for line in stem.split("\n"):
        first, *rest = line.split(BLANK)
        paragraph = _B.p(first)
        for after in rest:
            number += 1
            field = _B.textEntryInteraction(responseIdentifier=f"RESPONSE{number}")
            field.tail = after
            paragraph.append(field)
        body.append(paragraph)
    declared = []
    for place, accepted in enumerate(_accepted(question), start=1):
        mapping = _B.mapping(
            *(_B.mapEntry(mapKey=text, mappedValue="1") for text in dict.fromkeys(accepted)),
            defaultValue="0",
        )
        declared.append(
            _B.responseDeclaration(
                _B.correctResponse(_B.value(accepted[0])),
                mapping,
                identifier=f"RESPONSE{place}",
                cardinality="single",
                baseType="string",
            )
        )
    return declared


def _add_essay_2(question: Question, body: Any) -> list[Any]:
    body.append(_B.rubricBlock(*_paragraphs(join_points(question.key)), view="scorer"))
    body.extend(_paragraphs(question.stem))
    body.append(_B.extendedTextInteraction(responseIdentifier="RESPONSE"))
    return [_B.responseDeclaration(identifier="RESPONSE", cardinality="single", baseType="string")]


def _outcome(name: str, base: str, value: str) -> Any:
    return _B.outcomeDeclaration(
        _B.defaultValue(_B.value(value)), identifier=name, cardinality="single", baseType=base
    )


def _sum_of(blanks: int) -> Any:
    points = [_B.mapResponse(identifier=f"RESPONSE{place}") for place in range(1, blanks + 1)]
    return _B.responseProcessing(_B.setOutcomeValue(_B.sum(*points), identifier="SCORE"))


def _paragraphs(text: str) -> list[Any]:
    return [_B.p(line) for line in text.split("\n")]


def _lines(text: str) -> list[Any]:
    """Return a text as what stands in an element, its line breaks as elements."""
    first, *rest = text.split("\n")
    parts: list[Any] = [first]
    for line in rest:
        broken = _B.br()
        broken.tail = line
        parts.append(broken)
    return parts


QTI_12 = Format(
    name="qti12",
    label="QTI 1.2（Canvas）",
    suffix=".zip",
    media_type=ZIP,
    kinds=ORDINARY_KINDS,
    write=write_qti_1,
    remarks=_REMARKS,
)

QTI_21 = Format(
    name="qti21",
    label="QTI 2.1（Blackboard 等）",
    suffix=".zip",
    media_type=ZIP,
    kinds=SIMPLE_KINDS,
    write=write_qti_2,
    remarks=_REMARKS,
)
