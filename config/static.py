"""Hashed static files for production."""

from servestatic.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashes file names, rewrites relative module imports, keeps gzip and brotli beside each file."""

    support_js_module_import_aggregation = True
