"""The reference of the HTTP API as one plain page, made of its OpenAPI description."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

__all__ = ["reference_page"]

Described = Mapping[str, Any]


def reference_page(described: Described) -> str:
    """The page; it loads nothing but the style of Newsdesk's own pages."""
    info = described["info"]
    body = "".join([*_calls(described["paths"]), "<h2>Nouns</h2>", *_nouns(described)])
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        "<title>The HTTP API · Newsdesk</title>"
        '<link rel="stylesheet" href="../newsdesk.css"></head>'
        '<body class="nd-page"><header><a class="nd-name" href="../">Newsdesk</a></header>'
        "<main><article><h1>The HTTP API of Newsdesk</h1>"
        f"<p>{escape(info['description'])} Machines read "
        '<a href="openapi.json">openapi.json</a>.</p>'
        f"{body}</article></main></body></html>"
    )


def _calls(paths: Described) -> Iterator[str]:
    for path, methods in paths.items():
        for method, call in methods.items():
            yield f"<h2><code>{method.upper()} /api{escape(path)}</code></h2>"
            yield f"<p>{escape(call['description'])}</p>"
            yield _table(
                (each["name"], each["schema"], each.get("required", False))
                for each in call.get("parameters", ())
            )
            body = call.get("requestBody", {}).get("content", {})
            yield "".join(f"<p>Body: {_kind(each['schema'])}</p>" for each in body.values())
            reply = call["responses"]["200"].get("content", {}).get("application/json", {})
            yield f"<p>Reply: {_kind(reply.get('schema', {}))}</p>"


def _nouns(described: Described) -> Iterator[str]:
    for name, schema in described["components"]["schemas"].items():
        if name.startswith(("HTTPValidation", "ValidationError")):
            continue
        yield f'<h3 id="{escape(name)}">{escape(name)}</h3>'
        yield f"<p>{escape(schema.get('description', ''))}</p>"
        required = schema.get("required", ())
        fields = schema.get("properties", {})
        yield _table((field, each, field in required) for field, each in fields.items())


def _table(rows: Iterator[tuple[str, Described, bool]]) -> str:
    lines = "".join(
        f"<tr><td><code>{escape(name)}</code></td><td>{_kind(schema)}</td>"
        f"<td>{'required' if required else _default(schema)}</td>"
        f"<td>{escape(schema.get('description', ''))}</td></tr>"
        for name, schema, required in rows
    )
    return f"<table>{lines}</table>" if lines else ""


def _default(schema: Described) -> str:
    default = schema.get("default")
    return "" if default in (None, "", []) else f"default {escape(str(default))}"


def _kind(schema: Described) -> str:
    """The type of a value in words, with links to the nouns."""
    if "$ref" in schema:
        name = escape(schema["$ref"].rsplit("/", 1)[-1])
        return f'<a href="#{name}">{name}</a>'
    if "anyOf" in schema:
        kinds = (_kind(each) for each in schema["anyOf"] if each.get("type") != "null")
        return " or ".join(kinds)
    if "enum" in schema:
        return " or ".join(f"<code>{escape(str(each))}</code>" for each in schema["enum"])
    if schema.get("type") == "array":
        items = schema.get("items") or (schema.get("prefixItems") or [{}])[0]
        return f"list of {_kind(items)}"
    return escape(schema.get("format") or schema.get("type") or "any")
