"""What roles took the place of goes."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("agents", "0003_roles")]

    operations = [
        migrations.RemoveField(model_name="agent", name="is_staff"),
        migrations.RemoveField(model_name="agent", name="is_superuser"),
        migrations.RemoveField(model_name="agent", name="groups"),
        migrations.RemoveField(model_name="agent", name="user_permissions"),
    ]
