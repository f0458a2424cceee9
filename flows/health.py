"""Whether a Prefect server is at work: asked here alone, without Prefect and without what takes long to import."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request

from giamngheo.core.formats import cause

_PATIENCE_SECONDS = 5


def trouble_of(address: str) -> str:
    """What keeps the server at an API address from answering, in a few words; empty: it answers."""
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=_PATIENCE_SECONDS):
            return ""
    except urllib.error.HTTPError as error:
        return f"HTTP {error.code}"
    except urllib.error.URLError as error:
        return cause(error.reason if isinstance(error.reason, Exception) else ValueError(error.reason))
    except http.client.InvalidURL as error:
        return cause(ValueError(error))
    except http.client.HTTPException:
        return "không trả lời như một máy chủ web"
    except (OSError, ValueError) as error:
        return cause(error)


def is_answering(address: str) -> bool:
    return not trouble_of(address)
