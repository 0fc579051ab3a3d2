"""An invented school, complete enough to try everything on."""
