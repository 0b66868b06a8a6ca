"""What the web servers of a measurement serve: the portal, and the things it is compared with."""
