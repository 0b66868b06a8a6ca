"""The pages of people: signing in, one's own page, invitations, and the stewards' list."""

from portal.accounts.views import invitations as invitations
from portal.accounts.views import inviting as inviting
from portal.accounts.views import me as me
from portal.accounts.views import people as people
from portal.accounts.views import sign_in as sign_in
from portal.accounts.views.blueprints import accounts as accounts
from portal.accounts.views.blueprints import people_pages as people_pages
