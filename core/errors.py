"""Failures that a person is told about. The name states the fact; the message says what to do."""


class Refusal(Exception):
    """A rule of the product forbids the step. `message` is a translated sentence for the person."""

    status = 409

    def __init__(self, message: str = "", **facts: object) -> None:
        super().__init__(message or self.__class__.__name__)
        self.message = message
        self.facts = facts


class NotFound(Refusal):
    """The thing does not exist, or the actor may not know that it does."""

    status = 404


class NotAllowed(Refusal):
    """The actor's role does not permit the step."""

    status = 403


class IllegalTransition(Refusal):
    """The thing is in a state from which the action cannot start."""


class StaleEdit(Refusal):
    """Somebody else saved the same thing first."""


class BadInput(Refusal):
    """What was entered cannot be used."""

    status = 422
