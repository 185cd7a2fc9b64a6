"""Puts keys that exist into what Schemathesis sends; drawn by chance alone, nearly all of it would meet nothing.

Used by script/schemathesis, which says in the environment where the API is (GUILDHALL_API), the token of somebody who
sees everything (GUILDHALL_TOKEN), whose accounts stay as they are because the runs act as them (GUILDHALL_KEEP), and
the seed (GUILDHALL_SEED).
"""

import json
import os
import random
import urllib.error
import urllib.request

import schemathesis

API = os.environ["GUILDHALL_API"]
DICE = random.Random(int(os.environ["GUILDHALL_SEED"]))
# How often a key that exists takes the place of one that was made up.
OFTEN = 0.8


def ask(query, **body):
    request = urllib.request.Request(
        f"{API}/queries/{query}",
        json.dumps(body).encode(),
        {"Authorization": f"Bearer {os.environ['GUILDHALL_TOKEN']}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def items(query, key, **body):
    """The keys in the first page of a list; none where the list is not shown."""
    try:
        return [item[key] for item in ask(query, **body)["items"]]
    except urllib.error.HTTPError:
        return []


def everything():
    organisations = items("organisation.find", "code")
    keep = set(os.environ["GUILDHALL_KEEP"].split())

    def of_each(query):
        return [key for code in organisations for key in items(query, "id", organisation=code)]

    people = [key for key in of_each("person.list") if key not in keep]
    policies = of_each("policy.list")
    products = items("product.list", "id")
    keys = {
        "organisation": organisations,
        "code": organisations,
        "person": people,
        "account": people,
        "accounts": people,
        "policy": policies,
        "target": policies,
        "product": products,
        "base_product": products,
        "addons": products,
        "subscription": items("licence.national", "id"),
    }
    missing = [name for name in ("organisation", "person", "policy", "product", "subscription") if not keys[name]]
    if missing:
        raise SystemExit(f"the demonstration shows none of: {', '.join(missing)}")
    return keys


KEYS = everything()


def with_keys(value, name=None):
    if isinstance(value, dict):
        return {inner: with_keys(kept, inner) for inner, kept in value.items()}
    if isinstance(value, list):
        return [with_keys(kept, name) for kept in value]
    if isinstance(value, str) and name in KEYS and DICE.random() < OFTEN:
        return DICE.choice(KEYS[name])
    return value


@schemathesis.hook
def before_call(context, case, kwargs):
    # What breaks the description on purpose must stay as it is, or it would be accepted.
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    if isinstance(case.query, dict):
        case.query = with_keys(case.query)
    if isinstance(case.body, dict):
        case.body = with_keys(case.body)
    if case.headers and "If-Match" in case.headers:
        case.headers["If-Match"] = DICE.choice(["*", "1", '"2"'])
