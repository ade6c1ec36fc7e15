"""JSON over HTTPS with the standard library: certificate checked, bounded retries, errors in words."""

from __future__ import annotations

import json
import os
import ssl
import time
import urllib.error
import urllib.request
from typing import Any, Dict, List, Optional

TIMEOUT_S = 30
TRIES = 4
LONGEST_PAUSE_S = 30.0


class ApiError(Exception):
    """The server refused or could not be reached. `status` is 0 when there was no answer."""

    def __init__(self, status: int, message: str, code: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.code = code


def ca_files() -> List[str]:
    """Certificate authorities beside the system's own: as requests, OpenSSL and the GitLab runner name them."""
    names = ("CI_SERVER_TLS_CA_FILE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")
    paths = [os.environ.get(name, "") for name in names]
    return [path for path in dict.fromkeys(paths) if os.path.isfile(path)]


class Api:
    def __init__(self, token: str) -> None:
        self._token = token
        context = ssl.create_default_context()
        for path in ca_files():
            context.load_verify_locations(cafile=path)
        # Redirects are not followed: the token must not travel to another host.
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=context), _NoRedirect()
        )

    def json(self, method: str, url: str, body: Optional[Dict[str, Any]] = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        answer = self.send(method, url, data, "application/json")
        try:
            return json.loads(answer) if answer else {}
        except ValueError as error:
            raise ApiError(200, f"{url} did not answer with JSON.") from error

    def send(self, method: str, url: str, data: Optional[bytes], content_type: str) -> bytes:
        headers = {"Content-Type": content_type, "Accept": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        for attempt in range(1, TRIES + 1):
            request = urllib.request.Request(url, data=data, headers=headers, method=method)
            try:
                with self._opener.open(request, timeout=TIMEOUT_S) as response:
                    return response.read()
            except urllib.error.HTTPError as error:
                # 500 is not among them: GitLab answers it to what it cannot handle, today and tomorrow.
                again = error.code in (429, 502, 503, 504)
                if not again or attempt == TRIES:
                    raise _refused(error, method, url) from None
                pause = _retry_after(error.headers.get("Retry-After"), attempt)
            except (urllib.error.URLError, OSError) as error:
                reason = getattr(error, "reason", error)
                if isinstance(reason, ssl.SSLCertVerificationError) or attempt == TRIES:
                    raise ApiError(0, f"{_place(url)} cannot be reached: {reason}") from error
                pause = _retry_after(None, attempt)
            time.sleep(pause)
        raise AssertionError("unreachable")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_named: Any) -> None:
        return None


def _refused(error: urllib.error.HTTPError, method: str, url: str) -> ApiError:
    text = error.read(2000).decode(errors="replace")
    code = ""
    try:
        body = json.loads(text)
        code = str(body.get("error_code", ""))
        text = str(body.get("message") or body.get("error") or code)
    except (ValueError, AttributeError):
        pass
    hint = {
        401: " Is the token valid, with the scope api and the role Developer or above?",
        403: " Does the token have the scope api?",
        404: " Is the project id in the URL right, and may the token see the project?",
    }.get(error.code, "")
    return ApiError(error.code, f"{method} {_place(url)} was answered with {error.code}: {text}.{hint}", code)


def _retry_after(header: Optional[str], attempt: int) -> float:
    try:
        return min(LONGEST_PAUSE_S, float(header or ""))
    except ValueError:
        return min(LONGEST_PAUSE_S, 0.5 * 2 ** (attempt - 1))


def _place(url: str) -> str:
    return url.split("?", 1)[0]
