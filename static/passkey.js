// A passkey is asked for when its form is sent; the answer goes with the form, in a field of it.

const bytesOf = (text) => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
};

const textOf = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

// What the server asks, with bytes where it could only send letters.
const optionsOf = (asked) => {
  const options = { ...asked, challenge: bytesOf(asked.challenge) };
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    options[list] = asked[list]?.map((one) => ({ ...one, id: bytesOf(one.id) })) ?? [];
  }
  if (asked.user) options.user = { ...asked.user, id: bytesOf(asked.user.id) };
  return options;
};

const answerOf = async (form) => {
  const publicKey = optionsOf(JSON.parse(form.dataset.asked));
  const made = await navigator.credentials[form.dataset.passkey]({ publicKey });
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature"]) {
    if (made.response[part]) response[part] = textOf(made.response[part]);
  }
  return JSON.stringify({ id: made.id, rawId: textOf(made.rawId), type: made.type, response });
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", async (event) => {
    if (form.elements.answer.value) return;
    event.preventDefault();
    // Not sent yet: the rule that a form is sent once looks at forms that are.
    event.stopPropagation();
    const failed = form.querySelector("[data-passkey-failed]");
    failed.hidden = true;
    try {
      form.elements.answer.value = await answerOf(form);
      form.requestSubmit();
    } catch {
      failed.hidden = false;
    }
  });
}
