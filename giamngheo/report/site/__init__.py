"""The pages for leaders: one folder of a report, read without a server, from the headline down to a village."""

from giamngheo.report.site import places
from giamngheo.report.site.writing import SITE_FOLDER, lay_site, site_address, site_folder, site_of

__all__ = ["SITE_FOLDER", "lay_site", "places", "site_address", "site_folder", "site_of"]
