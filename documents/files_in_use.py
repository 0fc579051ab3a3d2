"""Which files of the archive some row still names; the others may be swept."""

from documents.document import Document
from documents.models import Registration, RenewedFile, SentOut, SignedFile
from workflows import registry


def files_in_use() -> set[str]:
    """Every file that some row names: signed stages, what is out, evidence, what the types keep."""
    named = set(SignedFile.objects.values_list("sha256", flat=True))
    named.update(RenewedFile.objects.values_list("sha256", flat=True))
    named.update(SentOut.objects.living().values_list("sha256", flat=True))
    evidence = Registration.objects.exclude(evidence_sha256="")
    named.update(evidence.values_list("evidence_sha256", flat=True))
    for kind in registry.all_types():
        if issubclass(kind.model, Document):
            named |= kind.model.kept_files()
    return named
