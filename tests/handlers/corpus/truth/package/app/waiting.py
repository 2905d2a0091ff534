import asyncio


async def wait(table):
	await asyncio.sleep(0)
	return [
		key async for key in keys()
		if table[key]  # "async" raises at "table[key]"
	]


async def keys():
	yield "a"
