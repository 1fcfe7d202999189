"""Hashed static files for production."""

from servestatic.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashes file names, rewrites relative module imports, keeps gzip and brotli beside each file."""

    support_js_module_import_aggregation = True
    # A chain of imports settles one link a pass; the longest one here has eleven.
    max_post_process_passes = 25
