"""What operators ask over HTTP."""

import httpx
from starlette.applications import Starlette

from bot.http import Probes
from tests.harness import Bot


def get(bot: Bot, path: str) -> httpx.Response:
    probes = Probes(bot.writer, bot.hospital.id, lambda: bot.now)
    transport = httpx.ASGITransport(Starlette(routes=probes.routes))

    async def asked() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.get(path)

    answer: httpx.Response = bot.run(asked())
    return answer


def test_alive_and_ready(bot: Bot) -> None:
    assert get(bot, "/healthz").text == "alive"
    assert get(bot, "/readyz").json() == {"ready": True}


def test_not_ready_while_nothing_can_be_written(bot: Bot) -> None:
    bot.writer.stop()
    answer = get(bot, "/readyz")
    assert answer.status_code == 503
    assert answer.json()["ready"] is False
    assert get(bot, "/healthz").status_code == 200


def test_metrics_count_what_waits_and_name_nobody(bot: Bot) -> None:
    bot.chats["slack"].down = True
    bot.says("ana", "concern printer dead")
    bot.wait(minutes=10)
    text = get(bot, "/metrics").text
    assert "corridor_concerns_new 1.0" in text
    waiting = next(
        line for line in text.splitlines() if line.startswith("corridor_outbox_messages ")
    )
    assert float(waiting.split()[1]) >= 1
    assert "Ana" not in text
    assert "printer" not in text
