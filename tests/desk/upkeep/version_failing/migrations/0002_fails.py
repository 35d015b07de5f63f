"""A migration that fails, after one that did not."""

from typing import Any

from django.db import migrations


def fail(apps: Any, schema_editor: Any) -> None:
    raise ValueError("this migration cannot be made")


class Migration(migrations.Migration):
    dependencies = [("frame", "0001_one_more_table")]
    operations = [migrations.RunPython(fail)]
