"""What each kind of person is answered: a visitor, cem, ben, fay, ada, eve (see ground.py)."""

OPEN = (200, 200, 200, 200, 200, 200)
MEMBERS = (303, 200, 200, 200, 200, 303)
STEWARDS = (303, 403, 403, 403, 200, 303)
HIDDEN = (303, 404, 404, 404, 200, 303)
"""Of a thing that only stewards can see, others do not hear that it exists; visitors sign in first."""
NOWHERE = (404, 404, 404, 404, 404, 404)
"""Open to everybody, who all hear that there is nothing."""
GROUP = (303, 403, 200, 403, 200, 303)
HANDED_OVER = (303, 404, 200, 404, 200, 303)
"""A message that the group did not answer: the stewards read it too."""
SIFTED = (303, 404, 403, 404, 200, 303)
ARTICLE = (404, 404, 200, 200, 200, 404)
"""For the network: those who speak for a group, and the stewards."""
ARTICLES_STEWARD = (303, 404, 403, 403, 200, 303)
KEPT_ARTICLE = (303, 404, 200, 403, 200, 303)
"""ben looks after it."""
PROPOSAL = (303, 404, 200, 404, 200, 303)
CLAIMED = (404, 404, 404, 404, 404, 404)
"""Somebody looks after the group already."""
SEEN_BY_GROUPS = (303, 404, 200, 200, 200, 303)
"""Of the network: everybody who speaks for a group; whoever has none does not hear that it exists."""
ASKER = (303, 404, 200, 403, 200, 303)
TENDED = (303, 404, 403, 403, 200, 303)
OWN_SESSION = (303, 404, 200, 404, 404, 303)
SPEAKERS = (303, 403, 200, 200, 200, 303)
TRAINING = (404, 200, 200, 200, 200, 404)
"""For the network: everybody who is signed in here reads it."""
