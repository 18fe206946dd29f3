"""The application builds and answers."""


def test_front_page_answers_in_chinese(client):
    page = client.get("/")
    assert page.status_code == 200
    assert 'lang="zh-Hans-CN"' in page.text


def test_unknown_page(client):
    page = client.get("/nowhere")
    assert page.status_code == 404
    assert "Content-Security-Policy" in page.headers


def test_staff_desk_needs_sign_in(client, make):
    assert client.get("/bureau").status_code == 303
    assert make.client(make.staff()).get("/bureau").status_code == 200
    position = make.position()
    assert position.live_until is not None
    make.person(service={"branch": "陆军"})
