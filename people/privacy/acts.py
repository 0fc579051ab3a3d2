"""What may be done about personal data, and by whom; the trail is told numbers and no words."""

from django.utils.translation import gettext_lazy

from people.door import Act, declare
from people.models import Duty
from people.offices import CLASS_OFFICE_AND_BOARD, OFFICE

SEE_REQUESTS = declare(
    Act(
        "data_requests_seen",
        gettext_lazy("Requests about personal data of everybody"),
        gettext_lazy("%(who)s saw the requests about personal data."),
        OFFICE,
        in_person=False,
        is_told=False,
    )
)
ENTER = declare(
    Act(
        "data_request_entered",
        gettext_lazy("Request about a pupil's data entered"),
        gettext_lazy("%(who)s entered request no. %(request)d about personal data."),
        CLASS_OFFICE_AND_BOARD,
        in_person=False,
    )
)
ENTER_OWN = declare(
    Act(
        "own_data_request_entered",
        gettext_lazy("Request about one's own data entered"),
        gettext_lazy("%(who)s entered request no. %(request)d about the own personal data."),
    )
)
ANSWER = declare(
    Act(
        "data_request_answered",
        gettext_lazy("First answer to a request about personal data"),
        gettext_lazy("%(who)s answered request no. %(request)d about personal data."),
        OFFICE,
        in_person=False,
    )
)
FULFIL = declare(
    Act(
        "data_request_done",
        gettext_lazy("Request about personal data fulfilled"),
        gettext_lazy("%(who)s did what request no. %(request)d about personal data asked for."),
        OFFICE,
        in_person=False,
    )
)
REFUSE = declare(
    Act(
        "data_request_refused",
        gettext_lazy("Request about personal data refused"),
        gettext_lazy("%(who)s refused request no. %(request)d about personal data."),
        OFFICE,
        in_person=False,
    )
)
WITHDRAW = declare(
    Act(
        "data_request_withdrawn",
        gettext_lazy("Request about personal data withdrawn"),
        gettext_lazy("%(who)s recorded that request no. %(request)d was withdrawn."),
    )
)
HAND_OUT = declare(
    Act(
        "pupil_data_handed_out",
        gettext_lazy("Copy of a pupil's data handed out"),
        gettext_lazy("%(who)s handed out a copy of everything kept on %(pupil)s."),
        OFFICE,
    )
)
SEE_READINGS = declare(
    Act(
        "readings_seen",
        gettext_lazy("Who looked at protected data, for the whole school"),
        gettext_lazy("%(who)s saw who looked at protected data."),
        (Duty.PRINCIPAL,),
        in_person=False,
        is_told=False,
    )
)
EXPORT_READINGS = declare(
    Act(
        "readings_exported",
        gettext_lazy("List of who looked at protected data taken out"),
        gettext_lazy("%(who)s took out who looked at protected data: %(rows)d rows."),
        (Duty.PRINCIPAL,),
    )
)
