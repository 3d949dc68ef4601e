"""What a template may say: names, filters, loops and conditions, and nothing that could harm.

Templates are uploaded by people. A template reads figures and words that are offered to it, in
bounded time, and gets at nothing else of the program.
"""

import re
from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches
from typing import Any

from jinja2 import Environment, StrictUndefined, TemplateSyntaxError, nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import SandboxedEnvironment
from jinja2.visitor import NodeTransformer

from assistant.report.variables import Tag

_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.For,
    nodes.If,
    nodes.Assign,
    nodes.Name,
    nodes.Const,
    nodes.List,
    nodes.Tuple,
    nodes.Keyword,
    nodes.CondExpr,
    nodes.Filter,
    nodes.Test,
    nodes.Call,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Neg,
    nodes.Pos,
    nodes.Add,
    nodes.Sub,
)
_LOOP = frozenset({"index", "index0", "revindex", "first", "last", "length"})
_STATEMENTS = {
    "for": "{{% {} %}}{{% endfor %}}",
    "if": "{{% {} %}}{{% endif %}}",
    "elif": "{{% if x %}}{{% {} %}}{{% endif %}}",
    "set": "{{% {} %}}",
    "else": "",
    "endfor": "",
    "endif": "",
}
_PLAIN = Environment(autoescape=True)
_STEP = " step"  # with a blank, so that no template can call it


