"""Whether a Prefect server is at work: asked here alone, without Prefect and without what takes long to import."""

from __future__ import annotations

import urllib.error
import urllib.request

_PATIENCE_SECONDS = 5


def trouble_of(address: str) -> str:
    """What keeps the server at an API address from answering, as an error's name; empty: it answers."""
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=_PATIENCE_SECONDS):
            return ""
    except urllib.error.HTTPError as error:
        return f"HTTP {error.code}"
    except urllib.error.URLError as error:
        return type(error.reason).__name__ if isinstance(error.reason, Exception) else type(error).__name__
    except (OSError, ValueError) as error:
        return type(error).__name__


def is_answering(address: str) -> bool:
    return not trouble_of(address)
