// Reads [{blocks, theme}] as JSON, writes [html] as JSON: Block Kit as slack-blocks-to-jsx draws it.
import { text } from "node:stream/consumers";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { Message } from "slack-blocks-to-jsx";

const asked = JSON.parse(await text(process.stdin));
const drawn = asked.map(({ blocks, theme, logo, people }) =>
  renderToStaticMarkup(
    createElement(Message, {
      blocks,
      theme,
      logo,
      name: "Laurel",
      time: new Date(Date.UTC(2026, 2, 14, 10)),
      data: { users: people, channels: [], user_groups: [] },
    }),
  ),
);
process.stdout.write(JSON.stringify(drawn));
