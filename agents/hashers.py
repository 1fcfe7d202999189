"""How passwords are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class LeanArgon2Hasher(Argon2PasswordHasher):
    """Argon2id with the least memory OWASP recommends (19 MiB, two passes): a sign-in must not double the process."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
