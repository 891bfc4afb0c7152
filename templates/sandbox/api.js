// Talks to the sandbox: JSON there and back, and server-sent events.

// A key for one deed. A deed that is sent again, because no answer came, keeps its key.
export const freshKey = () => crypto.randomUUID();

// A kept connection may end just as it is used again, and a network may change at that moment: then a request fails
// although Laurel is there. It is sent again, soon and once more a little later.
const WAITS = [150, 900]; // milliseconds

async function patiently(request) {
  for (const wait of WAITS) {
    try {
      return await request();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
  return request();
}

export async function load(address) {
  return answered(await patiently(() => fetch(address, { cache: "no-store" })));
}

export async function send(deed, body) {
  const post = () => fetch(`/sandbox/${deed}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Laurel-Sandbox": "1" },
    body: JSON.stringify(body),
  });
  return answered(await patiently(post)); // by its key the same deed is done once
}

async function answered(response) {
  if (response.ok) return response.json();
  const said = await response.json().catch(() => ({}));
  throw new Error(said.error ?? `${response.status} ${response.statusText}`);
}

// Listens from the event `after` on. `hears` has a function per kind of event, and `online(boolean)`.
export function listen(me, after, hears) {
  const source = new EventSource(`/sandbox/live?${new URLSearchParams({ me, after })}`);
  for (const kind of ["message", "edited", "gone", "stirred", "reload"]) {
    source.addEventListener(kind, (event) => hears[kind](JSON.parse(event.data)));
  }
  source.addEventListener("open", () => hears.online(true));
  source.addEventListener("error", () => {
    hears.online(false);
    // The browser tries again by itself, unless the answer was no stream at all.
    if (source.readyState === EventSource.CLOSED) setTimeout(hears.reload, 2000);
  });
  return () => source.close();
}
