"""The addresses of reported problems."""

from django.urls import path

from people.incidents import views

urlpatterns = [
    path("problems/", views.problems, name="problems"),
    path("problems/new/", views.problem_new, name="problem_new"),
    path("problems/<int:problem>/", views.problem, name="problem"),
    path("problems/<int:problem>/<slug:move>/", views.problem_step, name="problem_step"),
]
