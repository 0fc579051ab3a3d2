"""What is said of a file first: the outcome in a line, and what to do about it."""

from django.utils.translation import gettext_noop

from documents.checking.verdicts import Outcome

HEADINGS = {
    Outcome.CURRENT: gettext_noop("Genuine: this file is exactly as the school keeps it"),
    Outcome.BEING_CORRECTED: gettext_noop("Genuine, but the school is correcting this record"),
    Outcome.OUTDATED: gettext_noop("Genuine, but a record that it sums up was corrected since"),
    Outcome.UNFINISHED: gettext_noop("Genuine, but not everybody has signed yet"),
    Outcome.PROVEN: gettext_noop(
        "Genuine: signed with keys of the school, and nothing was changed"
    ),
    Outcome.SUPERSEDED: gettext_noop("Genuine, but there is a newer file of this record"),
    Outcome.WITHDRAWN: gettext_noop("Withdrawn: this record counts no more"),
    Outcome.GENUINE: gettext_noop("The signatures are valid; the file is not one of this school's"),
    Outcome.NOT_KEPT: gettext_noop("This file is not like the one the school keeps"),
    Outcome.NOT_AS_RECORDED: gettext_noop("Not signed by the people the school has recorded"),
    Outcome.CHANGED: gettext_noop("This file was changed after it was signed"),
    Outcome.DOUBTFUL: gettext_noop("This file cannot be relied on"),
    Outcome.UNSIGNED: gettext_noop("This file carries no signature"),
    Outcome.UNREADABLE: gettext_noop("This file cannot be read"),
    Outcome.UNJUDGED: gettext_noop("This kind of file cannot be judged here"),
    Outcome.BUSY: gettext_noop("The file was not checked: the machine is busy"),
}
ADVICE = {
    Outcome.CURRENT: gettext_noop("Nothing was changed after signing."),
    Outcome.BEING_CORRECTED: gettext_noop(
        "Nothing was changed after signing. It counts until the corrected one is finished."
    ),
    Outcome.OUTDATED: gettext_noop(
        "Nothing in it was changed. Ask the school whether a newer one is being drawn up."
    ),
    Outcome.UNFINISHED: gettext_noop("Nothing was changed after signing."),
    Outcome.PROVEN: gettext_noop(
        "Whether it was withdrawn or replaced since, only the school can say: scan the code on its pages."
    ),
    Outcome.SUPERSEDED: gettext_noop(
        "Nothing in it was changed. Ask the school for the newer one."
    ),
    Outcome.WITHDRAWN: gettext_noop(
        "The school issued it and took it back. Do not accept it; ask the school for its own file."
    ),
    Outcome.GENUINE: gettext_noop(
        "Nothing was changed after signing. What the signatures mean, only their signers can say."
    ),
    Outcome.NOT_KEPT: gettext_noop(
        "Its signatures hold, but the school keeps no such file: part of it may have been cut off."
        " Ask the school for its own."
    ),
    Outcome.NOT_AS_RECORDED: gettext_noop("Do not accept it, and tell the school."),
    Outcome.CHANGED: gettext_noop("Do not accept it. Ask the school for its own file."),
    Outcome.DOUBTFUL: gettext_noop("The reasons stand with each signature below."),
    Outcome.UNSIGNED: gettext_noop(
        "A printed page that was scanned has lost its signatures: upload the original PDF file."
    ),
    Outcome.UNREADABLE: gettext_noop("It is broken, or no PDF file. Nothing can be said about it."),
    Outcome.UNJUDGED: gettext_noop(
        "It may well be in order, but nobody here can say so. Open it in another program that checks"
        " signatures, or ask the school for its own file."
    ),
    Outcome.BUSY: gettext_noop("That says nothing about the file. Try again in a few minutes."),
}
