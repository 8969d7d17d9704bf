"""What a WSGI server calls. Production settings unless the starting process chose others."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "serai.portal.settings.production")
application = get_wsgi_application()
