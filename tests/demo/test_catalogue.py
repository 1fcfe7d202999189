import pytest

from demo.catalogue import Product
from demo.goods import ASK, PRODUCTS


@pytest.mark.parametrize("product", PRODUCTS.values(), ids=list(PRODUCTS))
def test_what_goes_with_a_product_is_sold_too(product: Product) -> None:
    assert set(product.goes_with) <= set(PRODUCTS) - {product.slug}


@pytest.mark.parametrize("product", PRODUCTS.values(), ids=list(PRODUCTS))
def test_the_usual_answer_is_one_of_the_options(product: Product) -> None:
    for choice in product.choices:
        assert choice.chosen(None).code == choice.usual


def test_the_least_price_takes_the_least_expensive_answers() -> None:
    assert ASK.least() == 1190
    assert ASK.least(finish="smoked") == 1290
    assert ASK.from_price == "€1,190"
