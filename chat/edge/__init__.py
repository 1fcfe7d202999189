"""What of the chat is answered past Django's stack."""

from chat.edge.files import MAX_UPLOAD, admit_agent, admit_visitor, give_out, take_in
from chat.edge.sync import sync
from chat.edge.transcript import transcript
from realtime.edge import Route, route
from visitors.admission import SITE_PATH

routes: list[Route] = [
    route(SITE_PATH + "/sync", ("POST",), sync),
    route(SITE_PATH + "/transcript", ("POST",), transcript, max_body=4096),
    route(SITE_PATH + "/files", ("POST",), take_in, max_body=MAX_UPLOAD, admit=admit_visitor),
    route("/api/v1/files/", ("POST",), take_in, max_body=MAX_UPLOAD, admit=admit_agent),
    route(r"/files/(?P<id>[0-9a-z]{26})", ("GET", "HEAD"), give_out),
]
