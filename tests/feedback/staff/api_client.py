"""A client made from the schema alone: a method for each operation, everything checked against it."""

from __future__ import annotations

import json
import uuid
from typing import Any

from jsonschema import Draft202012Validator


class Answer:
    """What came back, read as the schema says."""

    def __init__(self, response: Any) -> None:
        self.status = response.status_code
        self.headers = response.headers
        kind = response.headers.get("Content-Type", "")
        self.data = json.loads(response.content) if "json" in kind else response.content


class Client:
    """`client.take_in_case(unit=…, body=…)`: names and places of arguments come from the schema."""

    def __init__(self, http: Any, secret: str) -> None:
        self.http, self.secret = http, secret
        self.schema = json.loads(http.get("/api/schema/").content)
        self.operations = {
            operation["operationId"]: (method, path, operation)
            for path, methods in self.schema["paths"].items()
            for method, operation in methods.items()
        }

    def __getattr__(self, name: str) -> Any:
        if name not in self.operations:
            raise AttributeError(name)
        return lambda **values: self.call(name, values)

    def call(self, name: str, values: dict[str, Any]) -> Answer:
        """Ask; the answer must be one that the schema announces."""
        method, path, operation = self.operations[name]
        headers = {"authorization": f"Bearer {self.secret}"}
        query = {}
        for parameter in operation.get("parameters", []):
            key, where = parameter["name"], parameter["in"]
            if where == "path":
                path = path.replace(f"{{{key}}}", str(values.pop(key)))
            elif where == "header":
                headers[key] = values.pop("key", None) or str(uuid.uuid4())
            elif key in values:
                query[key] = values.pop(key)
        if method == "get":
            assert not values, f"{name} knows no {values}"
            response = self.http.get(path, query, headers=headers)
        else:
            self.check_request(operation, values)
            response = self.http.post(
                path, json.dumps(values), content_type="application/json", headers=headers
            )
        answer = Answer(response)
        self.check_answer(operation, answer)
        return answer

    def follow(self, address: str) -> Answer:
        """An address that an answer named."""
        return Answer(self.http.get(address, headers={"authorization": f"Bearer {self.secret}"}))

    def check_request(self, operation: dict[str, Any], values: dict[str, Any]) -> None:
        """A test may send what the schema forbids only on purpose, by hand."""
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if content:
            self.validate(content["schema"], values)

    def check_answer(self, operation: dict[str, Any], answer: Answer) -> None:
        """The body of an announced answer has the shape that was announced."""
        announced = operation["responses"].get(str(answer.status))
        assert announced is not None, (answer.status, answer.data)
        content = announced.get("content", {})
        schema = next((one["schema"] for kind, one in content.items() if "json" in kind), None)
        if schema:
            self.validate(schema, answer.data)

    def validate(self, schema: dict[str, Any], value: Any) -> None:
        """Raises jsonschema.ValidationError."""
        Draft202012Validator(schema | {"components": self.schema["components"]}).validate(value)
