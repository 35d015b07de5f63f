"""Makes the helpers beside this file importable, and knows the marker of the tests that start an LDAP server.

ldap3 2.9.1 (2021) uses names of pyasn1 that pyasn1 0.6 has renamed; its old names still work.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "directory: needs an LDAP server, Debian's slapd (make test-all)")
    config.addinivalue_line("filterwarnings", "ignore:(tag|type)Map is deprecated:DeprecationWarning")
