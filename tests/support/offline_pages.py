"""Pages opened as files in a real browser that has no network, as from a file share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def opened_offline(browser: Any, path_of: Callable[[str], Path]) -> Iterator[Callable[..., Any]]:
    """What opens a page by its name at a width, in a mode. What the page asks for, says and complains of is kept in its `told`."""
    pages = {}
    for mode in ("light", "dark"):
        context = browser.new_context(color_scheme=mode, offline=True)
        page = pages[mode] = context.new_page()
        page.told = told = []
        page.on("console", lambda message, told=told: told.append(message.text))
        page.on("pageerror", lambda error, told=told: told.append(str(error)))
        page.on("request", lambda request, told=told: told.append(request.url))

    def open_page(name: str, width: int = 1200, mode: str = "light") -> Any:
        pages[mode].set_viewport_size({"width": width, "height": 800})
        pages[mode].goto(path_of(name).as_uri())
        return pages[mode]

    yield open_page
    for page in pages.values():
        page.context.close()
