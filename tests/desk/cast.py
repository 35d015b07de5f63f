"""The cast: five people and an administrator of one region and its neighbour."""

from __future__ import annotations

from yanzhen.desk.accounts.models import Person
from yanzhen.desk.accounts.rights import Role

PASSWORD = "Goose-2026-flies"

CAST = {
    "administrator": {"full_name": "管理员", "role": Role.ADMINISTRATOR},
    "bureau_head": {"full_name": "王局", "region": "370700", "region_name": "潍坊市", "role": Role.APPROVER},
    "clerk": {
        "full_name": "林科员",
        "region": "370725",
        "region_name": "昌乐县",
        "department": "科技局",
        "role": Role.EDITOR,
    },
    "park": {
        "full_name": "赵园区",
        "region": "370725",
        "region_name": "昌乐县",
        "department": "开发区",
        "role": Role.READER,
    },
    "foreign": {
        "full_name": "外县",
        "region": "330110",
        "region_name": "余杭区",
        "department": "科技局",
        "role": Role.EDITOR,
    },
    "auditor": {"full_name": "审计员", "region": "370700", "region_name": "潍坊市", "role": Role.AUDITOR},
}


def make_cast() -> dict[str, Person]:
    """Everyone, stored."""
    return {name: Person.objects.make(name, PASSWORD, **fields) for name, fields in CAST.items()}
