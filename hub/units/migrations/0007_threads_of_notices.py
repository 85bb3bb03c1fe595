from typing import Any

from django.db import migrations


def give_threads(apps: Any, schema_editor: Any) -> None:
    """Notices from before comments could be written: those that have them open can be talked about from now on."""
    notices, threads = apps.get_model("units", "Notice"), apps.get_model("dialogue", "Thread")
    for pk in notices.objects.filter(comments_open=True, thread=None).values_list("pk", flat=True):
        notices.objects.filter(pk=pk).update(thread=threads.objects.create())


class Migration(migrations.Migration):
    dependencies = [("units", "0006_talked_about")]

    operations = [migrations.RunPython(give_threads, migrations.RunPython.noop)]
