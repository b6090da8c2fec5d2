// Asks the server to keep something of a form. The form's key may have grown old, if somebody logged
// in in another window: then a fresh one is fetched, once.
export async function post(form, address, body, { leaving = false } = {}) {
  const send = () => {
    body.set("csrfmiddlewaretoken", keyOf(form).value);
    return fetch(address, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      keepalive: leaving,
    });
  };
  const answer = await send();
  if (answer.status !== 403 || leaving) return answer;
  await renewKey(form);
  return send();
}

export async function renewKey(form) {
  const answer = await fetch(form.dataset.keyAddress, { credentials: "same-origin" });
  keyOf(form).value = (await answer.json()).key;
}

export const keyOf = (form) => form.elements.csrfmiddlewaretoken;
