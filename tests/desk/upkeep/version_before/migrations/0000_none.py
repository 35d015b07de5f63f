"""The same app one version before: it knows of no table."""

from django.db import migrations


class Migration(migrations.Migration):
    operations = []
