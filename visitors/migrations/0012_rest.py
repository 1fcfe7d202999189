"""Visitors get what their browser is called on pages: until the chat is used there, the visitor's own id."""

from django.db import migrations, models


def own_ids(apps, _schema_editor):
    """Let everybody who is known begin with their own."""
    apps.get_model("visitors", "Visitor").objects.update(browser=models.F("id"))


class Migration(migrations.Migration):

    dependencies = [
        ("visitors", "0011_ban"),
    ]

    operations = [
        migrations.AddField(
            model_name="visitor",
            name="browser",
            field=models.CharField(db_index=True, default="", editable=False, max_length=26),
            preserve_default=False,
        ),
        migrations.RunPython(own_ids, migrations.RunPython.noop),
    ]
