"""The addresses of the turn of the year."""

from django.urls import path

from people.new_year import views

urlpatterns = [
    path("start-of-year/", views.start_of_year, name="start_of_year"),
    path("years/<int:year>/turns/<slug:name>/", views.turn, name="year_turn"),
    path("years/<int:year>/propose-lock/", views.propose_lock, name="propose_lock"),
    path("years/<int:year>/refuse-lock/", views.refuse_lock, name="refuse_lock"),
    path("classes/<int:school_class>/outcomes/", views.class_outcomes, name="class_outcomes"),
    path("years/<int:old>/into/<int:new>/", views.roll_over, name="roll_over"),
    path("years/<int:old>/into/<int:new>/apply/", views.roll_over_apply, name="roll_over_apply"),
    path("years/<int:old>/into/<int:new>/back/", views.roll_over_back, name="roll_over_back"),
]
