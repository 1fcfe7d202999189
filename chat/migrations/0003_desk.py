import django.core.validators
import django.db.models.deletion
import realtime.fields
import realtime.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agents', '0001_initial'),
        ('chat', '0002_files'),
        ('visitors', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CannedResponse',
            fields=[
                ('id', realtime.fields.IdField(default=realtime.ids.new_id, editable=False, max_length=26, primary_key=True, serialize=False)),
                ('shortcut', models.CharField(help_text='Typed after a slash: /delivery', max_length=40, validators=[django.core.validators.RegexValidator('^[\\w-]+\\Z', 'Letters, digits and hyphens, without spaces.')], verbose_name='shortcut')),
                ('text', models.TextField(help_text='May hold {name} {full_name} {email} {agent} {site} {page} {department}, with words for when it is not known: {name|there}', validators=[django.core.validators.MaxLengthValidator(4000)], verbose_name='text')),
                ('locale', models.CharField(blank=True, help_text='Empty for visitors of any language, else “de”.', max_length=20, verbose_name='language')),
            ],
            options={
                'verbose_name': 'canned reply',
                'verbose_name_plural': 'canned replies',
                'ordering': ['shortcut', 'locale'],
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('until', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'revision',
                'verbose_name_plural': 'revisions',
                'ordering': ['until', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='conversation',
            name='snoozed_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='conversation',
            name='snoozed_until',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='message',
            name='deleted_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='message',
            name='edited_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(condition=models.Q(('closed_at__isnull', False)), fields=['-closed_at'], name='closed_newest_first'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(condition=models.Q(('snoozed_at__isnull', False)), fields=['snoozed_until'], name='snoozed_until_a_time'),
        ),
        migrations.AddField(
            model_name='cannedresponse',
            name='agent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL, verbose_name='agent'),
        ),
        migrations.AddField(
            model_name='cannedresponse',
            name='department',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='agents.department', verbose_name='department'),
        ),
        migrations.AddField(
            model_name='revision',
            name='message',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='chat.message'),
        ),
        migrations.AddConstraint(
            model_name='cannedresponse',
            constraint=models.CheckConstraint(condition=models.Q(('department', None), ('agent', None), _connector='OR'), name='one_scope_a_canned_response'),
        ),
        migrations.AddConstraint(
            model_name='cannedresponse',
            constraint=models.UniqueConstraint(condition=models.Q(('agent', None), ('department', None)), fields=('shortcut', 'locale'), name='one_shortcut_for_everybody'),
        ),
        migrations.AddConstraint(
            model_name='cannedresponse',
            constraint=models.UniqueConstraint(condition=models.Q(('agent', None)), fields=('department', 'shortcut', 'locale'), name='one_shortcut_a_department'),
        ),
        migrations.AddConstraint(
            model_name='cannedresponse',
            constraint=models.UniqueConstraint(condition=models.Q(('department', None)), fields=('agent', 'shortcut', 'locale'), name='one_shortcut_an_agent'),
        ),
    ]
