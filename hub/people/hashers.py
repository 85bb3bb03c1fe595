from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id with 46 MiB and two passes in one thread, more than OWASP's password storage cheat sheet asks for.

    Django's own parameters take 100 MiB and eight threads for each sign-in: at eight in the morning, when a whole town
    hall signs in, that is a small server's memory.
    """

    time_cost = 2
    memory_cost = 47_104  # KiB
    parallelism = 1
