"""Live: numbered changes, and telling browsers of them.

The bell is a hint, the database is the post. A verb takes the next number of a stream under the row's lock and says
what changed; after the commit a bell rings; one feed per stream and process reads what is new and writes it to the
sockets. Whoever missed a ring, a network or a server reads what is missing by its number.
"""
