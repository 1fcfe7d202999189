"""The pages of the shop."""

from typing import Any

from csp.constants import NONCE, NONE, SELF
from csp.decorators import csp
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.views.generic import RedirectView, TemplateView

from demo import delivery
from demo.catalogue import Choice, Option, Picture, Product, euros
from demo.embedding import SHOP_HOST, is_server_host, port_of, server_origin
from demo.goods import ASK, PRODUCTS


def policy(server: str) -> dict[str, list[object]]:
    """Return the shop's content security policy: its own files and the one origin of the widget."""
    return {
        "default-src": [NONE],
        "script-src": [SELF, NONCE, server],
        "style-src": [SELF],
        "img-src": [SELF, "data:", server],
        "connect-src": [SELF, server, server.replace("http", "ws", 1)],
        "frame-src": [server],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }


class ShopPage(TemplateView):
    """A page of the shop, always under the shop's own name."""

    http_method_names = ["get", "head", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Send visitors of the server's name to the shop's; give everybody else the page and its policy."""
        if is_server_host(request):
            shop = f"{request.scheme}://{SHOP_HOST}{port_of(request)}"
            return HttpResponseRedirect(shop + request.get_full_path())
        with_policy = csp(policy(server_origin(request)))
        with translation.override("en"):  # its days, too, whatever the browser reads
            response: HttpResponseBase = with_policy(super().dispatch)(request, *args, **kwargs)
            if isinstance(response, TemplateResponse):
                response.render()
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what every page shows: the goods and where the widget comes from."""
        shared = {"products": PRODUCTS.values(), "server": server_origin(self.request)}
        return super().get_context_data(**kwargs) | shared


class Front(RedirectView):
    """The bare address leads into the shop."""

    pattern_name = "demo:home"


class Home(ShopPage):
    """The tables, and what stands around them."""

    template_name = "demo/home.html"
    extra_context = {
        "here": "Tables",
        "ask": ASK,
        "natural_from": euros(ASK.least(finish="natural")),
        "smoked_from": euros(ASK.least(finish="smoked")),
    }


class ProductPage(ShopPage):
    """One product with its choices; the address may carry the answers."""

    template_name = "demo/product.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the product, the answers in the address and what goes with it."""
        product = PRODUCTS.get(kwargs.pop("slug"))
        if product is None:
            raise Http404
        answers = [(choice, choice.chosen(self.request.GET.get(choice.code))) for choice in product.choices]
        return super().get_context_data(**kwargs) | {
            "here": "Tables" if product is ASK else product.kind,
            "product": product,
            "answers": answers,
            "price": euros(product.price_of(option for _, option in answers)),
            "shown": self._shown(product, answers),
            "arrives": delivery.earliest(timezone.localdate(), days=product.days),
            "goes_with": [PRODUCTS[slug] for slug in product.goes_with],
        }

    def _shown(self, product: Product, answers: list[tuple[Choice, Option]]) -> Picture:
        by_file = {picture.file: picture for picture in product.pictures}
        wanted = [self.request.GET.get("picture", ""), *(option.picture for _, option in answers)]
        return next((by_file[file] for file in wanted if file in by_file), product.pictures[0])


class Delivery(ShopPage):
    """How the goods come, and whether they fit the stairs."""

    template_name = "demo/delivery.html"
    extra_context = {"here": "Delivery"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the first day the van could come."""
        first = delivery.earliest(timezone.localdate(), days=ASK.days)
        return super().get_context_data(**kwargs) | {"first": first}


class Bag(ShopPage):
    """The bag, which lives in the browser, and where it should go."""

    template_name = "demo/bag.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the price list the browser needs and the days to choose from."""
        return super().get_context_data(**kwargs) | {
            "goods": {product.slug: _priced(product) for product in PRODUCTS.values()},
            "slots": delivery.slots(timezone.localdate()),
        }


def _priced(product: Product) -> dict[str, Any]:
    return {
        "name": product.name,
        "url": reverse("demo:product", args=[product.slug]),
        "price": product.price,
        "picture": static(product.card.path),
        "choices": {
            choice.code: {option.code: _option(product, option) for option in choice.options}
            for choice in product.choices
        },
    }


def _option(product: Product, option: Option) -> dict[str, Any]:
    cutouts = {picture.file for picture in product.pictures if picture.cutout}
    picture = static(f"demo/{option.picture}") if option.picture in cutouts else None
    return {"label": option.label, "extra": option.extra, "picture": picture}