class Language(SandboxedEnvironment):
    """The Jinja environment of one rendering.

    Args:
        resolve: Gives what a name stands for.
        show: Gives what is printed for a thing, in plain text or as markup.
        step: Told of every line that is carried out; may raise to stop.
        filters: By name.
        tests: By name.
        functions: What a template may call.
    """

    def __init__(
        self,
        *,
        resolve: Callable[[str], Any],
        show: Callable[[Any], Any],
        step: Callable[[int], None],
        filters: Mapping[str, Callable[..., Any]],
        tests: Mapping[str, Callable[..., bool]],
        functions: type,
    ) -> None:
        super().__init__(
            undefined=StrictUndefined,
            autoescape=True,
            optimized=False,
            finalize=pass_context(lambda _context, thing: show(thing)),
        )
        self._functions = functions
        self.resolve_name = resolve
        self.context_class = _Names
        self.globals.clear()
        self.filters = {**filters, _STEP: pass_context(lambda _context, line: step(line))}
        self.tests = dict(tests)
        # Sums of figures are figures; `*` and `/` have filters that say what they mean.
        self.intercepted_binops = frozenset({"+", "-"})

    # --- What a template reaches ------------------------------------------------------------

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return what stands behind a dot: things made for templates say it themselves."""
        if hasattr(type(obj), "member"):
            return obj.member(attribute)
        if isinstance(obj, LoopContext) and attribute in _LOOP:
            return getattr(obj, attribute)
        raise SecurityError(f"这里不能写“.{attribute}”")

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return what stands in brackets behind a thing."""
        if isinstance(argument, str):
            return self.getattr(obj, argument)
        if isinstance(obj, list | tuple) and isinstance(argument, int):
            try:
                return obj[argument]
            except IndexError:
                raise SecurityError(f"一共只有 {len(obj)} 个，没有第 {argument + 1} 个") from None
        raise SecurityError("方括号里只能写名称或序号")

    def is_safe_callable(self, obj: Any) -> bool:
        """Return whether a template may call a thing."""
        return isinstance(obj, self._functions)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Add or subtract two figures."""
        numbers = int | float
        if hasattr(type(left), "combine") and hasattr(type(right), "combine"):
            return left.combine(operator, right)
        if isinstance(left, numbers) and isinstance(right, numbers):
            return super().call_binop(context, operator, left, right)
        raise SecurityError(f"“{operator}”两边应当都是指标")

    # --- What a template says ---------------------------------------------------------------

    def translate(self, source: str) -> Any:
        """Return a template that tells of each line before it is carried out.

        Raises:
            TemplateSyntaxError: loops and conditions do not end where they should.
        """
        tree = _Stepping().visit(self.parse(source))
        try:
            code = self.compile(tree)
        except SyntaxError as error:
            # Python nests twenty loops and no more.
            raise TemplateSyntaxError("循环套得太深", 1) from error
        return self.template_class.from_code(self, code, self.make_globals(None))


class _Names(Context):
    """Looks up what is not a variable of a loop."""

    def resolve_or_missing(self, key: str) -> Any:
        if key in self.vars:
            return self.vars[key]
        assert isinstance(self.environment, Language)
        return self.environment.resolve_name(key)


class _Stepping(NodeTransformer):
    """Puts a step before each line, so that its place is known and endless work ends."""

    def visit_Output(self, node: nodes.Output) -> list[nodes.Node]:  # noqa: N802
        found: list[nodes.Node] = []
        for child in node.nodes:
            if not isinstance(child, nodes.TemplateData):
                found.append(_step(child))
            found.append(nodes.Output([child], lineno=child.lineno))
        return found

    def visit_If(self, node: nodes.If) -> list[nodes.Node]:  # noqa: N802
        for each in (node, *node.elif_):
            each.body = self._visit_all(each.body)
        node.else_ = self._visit_all(node.else_)
        return [_step(node), node]

    def visit_For(self, node: nodes.For) -> list[nodes.Node]:  # noqa: N802
        node.body = [_step(node), *self._visit_all(node.body)]
        node.else_ = self._visit_all(node.else_)
        return [_step(node), node]

    def visit_Assign(self, node: nodes.Assign) -> list[nodes.Node]:  # noqa: N802
        return [_step(node), node]

    def _visit_all(self, body: list[nodes.Node]) -> list[nodes.Node]:
        return [new for node in body for new in self.visit_list(node)]


def _step(node: nodes.Node) -> nodes.Node:
    line = nodes.Const(node.lineno)
    call = nodes.Filter(line, _STEP, [], [], None, None, lineno=node.lineno)
    return nodes.ExprStmt(call, lineno=node.lineno)


def check(tag: Tag, *, filters: Collection[str], tests: Collection[str]) -> str:
    """Return what is wrong with a tag read on its own, in Chinese; "" when nothing is.

    Args:
        tag: Of a template.
        filters: Names of those there are.
        tests: Likewise.
    """
    if not tag.body:
        return "花括号里没有内容"
    source = complete(tag)
    if source is None:
        word = tag.body.partition(" ")[0]
        known = "、".join(_STATEMENTS)
        return f"不认识“{word}”，模板里可以用 {known}"
    try:
        for node in _PLAIN.parse(source).find_all(nodes.Node):
            if not isinstance(node, _ALLOWED) or getattr(node, "recursive", False):
                return "模板里不能这样写"
            if isinstance(node, nodes.Filter) and node.name not in filters:
                return _unknown("过滤器", node.name, filters)
            if isinstance(node, nodes.Test) and node.name not in tests:
                return _unknown("判断", node.name, tests)
    except TemplateSyntaxError as error:
        return tell_syntax_error(error)
    except RecursionError:
        return "括号套得太深"
    return ""


def check_structure(source: str) -> TemplateSyntaxError | None:
    """Return what is wrong with where the loops and conditions of a source end, if anything."""
    try:
        _PLAIN.parse(source)
    except TemplateSyntaxError as error:
        return error
    return None


def complete(tag: Tag) -> str | None:
    """Return source that can be parsed on its own, with what a statement lacks; None for none."""
    if tag.is_output:
        return tag.source
    frame = _STATEMENTS.get(tag.body.partition(" ")[0])
    return None if frame is None else frame.format(tag.body)


# --- Telling what is wrong --------------------------------------------------------------------

_SYNTAX = (
    (
        re.compile(
            r"Unexpected end of template.*?innermost block that needs to be closed is '(\w+)'"
        ),
        "“{}”没有结束，请补上 end{}",
    ),
    (re.compile(r"Encountered unknown tag '(\w+)'"), "“{}”前面没有对应的开始"),
    (re.compile(r"expected token '?([^',]+)'?, got '?([^']+)'?"), "“{1}”写在了不该写的地方"),
    (re.compile(r"unexpected char '(.+)' at"), "有不认识的符号“{}”"),
    (re.compile(r"unexpected '(.+)'"), "“{}”写在了不该写的地方"),
)


def tell_syntax_error(error: TemplateSyntaxError) -> str:
    """Return in Chinese what Jinja says."""
    said = error.message or ""
    if not said.isascii() and "char" not in said and "got" not in said and "tag" not in said:
        return said
    for pattern, words in _SYNTAX:
        if match := pattern.search(said):
            return words.format(*match.groups(), *match.groups())
    return "写法不对，请与说明中的例子对照"


def _unknown(kind: str, name: str, known: Collection[str]) -> str:
    near = get_close_matches(name, list(known), n=1, cutoff=0.3)
    meant = f"，是不是“{near[0]}”" if near else ""
    return f"没有叫“{name}”的{kind}{meant}；可用的有：{'、'.join(sorted(known))}"
