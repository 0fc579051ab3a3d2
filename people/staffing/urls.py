"""The addresses of staff, duties, teaching and substitutions."""

from django.urls import path

from people.staffing import leaving_views, substitution_views, views

urlpatterns = [
    path("staff/", views.staff_list, name="staff"),
    path("staff/new/", views.staff_new, name="staff_new"),
    path("staff/<int:staff>/", views.staff_member, name="staff_member"),
    path("staff/<int:staff>/leave/", leaving_views.staff_leave, name="staff_leave"),
    path("staff/<int:staff>/return/", leaving_views.staff_return, name="staff_return"),
    path("duties/", views.duties, name="duties"),
    path("duties/new/", views.duty_new, name="duty_new"),
    path("duties/<int:assignment>/end/", views.duty_end, name="duty_end"),
    path("years/<int:year>/teaching/<int:grade>/", views.teaching, name="teaching"),
    path("years/<int:year>/gaps/", views.gaps, name="gaps"),
    path("substitutions/", substitution_views.substitutions, name="substitutions"),
    path("substitutions/new/", substitution_views.substitution_new, name="substitution_new"),
    path(
        "substitutions/<int:asked>/grant/",
        substitution_views.substitution_grant,
        name="substitution_grant",
    ),
    path(
        "substitutions/<int:asked>/refuse/",
        substitution_views.substitution_refuse,
        name="substitution_refuse",
    ),
    path(
        "substitutions/<int:substitution>/end/",
        substitution_views.substitution_end,
        name="substitution_end",
    ),
]
