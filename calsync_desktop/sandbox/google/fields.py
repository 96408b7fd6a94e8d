"""Partial responses: what `fields=items(id,etag),nextPageToken` leaves of an answer (protocols 1.1)."""

import json
import re
from dataclasses import replace
from typing import Any, TypeAlias

from calsync_desktop.sandbox.caldav.http import Answer
from calsync_desktop.sandbox.google.errors import RefusedError
from calsync_desktop.sandbox.google.http import compact

Tree: TypeAlias = "dict[str, Tree]"


def partial(answer: Answer, wanted: str | None) -> Answer:
    """The answer with only the members that are wanted; errors stay whole."""
    if wanted is None or answer.status != 200 or not answer.body:
        return answer
    words = re.findall(r"[\w*]+|[(),/]", wanted)
    tree, rest = _tree(words)
    if rest or wanted.count("(") != wanted.count(")") or "".join(words) != wanted.replace(" ", ""):
        raise RefusedError("invalid", f"Invalid field selection {wanted}", at="fields")
    return replace(answer, body=compact(_cut(json.loads(answer.body), tree)))


def _tree(words: list[str]) -> tuple[Tree, list[str]]:
    """`a,b(c,d),e/f` as nested names, and what follows the closing bracket."""
    made: Tree = {}
    here = made
    while words:
        word, words = words[0], words[1:]
        if word == ")":
            return made, words
        if word == "(":
            inner, words = _tree(words)
            here.update(inner)
        elif word == ",":
            here = made
        elif word != "/":
            here = here.setdefault(word, {})
    return made, []


def _cut(value: Any, tree: Tree) -> Any:
    if not tree or "*" in tree:
        return value
    if isinstance(value, list):
        return [_cut(each, tree) for each in value]
    if not isinstance(value, dict):
        return value
    return {name: _cut(value[name], inner) for name, inner in tree.items() if name in value}
