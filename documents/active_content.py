"""What in a PDF makes a reader program do more than show pages (ISO 32000-2, 12.6). Stands here once."""

ACTIONS = frozenset(
    (
        *("/JavaScript", "/Launch", "/SubmitForm", "/ResetForm", "/ImportData", "/Rendition"),
        *("/Movie", "/Sound", "/RichMediaExecute", "/GoTo3DView"),
        # To another file: on a network share the reader offers its owner's login.
        *("/GoToE", "/GoToR", "/Thread"),
    )
)
ANNOTATIONS = frozenset(("/RichMedia", "/3D", "/Movie", "/Sound", "/Screen"))
HARMLESS_OPENING = frozenset(("/GoTo", "/Named"))
