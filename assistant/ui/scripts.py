"""What the window does in the browser itself: JavaScript functions that Gradio calls."""

from __future__ import annotations

__all__ = ["RECALL", "SHOW_CHANGED", "TO_CLIPBOARD", "TO_QUESTION"]

# Where in the talk the exchanges belong that this tab keeps.
_PLACES = """
    const places = () => Object.keys(sessionStorage)
        .filter(key => key.startsWith("newsdesk.")).map(key => Number(key.slice(9)))
        .sort((one, other) => one - other);
"""

# The chat with its exchanges from a place on replaced by those that the server sent; the others
# are not sent again. A tab keeps its own talk over a reload (phones reload a tab that was in the
# background), each exchange by itself; where room is short, the oldest goes.
SHOW_CHANGED = (
    """(changed, chat) => {
    const {place, messages, kept} = JSON.parse(changed);"""
    + _PLACES
    + """
    const keep = (at, exchange) => {
        try { sessionStorage.setItem(`newsdesk.${at}`, exchange); }
        catch (full) {
            const [oldest] = places();
            if (!(oldest < at)) throw full;
            sessionStorage.removeItem(`newsdesk.${oldest}`);
            keep(at, exchange);
        }
    };
    try {
        places().filter(at => at >= place + kept.length)
            .forEach(at => sessionStorage.removeItem(`newsdesk.${at}`));
        kept.forEach((exchange, more) => keep(place + more, exchange));
    } catch {}
    return [(chat ?? []).slice(0, 2 * place).concat(messages)];
}"""
)

RECALL = (
    "(session) => {"
    + _PLACES
    + """
    try {
        const kept = places().map(at => sessionStorage.getItem(`newsdesk.${at}`));
        return [session, JSON.stringify(kept)];
    } catch { return [session, ""]; }
}"""
)

# The reader's eye belongs at the question just asked, with its answer growing below it.
TO_QUESTION = """() => setTimeout(() => {
    const asked = document.querySelectorAll(".nd-question");
    asked[asked.length - 1]?.scrollIntoView({block: "start", behavior: "smooth"});
}, 60)"""

# The clipboard needs a secure page (https, or this machine); elsewhere the old way still works.
TO_CLIPBOARD = """(text) => {
    if (navigator.clipboard) { navigator.clipboard.writeText(text); return "Copied"; }
    const area = Object.assign(document.createElement("textarea"), {value: text});
    document.body.append(area); area.select(); document.execCommand("copy"); area.remove();
    return "Copied";
}"""
