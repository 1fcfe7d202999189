"""Settings of the baselines: the same database and layer choices as the product, nothing else."""

import os
from urllib.parse import unquote

import environ

SECRET_KEY = "only-for-benchmarks"
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = ["baselines"]
USE_TZ = True
ROOT_URLCONF = "baselines.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DATABASE = environ.Env.db_url_config(os.environ["DATABASE_URL"])
DATABASES = {"default": DATABASE | {"HOST": unquote(DATABASE["HOST"])}}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # As durable as the product's: WAL with a full sync on every commit.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }

CHANNEL_LAYERS: dict[str, dict[str, object]] = {
    "default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}
}
if REDIS_URL := os.environ.get("REDIS_URL"):
    # Without these two every idle socket dies and no process serves more than 100 of them.
    HOST = {"address": REDIS_URL, "socket_timeout": 30, "max_connections": 5000}
    CHANNEL_LAYERS["default"] = {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {"hosts": [HOST]},
    }
