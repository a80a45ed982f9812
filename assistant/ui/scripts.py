"""What the window does in the browser itself: JavaScript functions that Gradio calls."""

from __future__ import annotations

__all__ = ["RECALL", "SHOW_CHANGED", "TO_CLIPBOARD"]

# Where in the talk the exchanges belong that this tab keeps.
_PLACES = """
    const places = () => Object.keys(sessionStorage)
        .filter(key => key.startsWith("newsdesk.")).map(key => Number(key.slice(9)))
        .sort((one, other) => one - other);
"""

# The chat with its exchanges from a place on replaced by those that the server sent; the others
# are not sent again. A tab keeps its own talk over a reload (phones reload a tab that was in the
# background), each exchange by itself; where room is short, the oldest goes. The reader's eye
# belongs at the question just asked, as soon as it is there, with its answer growing below it.
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
    const shown = chat ?? [], exchanges = place + kept.length;
    const look = patience => {
        const asked = document.querySelectorAll(".nd-question")[exchanges - 1];
        if (asked) asked.scrollIntoView({block: "start", behavior: "smooth"});
        else if (patience) setTimeout(look, 50, patience - 1);
    };
    if (2 * exchanges > shown.length) setTimeout(look, 50, 100);
    return [shown.slice(0, 2 * place).concat(messages)];
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

# The clipboard needs a secure page (https, or this machine); elsewhere the old way still works.
TO_CLIPBOARD = """(text) => {
    if (navigator.clipboard) { navigator.clipboard.writeText(text); return "Copied"; }
    const area = Object.assign(document.createElement("textarea"), {value: text});
    document.body.append(area); area.select(); document.execCommand("copy"); area.remove();
    return "Copied";
}"""
