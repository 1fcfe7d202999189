"""Roles take the place of ranks, groups and single permissions, which the next migration removes.

In two steps, as PostgreSQL changes no table whose rows the same transaction has touched.
"""

from django.db import migrations, models


def give_roles(apps, schema_editor):
    """Make superusers owners and staff managers; who could reach everything otherwise looks after all sites."""
    Agent = apps.get_model("agents", "Agent")
    Site = apps.get_model("visitors", "Site")
    Agent.objects.filter(is_staff=True).update(role="manager")
    Agent.objects.filter(is_superuser=True).update(role="owner")
    permission = models.Q(codename="reach_everything", content_type__app_label="agents")
    given = apps.get_model("auth", "Permission").objects.filter(permission).values("pk")
    reached = models.Q(user_permissions__in=given) | models.Q(groups__permissions__in=given)
    sites = list(Site.objects.all())
    for agent in Agent.objects.filter(reached).exclude(role="owner").distinct():
        agent.sites.set(sites)
    apps.get_model("auth", "Permission").objects.filter(permission).delete()


class Migration(migrations.Migration):

    dependencies = [
        ("agents", "0003_hours"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("visitors", "0003_hours"),
    ]

    operations = [
        migrations.AddField(
            model_name="agent",
            name="role",
            field=models.CharField(
                choices=[
                    ("viewer", "viewer"),
                    ("agent", "agent"),
                    ("supervisor", "supervisor"),
                    ("manager", "manager"),
                    ("owner", "owner"),
                ],
                default="agent",
                max_length=10,
                verbose_name="role",
            ),
        ),
        migrations.AddField(
            model_name="agent",
            name="sites",
            field=models.ManyToManyField(
                blank=True,
                help_text="Looked after as a whole, with every department that is or will be there.",
                related_name="overseers",
                to="visitors.site",
                verbose_name="sites",
            ),
        ),
        migrations.RunPython(give_roles, migrations.RunPython.noop),
        migrations.AlterModelOptions(
            name="agent",
            options={"ordering": ["name"], "verbose_name": "agent", "verbose_name_plural": "agents"},
        ),
    ]
