"""The middleware of static files looks at every one of them when it is made, and each client of a test makes its own.

That takes longer than most of these tests; files that are asked for are looked up one by one all the same.
"""

from servestatic.middleware import ServeStaticMiddleware


def look_at_static_files_once() -> None:
    """Let every client after the first have what the first one found."""
    look = ServeStaticMiddleware.add_files_from_finders
    first: list[ServeStaticMiddleware] = []

    def look_once(middleware: ServeStaticMiddleware) -> None:
        if not first:
            look(middleware)
            first.append(middleware)
        middleware.files, middleware.directories = first[0].files, first[0].directories

    ServeStaticMiddleware.add_files_from_finders = look_once
