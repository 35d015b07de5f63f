"""A migration of a version to come: a table and a row in another."""

from typing import Any

from django.db import migrations, models
from django.utils.timezone import now


def fill(apps: Any, schema_editor: Any) -> None:
    apps.get_model("accounts", "FailedSignIn").objects.create(username="made by a migration", address="", at=now())


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.CreateModel(
            "Extra", [("id", models.BigAutoField(primary_key=True)), ("word", models.CharField(max_length=9))]
        ),
        migrations.RunPython(fill),
    ]
