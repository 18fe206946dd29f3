"""The ceiling on one address stops a flood, with a plain page, and leaves the signs of life alone."""

from wsgi import create_app


def test_a_flood_is_stopped(instance, app):
    flooded = create_app({"MODE": "testing", "INSTANCE": str(instance), "DATABASE_URL": str(app.config["SQLALCHEMY_DATABASE_URI"]),
                          "RATELIMIT_ENABLED": True, "ADDRESS_CEILING": "5 per minute"})
    client = flooded.test_client()
    codes = [client.get("/privacy").status_code for _ in range(7)]
    assert codes == [200] * 5 + [429] * 2
    assert "试得太频繁了" in client.get("/privacy").text
    assert client.get("/healthz").status_code == 200
