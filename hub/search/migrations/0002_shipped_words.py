"""The words that mean the same everywhere; Shared Services takes it from here."""

from django.db import migrations

from hub.search.models import keys_of
from hub.search.shipped import GROUPS


def forwards(apps, schema_editor):
    groups = apps.get_model("search", "WordGroup").objects
    groups.bulk_create([groups.model(words=listed, keys=keys_of(listed)) for listed in GROUPS])


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
