"""Association labels and definitions: reading, making, renaming and deleting them (HubSpot associations schema guide)."""

from flask import Blueprint

from sandbox import association_types, labels
from sandbox.association_pages import label_shape
from sandbox.wire import Body, body, portal, type_named

of_labels = Blueprint(
    "labels", __name__, url_prefix="/crm/associations/<version>/<object_type>/<to_type>/labels"
)
configurations = Blueprint(
    "configurations", __name__, url_prefix="/crm/associations/<version>/definitions/configurations"
)


@of_labels.get("")
def get_labels(object_type: str, to_type: str, **_: str) -> Body:
    kinds = association_types.of_pair(portal().db, *_pair(object_type, to_type))
    return {"results": [label_shape(kind) for kind in kinds]}


@of_labels.post("")
def create_label(object_type: str, to_type: str, **_: str) -> Body:
    """Both directions of what was made; one where it is the same both ways."""
    given, db = body(), portal().db
    pair = _pair(object_type, to_type)
    ids = labels.create(db, pair, given.get("name", ""), given.get("label", ""), given.get("inverseLabel"))
    kinds = [association_types.known(db)[type_id] for type_id in dict.fromkeys(ids)]
    return {"results": [label_shape(kind) for kind in kinds]}


@of_labels.put("")
def change_label(object_type: str, to_type: str, **_: str) -> tuple[str, int]:
    given = body()
    pair, type_id = _pair(object_type, to_type), int(given["associationTypeId"])
    labels.change(portal().db, pair, type_id, given["label"], given.get("inverseLabel"))
    return "", 204


@of_labels.delete("/<int:type_id>")
def remove_label(object_type: str, to_type: str, type_id: int, **_: str) -> tuple[str, int]:
    labels.remove(portal().db, _pair(object_type, to_type), type_id)
    return "", 204


@configurations.get("/all")
def all_limits(**_: str) -> Body:
    """The box keeps no limits of people's own, so it lists none."""
    return {"results": []}


@configurations.get("/<object_type>/<to_type>")
def limits_of_pair(object_type: str, to_type: str, **_: str) -> Body:
    _pair(object_type, to_type)
    return {"results": []}


def _pair(object_type: str, to_type: str) -> tuple[str, str]:
    return type_named(object_type), type_named(to_type)
