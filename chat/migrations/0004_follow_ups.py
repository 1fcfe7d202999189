import django.db.models.deletion
import realtime.fields
import realtime.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agents', '0001_initial'),
        ('chat', '0003_desk'),
        ('visitors', '0002_test_visitors'),
    ]

    operations = [
        migrations.AddField(
            model_name='conversation',
            name='follow_up',
            field=models.CharField(blank=True, choices=[('', 'no address'), ('ready', 'nothing to tell'), ('due', 'an answer waits to be read'), ('sending', 'on its way'), ('sent', 'sent'), ('failed', 'could not be delivered'), ('stopped', 'no mail wanted')], editable=False, max_length=8),
        ),
        migrations.AddField(
            model_name='conversation',
            name='follow_up_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(condition=models.Q(('follow_up', 'due')), fields=['follow_up_at'], name='answers_to_be_mailed'),
        ),
        migrations.CreateModel(
            name='FollowUp',
            fields=[
                ('id', realtime.fields.IdField(default=realtime.ids.new_id, editable=False, max_length=26, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('asked', models.BooleanField(default=False)),
                ('begun_at', models.DateTimeField()),
                ('try_at', models.DateTimeField()),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('upto', models.PositiveIntegerField(default=0)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('sent', 'sent'), ('cancelled', 'not needed any more'), ('failed', 'could not be delivered')], max_length=10)),
                ('link_used_at', models.DateTimeField(blank=True, null=True)),
                ('link_used_by', models.CharField(blank=True, max_length=64)),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='follow_ups', to='chat.conversation')),
            ],
            options={
                'verbose_name': 'follow-up',
                'verbose_name_plural': 'follow-ups',
                'ordering': ['begun_at'],
                'indexes': [models.Index(condition=models.Q(('ended_at', None)), fields=['try_at'], name='follow_ups_on_their_way')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('conversation',), name='one_open_follow_up')],
            },
        ),
    ]
