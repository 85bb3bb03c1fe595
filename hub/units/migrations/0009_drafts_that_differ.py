from django.db import migrations
from django.db.models import Exists, F, OuterRef, Q


def tell_apart(apps, schema_editor):
    """A draft that nobody has touched since it was published is no open draft."""
    drafts = apps.get_model("units", "PageDraft").objects
    revisions = apps.get_model("units", "PageRevision").objects
    published = revisions.filter(page=OuterRef("page"), kind="published", at__gte=OuterRef("saved_at"))
    same = revisions.filter(page=OuterRef("page"), kind="published", title=OuterRef("title"), body=OuterRef("body"))
    current = Q(page__current__isnull=False, page__current__title=F("title"), page__current__body=F("body"))
    alike = drafts.filter(current | Q(Exists(published)) | Q(page__current=None) & Exists(same))
    numbers = list(alike.values_list("pk", flat=True))
    for start in range(0, len(numbers), 500):
        drafts.filter(pk__in=numbers[start : start + 500]).update(differs=False)


class Migration(migrations.Migration):
    dependencies = [("units", "0008_pages_kept_true")]

    operations = [migrations.RunPython(tell_apart, migrations.RunPython.noop)]
