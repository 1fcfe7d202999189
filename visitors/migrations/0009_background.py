from datetime import UTC
from zoneinfo import ZoneInfo

import django.utils.timezone
from django.db import migrations, models

SUMS = ("visits", "views", "active_ms", "bots")


def add_up_days(apps, _editor):
    """The days of a site from its hours, by its own clocks."""
    Site, Tally = apps.get_model("visitors", "Site"), apps.get_model("visitors", "Tally")
    for site in Site.objects.all():
        days = {}
        for hour in Tally.objects.filter(site=site, span="hour").order_by("at").iterator():
            local = hour.at.astimezone(ZoneInfo(site.zone)).replace(hour=0, minute=0, fold=0)
            at = local.astimezone(UTC)
            day = days.setdefault(at, Tally(site=site, span="day", at=at))
            for name in SUMS:
                setattr(day, name, getattr(day, name) + getattr(hour, name))
        Tally.objects.bulk_create(days.values(), batch_size=500)


def drop_days(apps, _editor):
    apps.get_model("visitors", "Tally").objects.filter(span="day").delete()


class Migration(migrations.Migration):

    dependencies = [
        ("visitors", "0008_tracking"),
    ]

    operations = [
        migrations.CreateModel(
            name="Schedule",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("due_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ran_at", models.DateTimeField(null=True)),
                ("took_ms", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("error", models.CharField(blank=True, max_length=300)),
            ],
            options={"ordering": ["due_at"]},
        ),
        migrations.RemoveConstraint(model_name="sitehour", name="visitors_site_hour_once"),
        migrations.RenameModel(old_name="SiteHour", new_name="Tally"),
        migrations.AlterModelOptions(
            name="tally",
            options={
                "ordering": ["-at"],
                "verbose_name": "sums of a site",
                "verbose_name_plural": "sums of sites",
            },
        ),
        migrations.AddField(
            model_name="tally",
            name="span",
            field=models.CharField(
                choices=[("hour", "hour"), ("day", "day")], default="hour", max_length=4
            ),
        ),
        migrations.AddField(
            model_name="tally",
            name="purged_events",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddConstraint(
            model_name="tally",
            constraint=models.UniqueConstraint(fields=("site", "span", "at"), name="visitors_tally_once"),
        ),
        migrations.RunPython(add_up_days, drop_days),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["at"], name="visitors_event_at"),
        ),
    ]
