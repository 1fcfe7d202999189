import django.db.models.deletion
import django.utils.timezone
import realtime.fields
import realtime.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('visitors', '0003_audit'),
    ]

    operations = [
        migrations.AddField(
            model_name='customer',
            name='attributes',
            field=models.JSONField(blank=True, default=dict, verbose_name='attributes'),
        ),
        migrations.AddField(
            model_name='customer',
            name='sources',
            field=models.JSONField(default=dict, editable=False),
        ),
        migrations.AddField(
            model_name='visit',
            name='user_agent',
            field=models.CharField(blank=True, max_length=400),
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', realtime.fields.IdField(default=realtime.ids.new_id, editable=False, max_length=26, primary_key=True, serialize=False)),
                ('client_id', models.CharField(editable=False, max_length=64, null=True)),
                ('author_id', models.CharField(max_length=26)),
                ('author_name', models.CharField(max_length=120)),
                ('text', models.TextField(verbose_name='text')),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('edited_at', models.DateTimeField(blank=True, null=True)),
                ('visitor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='visitors.visitor')),
            ],
            options={
                'verbose_name': 'note about a person',
                'verbose_name_plural': 'notes about people',
                'ordering': ['-written_at'],
                'constraints': [models.UniqueConstraint(fields=('author_id', 'client_id'), name='one_note_a_client_id')],
            },
        ),
    ]
