"""A device in words, from what its browser says of itself: enough to know one's own again, no more."""

from __future__ import annotations

from django.utils.translation import gettext

# The first that fits: most browsers also name those that they descend from.
BROWSERS = (
    ("MicroMessenger/", "WeChat"), ("DingTalk/", "DingTalk"), ("Edg/", "Edge"), ("QQBrowser/", "QQ"), ("Qaxbrowser/", "Qianxin"),
    ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("Windows", "Windows"), ("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
    ("Mac OS X", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def device_words(agent: str) -> str:
    """``Chrome, Windows`` of a browser's ``User-Agent``.

    >>> device_words("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130.0")
    'Edge, Windows'
    """
    words = [_first(BROWSERS, agent), _first(SYSTEMS, agent)]
    return ", ".join(word for word in words if word) or gettext("an unknown device")


def _first(known: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for sign, name in known if sign in agent), "")
