"""Where a dossier is read, by kind. The paths are compared with the routes by a test."""

from dossiers.models import Dossier

PATHS = {
    "petition": "/kien-nghi/{code}",
    "loan_application": "/vay-von/ho-so/{code}",
    "conference": "/hoi-nghi/{code}/to-chuc",
    "membership": "/thanh-vien/{code}",
}


def dossier_path(dossier: Dossier) -> str:
    """Return the path of the page of a dossier."""
    return PATHS[dossier.kind].format(code=dossier.code)
