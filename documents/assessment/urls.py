"""The addresses of what is known of pupils' results beside the records."""

from django.urls import path

from documents.assessment.answers import views as answers
from documents.assessment.brought_results import views as brought
from documents.assessment.honours import views as honours
from documents.assessment.ways import views as ways

urlpatterns = [
    path("answers/", answers.answers, name="assessment_answers"),
    path("classes/<int:school_class>/brought/", brought.of_class, name="brought_to_class"),
    path(
        "classes/<int:school_class>/brought/<uuid:pupil>/<int:period>/",
        brought.of_pupil,
        name="brought_by_pupil",
    ),
    path("classes/<int:school_class>/honours/", honours.of_class, name="honours_of_class"),
    path("classes/<int:school_class>/ways/", ways.of_class, name="ways_of_class"),
    path("classes/<int:school_class>/ways/<uuid:pupil>/", ways.of_pupil, name="way_of_pupil"),
]
