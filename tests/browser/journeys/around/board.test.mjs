// The board of a course: a student asks about a moment of class, others reply, the answer is marked, found, deleted and brought back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openChromium } from "../../lib/browsers.mjs";
import { SILENT, Stack, join } from "../../lib/class.mjs";
import { lookAt } from "../../lib/look.mjs";
import { claim, closeToasts, courseWith } from "../../lib/school.mjs";
import { Server } from "../../lib/server.mjs";

const MAY_COPY = ["camera", "microphone", "clipboard-read", "clipboard-write"];

test("the board of a course", { timeout: 240_000 }, async (t) => {
  const stack = new Stack();
  t.after(() => stack.close());
  const server = stack.use(await Server.unclaimed());
  const ada = stack.use(
    await openChromium("answering", undefined, {
      permissions: MAY_COPY,
      choice: SILENT,
    }),
  );
  const zoe = stack.use(
    await openChromium("asking", undefined, {
      beside: ada,
      permissions: MAY_COPY,
      choice: SILENT,
    }),
  );
  const menu = async (person, of, item) => {
    await person.click(of);
    await person.click(item, "menuitem");
  };
  const title = (person) =>
    person.page.locator("dialog[open]").getByLabel("Title", { exact: true });

  await claim(ada, server);
  const course = await courseWith(ada, zoe);

  await t.test("a student asks, and a reload takes nothing away", async () => {
    await zoe.click("Board", "link");
    await zoe.sees("Nothing was written so far.");
    await lookAt(zoe, "board-empty");
    await zoe.click("New thread");
    await title(zoe).fill("Why is the sky blue?");
    await zoe.clickAt("dialog[open]", "Write");
    await zoe.sees("Write something first.");
    await zoe.fill(
      "Text",
      "And why is it red in the evening?\nSee https://school.example/sky",
    );
    await zoe.page
      .getByRole("checkbox", { name: "This is a question" })
      .setChecked(true);
    await lookAt(zoe, "board-form");
    await zoe.reload();
    await zoe.click("New thread");
    assert.equal(await title(zoe).inputValue(), "Why is the sky blue?");
    await zoe.clickAt("dialog[open]", "Write");
    await zoe.until(
      "the thread",
      () => document.querySelector("h1")?.innerText === "Why is the sky blue?",
    );
    await zoe.until("the link in it", () =>
      Boolean(
        document.querySelector('main a[href="https://school.example/sky"]'),
      ),
    );
  });

  await t.test(
    "staff find what waits, answer by replying and pin",
    async () => {
      await ada.goto(server.url);
      await lookAt(ada, "home-questions");
      await ada.click("1 question waits for an answer", "link");
      await ada.sees("Unanswered questions (1)");
      await ada.until("the mark at the board", () =>
        /Board\s*1/.test(document.querySelector("main nav").innerText),
      );
      await lookAt(ada, "board-questions");
      await ada.page
        .getByRole("checkbox", { name: "Unanswered questions" })
        .setChecked(true);
      await ada.click("Why is the sky blue?", "link");
      await ada.fill("Your reply", "Short waves are scattered more.");
      await ada.click("Reply");
      await ada.until("the reply", () =>
        [...document.querySelectorAll("article")].some((one) =>
          /Short waves/.test(one.innerText),
        ),
      );
      // They say that it is no answer, and then that it is.
      await ada.sees("The question counts as answered.");
      await ada.clickAt(".toast", "Undo");
      await ada.eventually(
        "a question that waits",
        async () => !(await ada.text("main")).includes("Answered"),
      );
      await menu(ada, "More about the post of Ada", "Mark as answer");
      await ada.sees("Answered");
      assert.equal(await ada.page.getByLabel("Your reply").inputValue(), "");
      await menu(ada, "More about this thread", "Pin");
      await ada.sees("Pinned");
      await zoe.comesBack();
      await zoe.eventually(
        "the reply",
        async () =>
          (await zoe.text()).includes("Short waves are scattered more."),
        30_000,
      );
      await zoe.sees("Teaches");
      await zoe.sees("Answered");
      await lookAt(zoe, "board-thread");
      await zoe.comesBack();
      // What has not changed does not travel again: 300 bytes stand for the headers of an answer without a body.
      await zoe.until(
        "an answer without a body",
        () => {
          const asked = performance
            .getEntriesByType("resource")
            .filter(({ name }) => /\/api\/.*\/board\/[^/]+$/.test(name));
          return (
            asked.at(-1)?.transferSize === 300 &&
            asked.at(-1).encodedBodySize > 0
          );
        },
        undefined,
        30_000,
      );
    },
  );

  await t.test("what somebody wrote is found by its words", async () => {
    await ada.click("Board of Physics 1", "link");
    await ada.click("New thread");
    await title(ada).fill("Books");
    await ada.fill("Text", "Chapter 3 is the one that matters.");
    await ada.clickAt("dialog[open]", "Write");
    await ada.until(
      "the thread",
      () => document.querySelector("h1")?.innerText === "Books",
    );
    await ada.click("Board of Physics 1", "link");
    await ada.sees("Why is the sky blue?");
    await lookAt(ada, "board");
    const shown = () =>
      ada.page
        .getByRole("list", { name: "Threads" })
        .getByRole("heading")
        .allInnerTexts();
    assert.deepEqual(
      await shown(),
      ["Why is the sky blue?", "Books"],
      "the pinned one first",
    );
    await ada.fill("Search the board", "SCATTERED");
    await ada.eventually(
      "one thread",
      async () => (await shown()).join() === "Why is the sky blue?",
    );
    await ada.fill("Search the board", "nothing of that");
    await ada.sees("Nothing matches.");
    await ada.fill("Search the board", "");
    await ada.eventually(
      "all threads",
      async () => (await shown()).length === 2,
    );
  });

  await t.test(
    "posts are changed by their authors, deleted, and brought back by Undo",
    async () => {
      await menu(zoe, "More about the post of Zoë Müller", "Change…");
      await title(zoe).fill("Why is the sky blue, and when not?");
      await zoe.clickAt("dialog[open]", "Save");
      await zoe.until(
        "the change",
        () =>
          document.querySelector("h1")?.innerText ===
          "Why is the sky blue, and when not?",
      );
      await closeToasts(zoe);
      await zoe.fill("Your reply", "Thank you");
      await zoe.click("Reply");
      await zoe.until(
        "two replies",
        () => document.querySelectorAll("article").length === 3,
      );
      await ada.goto(await zoe.evaluate(() => location.href));
      await ada.until(
        "two replies",
        () => document.querySelectorAll("article").length === 3,
      );
      await ada.page
        .locator("article", { hasText: "Thank you" })
        .getByRole("button")
        .click();
      await ada.click("Delete", "menuitem");
      await ada.sees("The post is deleted.");
      await ada.until(
        "it is gone",
        () => document.querySelectorAll("article").length === 2,
      );
      await ada.clickAt(".toast", "Undo");
      await ada.until(
        "it is back",
        () => document.querySelectorAll("article").length === 3,
      );
      await closeToasts(ada);
      // Two posts are hers. What others replied to the first one stays where she deletes it.
      await zoe.page.locator("article").first().getByRole("button").click();
      await zoe.click("Delete", "menuitem");
      await zoe.sees("The post is deleted.");
      await closeToasts(zoe);
      await ada.reload();
      await ada.sees("Its author deleted this post.");
      await ada.until(
        "the replies alone",
        () =>
          document.querySelector("h1").innerText === "Deleted post" &&
          document.querySelectorAll("article").length === 2 &&
          !document.body.innerText.includes("Why is the sky blue"),
      );
      await lookAt(ada, "board-first-deleted");
      await zoe.click("Restore");
      await zoe.until(
        "the thread",
        () =>
          document.querySelector("h1")?.innerText ===
          "Why is the sky blue, and when not?",
      );
      // A thread to which nobody has replied goes with its post.
      await ada.click("Board of Physics 1", "link");
      await ada.click("Books", "link");
      await ada.until("it", () => document.querySelectorAll("article").length === 1);
      const books = await ada.evaluate(() => location.href);
      await ada.page.locator("article").getByRole("button").click();
      await ada.click("Delete thread", "menuitem");
      await ada.sees("“Books” is deleted.");
      await ada.until(
        "the board without it",
        () => document.querySelector("h3") && !document.querySelector("article"),
      );
      await zoe.goto(books);
      await zoe.sees("This thread is not there");
      await lookAt(zoe, "board-missing");
      await ada.clickAt(".toast", "Undo");
      await ada.until("it is back", () => document.querySelector("h1")?.innerText === "Books");
      await closeToasts(ada);
      await closeToasts(zoe);
    },
  );

  await t.test(
    "a thread is about a moment of a class, and leads there",
    async () => {
      await ada.goto(`${server.url}/courses/${course}`);
      await ada.fill("Title", "Light");
      await ada.clickAt("main", "Start a class");
      await join(ada);
      const session = await ada.evaluate(() =>
        location.pathname.split("/").pop(),
      );
      await zoe.goto(`${server.url}/courses/${course}`);
      const code = await zoe.eventually(
        "the live class",
        async () => {
          const href = await zoe.evaluate(() =>
            document.querySelector('main a[href^="/j/"]')?.getAttribute("href"),
          );
          return href?.slice("/j/".length);
        },
        30_000,
      );
      await zoe.goto(`${server.url}/j/${code}`);
      await join(zoe);
      await zoe.fill("Message", "Is light a wave?");
      await zoe.click("Send");
      await ada.sees("Is light a wave?");
      await ada.page
        .locator("[data-seq]", { hasText: "Is light a wave?" })
        .hover();
      await ada.click("Keep the message of Zoë Müller as a question");
      await ada.sees("1 question of the course waits for an answer");
      await ada.page
        .getByRole("log")
        .getByRole("button", { name: "Open the thread" })
        .waitFor();
      await lookAt(ada, "class-question-kept");
      await closeToasts(ada);
      await ada.click("Show");
      await ada.click("Answer now");
      await ada.sees("Being answered since 0:");
      await lookAt(ada, "class-questions");
      await ada.clickAt("aside", "Show to class");
      await zoe.sees("A question of the course: ");
      await ada.reload();
      await ada.clickAt("aside", "Answered");
      await ada.sees("No question of the course waits for an answer.");
      await zoe.goto(server.url);
      await zoe.sees("Your questions were answered");
      await zoe.sees("Answered in class");
      await lookAt(zoe, "home-answers");
      await zoe.click("I have read it: Is light a wave?");
      await zoe.eventually(
        "nothing new",
        async () => !(await zoe.text("main")).includes("Your questions"),
      );
      await zoe.goto(`${server.url}/watch/${session}`);
      await zoe.click("1 reply");
      await zoe.until("the message and its answer", () => {
        const panel = document.querySelector("aside").innerText;
        return (
          /Is light a wave\?/.test(panel) &&
          /Answered in class: Light, at 0:/.test(panel)
        );
      });
      await lookAt(zoe, "watch-message");
      await zoe.click("All of this class");
      await zoe.click("Discuss this moment");
      await zoe.sees("About the moment 0:");
      await title(zoe).fill("At the start");
      await zoe.fill("Text", "What was that?");
      await zoe.clickAt("dialog[open]", "Write");
      await zoe.until(
        "the thread beside the recording",
        () => document.querySelector("aside article") !== null,
      );
      assert.equal(
        new URL(await zoe.evaluate(() => location.href)).pathname,
        `/watch/${session}`,
        "it is written without leaving",
      );
      await zoe.fill("Your reply", "A triangle.");
      await zoe.click("Reply");
      await zoe.until(
        "the reply",
        () => document.querySelectorAll("aside article").length === 2,
      );
      await lookAt(zoe, "watch-thread");
      await zoe.click("All of this class");
      await zoe.until("the list", () =>
        /At the start[^]*1 reply/.test(
          document.querySelector("aside")?.innerText ?? "",
        ),
      );
      await zoe.until(
        "its mark",
        () => document.querySelectorAll(".discussed").length === 2,
      );
      await lookAt(zoe, "watch-discussion");
      await zoe.goto(`${server.url}/courses/${course}/board`);
      await zoe.until("the moment", () =>
        Boolean(document.querySelector('main a[href^="/watch/"][href*="?t="]')),
      );
      await lookAt(zoe, "board-moment");
    },
  );

  await t.test("read from the right", async () => {
    await ada.goto(`${server.url}/courses/${course}/board?lang=x-rtl`);
    await ada.until("the board", () => /Books/.test(document.body.innerText));
    await lookAt(ada, "rtl-board");
  });
});
