
import django.db.models.deletion
import django_fsm
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0010_readings_are_no_papers'),
        ('viewflow', '0015_task_scheduled'),
        ('workflows', '0003_a_post_drafts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='approval',
            name='approval_state_is_known',
        ),
        migrations.AddField(
            model_name='approval',
            name='period',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='people.assessmentperiod', verbose_name='period'),
        ),
        migrations.AlterField(
            model_name='approval',
            name='state',
            field=django_fsm.FSMField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('reviewed', 'Reviewed'), ('signed', 'Signed'), ('locked', 'Locked'), ('issued', 'Issued'), ('confirmed', 'Confirmed')], default='draft', max_length=50, protected=True, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='bulkrun',
            name='step',
            field=models.CharField(choices=[('submit', 'Sign and submit'), ('cosign', 'Confirm'), ('review', 'Approve'), ('sign', 'Sign'), ('lock', 'Lock'), ('issue', 'Seal and issue'), ('send_back', 'Send back'), ('recall', 'Take back'), ('revise', 'Open a new revision'), ('unlock', 'Unlock')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'reviewed', 'signed', 'locked', 'issued', 'confirmed'])), name='approval_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.UniqueConstraint(condition=models.Q(('erased_at', None), ('period__isnull', False)), fields=('record_type', 'post', 'period'), name='one_record_of_a_post_and_period'),
        ),
    ]
