"""What `manage.py serve` has the web server call: Django behind its front."""

from config.front import Front
from config.wsgi import application as django

application = Front(django)
