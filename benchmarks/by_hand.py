"""What a user would write himself: litellm's acompletion, gather, an INSERT for each answer."""

from __future__ import annotations

import asyncio
import resource
import sys
import time

import litellm
import psycopg

IN_FLIGHT = 400
WARM_UP = 50


async def ask(address: str, database_url: str, questions: int) -> None:
    """Ask and store so many questions."""
    connection = await psycopg.AsyncConnection.connect(database_url, autocommit=True)
    lock, places = asyncio.Lock(), asyncio.Semaphore(IN_FLIGHT)

    async def one(number: int) -> None:
        async with places:
            reply = await litellm.acompletion(
                model="openai/m",
                messages=[{"role": "user", "content": f"Which tool suits team {number}?"}],
                api_base=address,
                api_key="any",
            )
        async with lock:
            await connection.execute(
                "INSERT INTO kept (prompt, answer) VALUES (%s, %s)",
                (number, reply.choices[0].message.content),
            )

    await asyncio.gather(*(one(number) for number in range(questions)))
    await connection.close()


def main() -> None:
    """Print CPU milliseconds for one answer and peak memory in MB."""
    database_url, address, questions = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (id bigserial PRIMARY KEY, prompt int, answer text)")
    asyncio.run(ask(address, database_url, WARM_UP))
    began = time.process_time()
    asyncio.run(ask(address, database_url, questions))
    cpu_ms = (time.process_time() - began) / questions * 1000
    print(cpu_ms, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    main()
