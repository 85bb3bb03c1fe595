import django.core.validators
from django.db import migrations, models

CHECKED = django.core.validators.RegexValidator(
    "^#[0-9a-fA-F]{6}\\Z", "Write the colour as # and six digits, for example #0C4650."
)


class Migration(migrations.Migration):
    dependencies = [("profile", "0001_initial")]

    operations = [
        migrations.RenameField("profile", "name", "own_name"),
        migrations.AlterField(
            "profile",
            "own_name",
            models.CharField(
                blank=True,
                help_text="Leave it empty to use the name of the top unit.",
                max_length=80,
                verbose_name="name of the municipality",
            ),
        ),
        migrations.AddField("profile", "top_name", models.CharField(default="", editable=False, max_length=120)),
        migrations.AlterField(
            "profile",
            "main_colour",
            models.CharField(default="#0C4650", max_length=7, validators=[CHECKED], verbose_name="main colour"),
        ),
        migrations.AlterField(
            "profile",
            "accent_colour",
            models.CharField(default="#C9711F", max_length=7, validators=[CHECKED], verbose_name="accent colour"),
        ),
    ]
