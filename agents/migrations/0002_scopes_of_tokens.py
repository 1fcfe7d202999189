import agents.models.api_token
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agents', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='apitoken',
            name='scopes',
            field=models.JSONField(default=agents.models.api_token.every_scope, editable=False, verbose_name='scopes'),
        ),
    ]
