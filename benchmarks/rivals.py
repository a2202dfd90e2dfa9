"""Other engines given the rules of flat accounts: the same conditions in their languages, the same values as plain records.

Each is used in the way its own documents show, and where another way is faster, in that way too. A value that is missing
is null, and what compares by size asks first whether there is a value, as whoever writes for these engines has to.
Their answers are yes and no alone: what is unknown here is no there.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

import cel
import rule_engine
import zen

from accounts.facts import AccountFacts
from accounts.metrics import Const
from accounts.values import Missing
from rules.conditions import All, AnyOf, Condition, Leaf, Op

Record = dict[str, Any]
Judge = Callable[[Record], frozenset[str]]
"""Which rules say yes."""
SIZES = {Op.AT_LEAST: ">=", Op.LESS_THAN: "<"}
COMPANY = "company."


def rivals() -> Mapping[str, Callable[[Mapping[str, Condition]], Judge]]:
    """How each is made from conditions by name."""
    return {
        "zen_graph": _zen_graph,
        "zen_graph_by_loader": _zen_graph_by_loader,
        "zen_one_expression": _zen_one_expression,
        "rule_engine": _rule_engine,
        "cel": _cel,
        "cel_by_context": _cel_by_context,
        "cel_one_program": _cel_one_program,
    }


def record(account: AccountFacts) -> Record:
    """What the rules of flat accounts may ask, by names that every engine allows."""
    values: Record = {}
    for name, fact in account.facts.items():
        if (
            name.startswith((f"{COMPANY}number_", f"{COMPANY}text_", f"{COMPANY}flag_"))
            and type(fact) is Const
        ):
            values[name.removeprefix(COMPANY)] = None if isinstance(fact.value, Missing) else fact.value
    return values


def _zen_graph(conditions: Mapping[str, Condition]) -> Judge:
    """One decision graph with an expression for each rule, made and asked as the package's own page shows."""
    decision = zen.ZenEngine().create_decision(_graph(conditions))
    return lambda values: _said(decision.evaluate(values))


def _zen_graph_by_loader(conditions: Mapping[str, Condition]) -> Judge:
    """The same graph, compiled once and fetched by its key for each account."""
    content = zen.ZenDecisionContent(_graph(conditions))
    engine = zen.ZenEngine({"loader": lambda _key: content})
    return lambda values: _said(engine.evaluate("rules", values))


def _said(answer: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(name.replace("_", "-") for name, yes in answer["result"].items() if yes)


def _graph(conditions: Mapping[str, Condition]) -> str:
    rules = [
        {"id": name, "key": name.replace("-", "_"), "value": _text(condition, "and", "or")}
        for name, condition in conditions.items()
    ]
    contents: dict[str, Record] = {
        "inputNode": {"schema": ""},
        "expressionNode": {"expressions": rules, "passThrough": False},
        "outputNode": {"schema": ""},
    }
    place = {"x": 0, "y": 0}
    nodes = [
        {"id": kind, "type": kind, "name": kind, "position": place, "content": content}
        for kind, content in contents.items()
    ]
    edges = [
        {"id": f"to {to}", "type": "edge", "sourceId": source, "targetId": to}
        for source, to in (("inputNode", "expressionNode"), ("expressionNode", "outputNode"))
    ]
    return json.dumps({"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges})


def _zen_one_expression(conditions: Mapping[str, Condition]) -> Judge:
    """No graph: a list of all rules as one expression."""
    expression, names = zen.compile_expression(_listed(conditions, "and", "or")), list(conditions)
    return lambda values: frozenset(
        name for name, yes in zip(names, expression.evaluate(values), strict=True) if yes
    )


def _rule_engine(conditions: Mapping[str, Condition]) -> Judge:
    rules = [(name, rule_engine.Rule(_text(when, "and", "or"))) for name, when in conditions.items()]
    return lambda values: frozenset(name for name, rule in rules if rule.matches(values))


def _cel(conditions: Mapping[str, Condition]) -> Judge:
    """A program for each rule, each handed the record."""
    programs = [(name, cel.compile(_text(when, "&&", "||"))) for name, when in conditions.items()]
    return lambda values: frozenset(name for name, program in programs if program.execute(values))


def _cel_by_context(conditions: Mapping[str, Condition]) -> Judge:
    """A program for each rule, and a context for each account that all of them share."""
    programs = [(name, cel.compile(_text(when, "&&", "||"))) for name, when in conditions.items()]

    def judge(values: Record) -> frozenset[str]:
        context = cel.Context(values)
        return frozenset(name for name, program in programs if program.execute(context))

    return judge


def _cel_one_program(conditions: Mapping[str, Condition]) -> Judge:
    """One program: a list of all rules."""
    program, names = cel.compile(_listed(conditions, "&&", "||")), list(conditions)
    return lambda values: frozenset(
        name for name, yes in zip(names, program.execute(values), strict=True) if yes
    )


def _listed(conditions: Mapping[str, Condition], both: str, either: str) -> str:
    return f"[{', '.join(_text(when, both, either) for when in conditions.values())}]"


def _text(condition: Condition, both: str, either: str) -> str:
    """The condition in words that all three languages share, but for those of `and` and `or`."""
    match condition:
        case All(parts):
            return f"({f' {both} '.join(_text(part, both, either) for part in parts)})"
        case AnyOf(parts):
            return f"({f' {either} '.join(_text(part, both, either) for part in parts)})"
        case Leaf(metric, op, wanted):
            name, constant = metric.removeprefix(COMPANY), json.dumps(wanted)
            if op in SIZES:
                return f"({name} != null {both} {name} {SIZES[op]} {constant})"
            return f"{name} {'in' if op == Op.IS_ANY_OF else '=='} {constant}"
        case _:
            raise ValueError(f"the rules of flat accounts hold no such condition: {condition}")
