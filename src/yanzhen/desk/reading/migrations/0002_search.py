"""Makes what the database at hand needs for the full text beside the models."""

from typing import Any

from django.db import migrations


def make_index(apps: Any, schema_editor: Any) -> None:
    from yanzhen.desk.reading.search import create

    create(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("reading", "0001_initial")]

    operations = [migrations.RunPython(make_index, migrations.RunPython.noop)]
