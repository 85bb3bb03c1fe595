"""From the socket to the view: daphne with limits, one thread crossing a request, an orderly end."""
