"""The addresses of pupils' movements."""

from django.urls import path

from people.movements import views

urlpatterns = [
    path("pupils/new/<slug:way>/", views.pupil_new, name="pupil_new"),
    path("pupils/<uuid:pupil>/moves/<slug:way>/", views.pupil_move, name="pupil_move"),
    path("movements/<int:movement>/reverse/", views.movement_reverse, name="movement_reverse"),
    path("movements/<int:movement>/letter/", views.letter, name="transfer_letter"),
]
